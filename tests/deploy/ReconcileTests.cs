using System.CommandLine;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Registry;
using Upgrades.Hosting;
using Upgrades.Hosting.Settings;
using Upgrades.Repository;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Deploy;

/// <summary>The Job that submits what is behind, with the environment that its manifest gives it.</summary>
public sealed class ReconcileTests(Renderings renderings)
{
    public static TheoryData<string> Names => ["example", "single-node + reconcile", "postgres + everything"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task it_is_a_command_that_the_program_knows_for_the_repository_and_the_ingest_of_the_others(string name)
    {
        var (arguments, environment) = await CommandAsync(name);
        var configuration = new ConfigurationBuilder().Build();

        var parsed = new RootCommand { ScanCommand.Create(configuration, environment.GetValueOrDefault) }.Parse(arguments);

        parsed.Errors.ShouldBeEmpty();
        arguments.ShouldContain($"--repo={environment["UPGRADES__REPOSITORY__URL"]}");
        arguments.ShouldContain($"--branch={environment["UPGRADES__REPOSITORY__BRANCH"]}");
        arguments.ShouldAllBe(a => !a.Contains('$'));
        environment["UPGRADES_TOKEN"].ShouldBe("sample-of-token");
        var rendering = await renderings.GetAsync(name);
        var ingest = new Uri(environment["UPGRADES_INGEST_URL"]);
        rendering.Of<V1Service>().Single(s => s.Name() == ingest.Host).Spec.Ports.ShouldContain(p => p.Port == ingest.Port);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task its_settings_are_the_analyzers_and_every_one_is_known(string name)
    {
        var (_, environment) = await CommandAsync(name);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(environment.Where(e => e.Key.StartsWith(SettingsRegistration.Prefix, StringComparison.Ordinal))
            .Select(e => KeyValuePair.Create(e.Key[SettingsRegistration.Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), (string?)e.Value)));
        builder.AddPlanning();
        builder.AddSettings<RepositoryOptions>("Repository");
        using var host = builder.Build();

        host.Services.GetRequiredService<IStartupValidator>().Validate();
        host.Services.GetRequiredService<RegistryOptions>().Hosts.Single().Username.ShouldBe("sample-of-username");
    }

    [Fact]
    public async Task its_image_is_the_command_lines_of_this_version_and_never_two_run_at_once()
    {
        var job = (await renderings.GetAsync("single-node + reconcile")).Of<V1CronJob>().Single();

        job.Spec.JobTemplate.Spec.Template.Spec.Containers.Single().Image.ShouldBe($"upgrades:{typeof(UpgradesHost).Assembly.GetName().Version!.ToString(fieldCount: 3)}");
        (job.Spec.ConcurrencyPolicy, job.Spec.JobTemplate.Spec.Template.Spec.RestartPolicy).ShouldBe(("Forbid", "Never"));
        (await renderings.GetAsync("example")).Of<V1CronJob>().Single().Spec.JobTemplate.Spec.Template.Spec.Containers.Single().Image.ShouldStartWith("registry.example.org/upgrades:");
    }

    private async Task<(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)> CommandAsync(string name)
    {
        var rendering = await renderings.GetAsync(name);
        var pod = rendering.Pods.Single(p => p.Name == "reconcile").Pod;
        var environment = ContainerEnvironment.Of(rendering, pod);
        return ([.. pod.Spec.Containers.Single().Args.Select(a => environment.Aggregate(a, (text, known) => text.Replace($"$({known.Key})", known.Value, StringComparison.Ordinal)))], environment);
    }
}
