using k8s;
using k8s.Models;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Tests.Sandbox;

/// <summary>Jobs made from a CronJob's template, <c>reference/kubernetes.md</c> §1 and §2.</summary>
public sealed class ClusterStandInJobTests : IAsyncLifetime
{
    private const string Space = ClusterWorld.Space;
    private ClusterWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await ClusterWorld.StartAsync();
        _world.Cluster.Add(new CronJobSpec { Namespace = Space, Name = "other-backup", Outcome = BackupJobOutcome.NeverEnds });
        _world.Cluster.Add(new CronJobSpec { Namespace = Space, Name = "backup", LogLines = ["dumping", "size 42"] });
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task a_job_runs_for_its_time_and_is_complete()
    {
        var job = await CreateAsync();
        job.Metadata.Uid.ShouldNotBeNullOrEmpty();
        (job.Status.Active, job.Status.Conditions).ShouldBe((1, null));

        _world.Seconds(19);
        Conditions(await ReadAsync()).ShouldBe(["SuccessCriteriaMet"]);
        _world.Seconds(1);
        job = await ReadAsync();

        Conditions(job).ShouldBe(["SuccessCriteriaMet", "Complete"]);
        (job.Status.Succeeded, job.Status.Failed, job.Status.Active, job.Status.CompletionTime).ShouldBe((1, null, null, _world.Time.GetUtcNow().UtcDateTime));
        var pod = (await _world.PodsAsync("batch.kubernetes.io/job-name=pre-upgrade-app")).ShouldHaveSingleItem();
        (pod.Status.Phase, pod.Status.ContainerStatuses[0].State.Terminated.Reason, pod.Metadata.OwnerReferences[0].Kind).ShouldBe(("Succeeded", "Completed", "Job"));
        (await _world.LogAsync(pod.Metadata.Name, tailLines: 1)).ShouldBe("size 42\n");
    }

    [Fact]
    public async Task a_failing_job_tries_again_before_it_fails()
    {
        _world.Cluster.Set(Space, "backup", BackupJobOutcome.Fails);
        await CreateAsync();

        _world.Seconds(6);
        var job = await ReadAsync();
        (job.Status.Failed, job.Status.Active, job.Status.Conditions).ShouldBe((1, 1, null));
        _world.Seconds(14);
        job = await ReadAsync();

        Conditions(job).ShouldBe(["FailureTarget", "Failed"]);
        (job.Status.Conditions[^1].Reason, job.Status.Failed, job.Status.CompletionTime).ShouldBe(("BackoffLimitExceeded", 4, null));
        (await _world.PodsAsync()).ShouldAllBe(p => p.Status.Phase == "Failed" && p.Status.ContainerStatuses[0].State.Terminated.ExitCode == 1);
        _world.Cluster.Jobs.ShouldHaveSingleItem().State.ShouldBe("Failed");
    }

    [Fact]
    public async Task a_job_that_never_ends_is_ended_by_its_deadline_alone()
    {
        _world.Cluster.Set(Space, "backup", BackupJobOutcome.NeverEnds);
        await CreateAsync();
        await CreateAsync("bounded", job => (job.Spec.ActiveDeadlineSeconds, job.Spec.TtlSecondsAfterFinished) = (300, null));
        _world.Seconds(3600);

        (await ReadAsync()).Status.Active.ShouldBe(1);
        var bounded = await ReadAsync("bounded");
        (bounded.Status.Conditions[^1].Type, bounded.Status.Conditions[^1].Reason).ShouldBe(("Failed", "DeadlineExceeded"));
        (await _world.PodsAsync("job-name=bounded")).ShouldBeEmpty();
    }

    [Fact]
    public async Task after_its_time_to_live_a_job_is_gone_with_its_pods_but_has_been_seen()
    {
        await CreateAsync();
        _world.Seconds(29);
        await ReadAsync();
        _world.Seconds(1);

        (await ClusterWorld.RefusedAsync(() => ReadAsync())).ShouldBe((404, "NotFound", "jobs.batch \"pre-upgrade-app\" not found"));
        (await _world.PodsAsync()).ShouldBeEmpty();
        var seen = _world.Cluster.Jobs.ShouldHaveSingleItem();
        (seen.Name, seen.CronJob, seen.State, seen.Labels["upgrades/upgrade-id"]).ShouldBe(("pre-upgrade-app", "backup", "Complete", "1"));
    }

    [Fact]
    public async Task the_posters_time_to_live_counts()
    {
        await CreateAsync(change: job => job.Spec.TtlSecondsAfterFinished = 86400);
        await CreateAsync("kept", job => job.Spec.TtlSecondsAfterFinished = null);
        _world.Seconds(86000);
        await ReadAsync();
        _world.Seconds(86400);

        (await _world.Api.BatchV1.ListNamespacedJobAsync(Space)).Items.ShouldHaveSingleItem().Metadata.Name.ShouldBe("kept");
    }

    [Fact]
    public async Task a_taken_name_is_refused_until_it_is_free_again()
    {
        var told = new List<SeenJob>();
        _world.Cluster.JobCreated += told.Add;
        await CreateAsync();

        (await ClusterWorld.RefusedAsync(() => CreateAsync())).ShouldBe((409, "AlreadyExists", "jobs.batch \"pre-upgrade-app\" already exists"));
        _world.Seconds(30);
        await CreateAsync();

        told.Select(j => (j.CronJob, j.State)).ShouldBe([("backup", "Running"), ("backup", "Running")]);
        _world.Cluster.Jobs.Select(j => j.State).ShouldBe(["Complete", "Running"]);
    }

    [Theory]
    [InlineData("Pre_Upgrade")]
    [InlineData("a/b")]
    [InlineData("-a")]
    [InlineData("pre-upgrade-of-a-stack-with-a-name-that-is-very-much-longer-than-it-may-be")]
    public async Task an_invalid_name_is_refused(string name)
    {
        var (code, reason, message) = await ClusterWorld.RefusedAsync(() => CreateAsync(name));

        (code, reason).ShouldBe((422, "Invalid"));
        message!.ShouldStartWith($"Job.batch \"{name}\" is invalid");
    }

    [Fact]
    public async Task what_is_no_job_is_refused()
    {
        (await ClusterWorld.RefusedAsync(() => CreateAsync(change: j => j.Spec.Template.Spec.RestartPolicy = "Always"))).Code.ShouldBe(422);
        (await ClusterWorld.RefusedAsync(() => CreateAsync(change: j => j.Spec.Template.Spec.Containers = []))).Code.ShouldBe(422);
        (await ClusterWorld.RefusedAsync(() => CreateAsync(change: j => j.Spec.TtlSecondsAfterFinished = -1))).Code.ShouldBe(422);
        (await ClusterWorld.RefusedAsync(() => CreateAsync(change: j => j.Metadata.NamespaceProperty = "other"))).Code.ShouldBe(400);
        _world.Cluster.Jobs.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"kind":"Pod"}""")]
    [InlineData("""{"metadata":{"name":7}}""")]
    [InlineData("""{"metadata":{"name":"a"},"spec":7}""")]
    [InlineData("""{"metadata":{"name":"a","name":"b"}}""")]
    [InlineData("""{"metadata":{"name":"a","labels":{"x":7}},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b"}]}}}}""")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"backoffLimit":"x","template":{"spec":{"restartPolicy":"Never","containers":[{"name":"a","image":"b"}]}}}}""")]
    [InlineData("""{"metadata":{"name":"a"},"spec":{"template":{"spec":{"restartPolicy":"Never","containers":[7]}}}}""")]
    public async Task a_body_of_another_shape_is_a_bad_request(string body)
    {
        using var http = new HttpClient(new SocketsHttpHandler());
        http.DefaultRequestHeaders.Authorization = new("Bearer", "token");
        using var content = new StringContent(body);

        using var answer = await http.PostAsync(new Uri(_world.Address, $"apis/batch/v1/namespaces/{Space}/jobs"), content);

        ((int)answer.StatusCode, k8s.KubernetesJson.Deserialize<V1Status>(await answer.Content.ReadAsStringAsync()).Reason).ShouldBe((400, "BadRequest"));
        _world.Cluster.Jobs.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_namespace_that_is_not_there_takes_no_job() =>
        (await ClusterWorld.RefusedAsync(() => _world.Api.BatchV1.CreateNamespacedJobAsync(new V1Job { Metadata = new V1ObjectMeta { Name = "a" }, Spec = Spec() }, "nowhere")))
            .ShouldBe((404, "NotFound", "namespaces \"nowhere\" not found"));

    [Fact]
    public async Task a_job_of_no_cron_job_succeeds()
    {
        await _world.Api.BatchV1.CreateNamespacedJobAsync(new V1Job { Metadata = new V1ObjectMeta { Name = "a" }, Spec = Spec() }, Space);
        _world.Seconds(20);

        var seen = _world.Cluster.Jobs.ShouldHaveSingleItem();
        (seen.CronJob, seen.State).ShouldBe((null, "Complete"));
    }

    [Fact]
    public async Task a_suspended_job_does_not_start()
    {
        await CreateAsync(change: job => job.Spec.Suspend = true);
        _world.Seconds(3600);

        var job = await ReadAsync();
        (Conditions(job).ShouldHaveSingleItem(), job.Status.Active, job.Status.StartTime).ShouldBe(("Suspended", null, null));
    }

    [Fact]
    public async Task a_cron_job_that_is_not_there_is_not_found() =>
        (await ClusterWorld.RefusedAsync(() => _world.Api.BatchV1.ReadNamespacedCronJobAsync("nothing", Space)))
            .ShouldBe((404, "NotFound", "cronjobs.batch \"nothing\" not found"));

    /// <summary>As <c>kubectl create job --from</c>, but with a label instead of an owner.</summary>
    private async Task<V1Job> CreateAsync(string name = "pre-upgrade-app", Action<V1Job>? change = null)
    {
        var cronJob = await _world.Api.BatchV1.ReadNamespacedCronJobAsync("backup", Space);
        var job = new V1Job
        {
            Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["upgrades/upgrade-id"] = "1" } },
            Spec = cronJob.Spec.JobTemplate.Spec,
        };
        change?.Invoke(job);
        return await _world.Api.BatchV1.CreateNamespacedJobAsync(job, Space);
    }

    private Task<V1Job> ReadAsync(string name = "pre-upgrade-app") => _world.Api.BatchV1.ReadNamespacedJobAsync(name, Space);

    private static List<string> Conditions(V1Job job) => [.. (job.Status.Conditions ?? []).Where(c => c.Status == "True").Select(c => c.Type)];

    private static V1JobSpec Spec() => new()
    {
        Template = new V1PodTemplateSpec { Spec = new V1PodSpec { RestartPolicy = "Never", Containers = [new V1Container { Name = "a", Image = "busybox:1.36" }] } },
    };
}
