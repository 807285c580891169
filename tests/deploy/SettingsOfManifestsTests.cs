using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Upgrades.Analyzer;
using Upgrades.Analyzer.Registry;
using Upgrades.Executor;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Hosting.Settings;
using Upgrades.Hosting.State;
using Upgrades.Ingest;
using Upgrades.Notifier;
using Upgrades.Verifier;

namespace Upgrades.Tests.Deploy;

/// <summary>Each service is built with the environment that its manifest gives it, and checks it as it does at its start.</summary>
public sealed class SettingsOfManifestsTests(Renderings renderings)
{
    private static readonly Dictionary<string, ServiceDefinition> Services = ((ServiceDefinition[])
    [
        IngestService.Definition, AnalyzerService.Definition, ExecutorService.Definition, VerifierService.Definition, NotifierService.Definition,
    ]).ToDictionary(d => d.Name);

    [Theory]
    [MemberData(nameof(Renderings.WithSettings), MemberType = typeof(Renderings))]
    public async Task each_service_starts_with_what_it_is_given_whether_or_not_optional_secrets_are_there(string name)
    {
        var rendering = await renderings.GetAsync(name);
        foreach (var service in rendering.Services)
        {
            foreach (var settings in ((bool[])[true, false]).SelectMany(withOptional => EitherWay(Settings(rendering, service, withOptional))))
            {
                await using var app = Build(service.Name(), settings);

                app.Services.GetRequiredService<IStartupValidator>().Validate();
                // Else the five would each have a bus of their own, in memory.
                app.Services.GetRequiredService<BusOptions>().Url.ShouldBe("amqp://sample-of-username:sample-of-password@rabbitmq:5672/");
                string.IsNullOrEmpty(app.Services.GetRequiredService<StateOptions>().Postgres).ShouldBe(!name.StartsWith("postgres", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public async Task each_name_is_a_setting_that_its_service_reads()
    {
        var rendering = await renderings.GetAsync("postgres");
        foreach (var service in rendering.Services)
        {
            var settings = EitherWay(Settings(rendering, service, withOptional: true)).First();
            // A section knows its names, and says so of one that it does not know: so a section that says nothing is none.
            foreach (var section in settings.Keys.Select(k => k.Split(':')[0]).Distinct())
            {
                var unknown = new Dictionary<string, string?>(settings) { [$"{section}:NoSuchName"] = "1" };
                var failure = await Should.ThrowAsync<OptionsValidationException>(() => ValidateAsync(service.Name(), unknown), $"{service.Name()} reads no section {section}");
                failure.Message.ShouldContain("NOSUCHNAME");
            }
        }
    }

    [Fact]
    public async Task the_secret_for_docker_hub_is_for_docker_hub()
    {
        var rendering = await renderings.GetAsync("single-node");
        await using var app = Build("analyzer", Settings(rendering, rendering.Services.Single(d => d.Name() == "analyzer"), withOptional: true));

        var host = app.Services.GetRequiredService<RegistryOptions>().Hosts.Single();
        (host.Domain, host.Username, host.Password).ShouldBe(("docker.io", "sample-of-username", "sample-of-password"));
    }

    [Fact]
    public async Task nothing_is_changed_before_the_operator_says_so()
    {
        foreach (var overlay in Renderings.Overlays)
        {
            var rendering = await renderings.GetAsync(overlay);
            Settings(rendering, rendering.Services.Single(d => d.Name() == "executor"), withOptional: false)["EXECUTOR:MODE"].ShouldBe("Observe");
        }
    }

    /// <summary>The Secret for Slack has what a bot needs, or a webhook.</summary>
    private static IEnumerable<Dictionary<string, string?>> EitherWay(Dictionary<string, string?> settings) => settings.ContainsKey("SLACK:BOTTOKEN")
        ? ((string[][])[["SLACK:BOTTOKEN", "SLACK:CHANNEL"], ["SLACK:WEBHOOKURL"]]).Select(without => settings.ExceptBy(without, s => s.Key).ToDictionary())
        : [settings];

    private static async Task ValidateAsync(string service, IReadOnlyDictionary<string, string?> settings)
    {
        await using var app = Build(service, settings);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
    }

    private static WebApplication Build(string service, IReadOnlyDictionary<string, string?> settings) =>
        UpgradesHost.Build([Services[service]], configuration => configuration.AddInMemoryCollection(settings));

    private static Dictionary<string, string?> Settings(Rendering rendering, V1Deployment service, bool withOptional) =>
        ContainerEnvironment.Of(rendering, service.Spec.Template, withOptional)
            .Where(e => e.Key.StartsWith(SettingsRegistration.Prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[SettingsRegistration.Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), e => (string?)e.Value);
}
