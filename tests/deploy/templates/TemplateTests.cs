using System.Text;
using k8s.Models;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Deploy.Templates;

/// <summary>Each template is what an API server takes, runs restricted and once, and its README tells what it needs.</summary>
public sealed class TemplateTests(Renderings renderings)
{
    /// <summary>A Job of these is made with a dump named: by themselves they never run.</summary>
    private static readonly string[] MadeByHand = ["postgresql-restore", "postgresql-scratch", "mysql-restore", "sqlite-restore", "volume-snapshot-claim"];

    [Theory]
    [MemberData(nameof(Renderings.Templates), MemberType = typeof(Renderings))]
    public async Task a_job_of_it_runs_once_restricted_and_for_a_limited_time(string template)
    {
        var rendering = await renderings.GetAsync(template);

        rendering.Of<V1Secret>().ShouldBeEmpty();
        foreach (var cronJob in rendering.Of<V1CronJob>())
        {
            var job = cronJob.Spec.JobTemplate.Spec;
            (cronJob.Spec.Suspend, cronJob.Spec.ConcurrencyPolicy, cronJob.Spec.TimeZone).ShouldBe((MadeByHand.Contains(cronJob.Name()), "Forbid", "Etc/UTC"), cronJob.Name());
            (job.BackoffLimit, job.TtlSecondsAfterFinished, job.Suspend).ShouldBe((0, 86400, null), cronJob.Name());
            job.ActiveDeadlineSeconds!.Value.ShouldBeInRange(60, 6 * 3600);

            var pod = job.Template.Spec;
            (pod.RestartPolicy, pod.EnableServiceLinks).ShouldBe(("Never", false));
            (pod.SecurityContext.RunAsNonRoot, pod.SecurityContext.SeccompProfile.Type).ShouldBe((true, "RuntimeDefault"));
            pod.SecurityContext.RunAsUser!.Value.ShouldBeGreaterThan(0);
            new[] { pod.HostNetwork, pod.HostPID, pod.HostIPC }.ShouldAllBe(h => h != true);
            pod.Volumes.ShouldAllBe(v => v.EmptyDir != null || v.PersistentVolumeClaim != null || v.Projected != null);

            var container = pod.Containers.Single();
            container.SecurityContext.Capabilities.Drop.ShouldBe(["ALL"]);
            (container.SecurityContext.AllowPrivilegeEscalation, container.SecurityContext.ReadOnlyRootFilesystem, container.SecurityContext.Privileged).ShouldBe((false, true, null));
            container.Resources.Requests.Keys.Order().ShouldBe(["cpu", "memory"]);
            container.Resources.Limits["memory"].ToInt64().ShouldBeGreaterThan(container.Resources.Requests["memory"].ToInt64());
            container.Image.Split(':')[^1].ShouldNotBe("latest");
        }
    }

    [Theory]
    [MemberData(nameof(Renderings.Templates), MemberType = typeof(Renderings))]
    public async Task what_it_names_is_there_or_is_told_in_its_readme(string template)
    {
        var rendering = await renderings.GetAsync(template);
        var readme = await File.ReadAllTextAsync(Path.Combine(Renderings.Root, template, "README.md"));
        var maps = rendering.Of<V1ConfigMap>().ToDictionary(m => m.Name());
        var claims = rendering.Of<V1PersistentVolumeClaim>().Select(c => c.Name()).ToList();
        List<string> secrets = [];
        foreach (var pod in rendering.Of<V1CronJob>().Select(c => c.Spec.JobTemplate.Spec.Template.Spec))
        {
            var container = pod.Containers.Single();
            pod.Volumes.Select(v => v.Name).Order().ShouldBe(container.VolumeMounts.Select(m => m.Name).Order());
            TemplateJob.ScriptsOf(rendering, pod).Select(s => s.Key).ShouldContain(container.Command[1].Replace("/scripts/", "", StringComparison.Ordinal));
            container.EnvFrom.ShouldAllBe(e => maps.ContainsKey(e.ConfigMapRef.Name));
            secrets.AddRange(container.Env.Select(e => e.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>().Select(s => $"{s.Name}/{s.Key}"));
            pod.Volumes.Select(v => v.PersistentVolumeClaim?.ClaimName).OfType<string>().Where(c => !claims.Contains(c)).ShouldBeSubsetOf(["vaultwarden-data"]);
            rendering.Of<V1ServiceAccount>().Select(a => a.Name()).ShouldBe(pod.ServiceAccountName is null ? [] : [pod.ServiceAccountName]);
            (pod.AutomountServiceAccountToken == true).ShouldBe(pod.ServiceAccountName is not null);
        }

        foreach (var secret in secrets.Distinct())
        {
            readme.Split('\n').Single(l => l.StartsWith($"| `{secret.Split('/')[0]}` | `username`", StringComparison.Ordinal)).ShouldContain($"`{secret.Split('/')[1]}`");
        }

        readme.Contains("No Secret is needed", StringComparison.Ordinal).ShouldBe(secrets.Count == 0);
        rendering.Of<V1CronJob>().ShouldAllBe(c => readme.Contains($"| `{c.Name()}` |", StringComparison.Ordinal));
        MadeByHand.Concat(["postgresql-backup", "mysql-backup", "sqlite-backup", "volume-snapshot-backup"])
            .ShouldAllBe(n => !readme.Contains($"--from=cronjob/{n}", StringComparison.Ordinal) || rendering.Of<V1CronJob>().Any(c => c.Name() == n));
    }

    [Theory]
    [MemberData(nameof(Renderings.Templates), MemberType = typeof(Renderings))]
    public async Task the_catalog_lines_of_its_readme_are_right_and_name_its_cron_jobs(string template)
    {
        var cronJobs = (await renderings.GetAsync(template)).Of<V1CronJob>().Select(c => $"{c.Namespace()}/{c.Name()}").ToList();
        var catalog = await CatalogOfAsync(template);

        var stack = catalog.Services.Keys.Single();
        var backup = catalog.BackupFor(stack).ShouldNotBeNull();
        cronJobs.ShouldContain($"{backup.Namespace}/{backup.CronJob}");
        backup.Proof.ShouldNotBeNull().LogPattern.ShouldNotBeNull();
        if (catalog.RestoreFor(stack) is { } restore)
        {
            cronJobs.ShouldContain($"{restore.Namespace}/{restore.CronJob}");
            restore.Database.ShouldBe(backup.Database ?? stack);
        }

        (catalog.RestoreFor(stack) is null).ShouldBe(template == "templates/volume-snapshot");
    }

    [Fact]
    public async Task only_the_template_of_snapshots_asks_the_api_server_and_that_for_what_it_says()
    {
        foreach (var template in Renderings.Templates)
        {
            var rules = (await renderings.GetAsync(template.Data)).Of<V1Role>().SelectMany(r => r.Rules).SelectMany(r => r.Resources.SelectMany(o => r.Verbs.Select(v => $"{v} {o}")));
            rules.Order().ShouldBe(template.Data == "templates/volume-snapshot"
                ? ["create persistentvolumeclaims", "create volumesnapshots", "delete volumesnapshots", "get persistentvolumeclaims", "get volumesnapshots", "list volumesnapshots"]
                : []);
        }
    }

    /// <summary>What they share has a name of each template's own, so nothing is there twice.</summary>
    [Fact]
    public async Task several_templates_can_be_in_one_namespace()
    {
        var rendering = await renderings.GetAsync(Renderings.EveryTemplate);

        rendering.Of<V1CronJob>().Select(c => $"{c.Namespace()}/{c.Name()}").ShouldBeUnique();
        foreach (var pod in rendering.Of<V1CronJob>().Select(c => c.Spec.JobTemplate.Spec.Template.Spec))
        {
            var scripts = TemplateJob.ScriptsOf(rendering, pod).Select(s => s.Key).ToList();
            scripts.ShouldBeUnique();
            scripts.ShouldContain("common.sh");
        }
    }

    [Fact, Trait("Length", "long")]
    public async Task shellcheck_finds_nothing_in_the_scripts()
    {
        var scripts = Directory.GetFiles(Path.Combine(Renderings.Root, "templates"), "*.sh", SearchOption.AllDirectories);
        scripts.Length.ShouldBeGreaterThan(10);
        (await Tool.RunAsync("need_shellcheck", "shellcheck", ["-x", .. scripts])).ShouldBe("");
    }

    /// <summary>What stands between <c>```yaml</c> and its end in the template's README.</summary>
    internal static async Task<Catalog> CatalogOfAsync(string template)
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Renderings.Root, template, "README.md"));
        var reading = CatalogReader.Read("README.md", Encoding.UTF8.GetBytes(readme.Split("```yaml\n")[1].Split("```")[0]));
        reading.Problems.ShouldBeEmpty();
        return reading.Catalog;
    }
}
