using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting;
using Upgrades.Hosting.State;
using Upgrades.Hosting.Time;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Woodpecker;
using Upgrades.Verifier;

namespace Upgrades.Tests.Verifier;

/// <summary>The process itself, on its bus, with a clock that runs faster.</summary>
public sealed class ServiceTests : IDisposable
{
    private static readonly DateTimeOffset Origin = TimeProvider.System.GetUtcNow();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task what_the_executor_publishes_is_answered_over_the_bus_also_after_a_restart()
    {
        var time = new ScaledTimeProvider(Origin, 200);
        var cluster = new ClusterStandIn(time);
        using var woodpecker = new WoodpeckerStandIn(time, "infra", "home");
        await using var clusterServer = await StandInServer.StartAsync(cluster.Map);
        await using var ciServer = await StandInServer.StartAsync(woodpecker.Map);
        var upgrade = Guid.NewGuid();
        cluster.Apply(Workload("1.26"), time.GetUtcNow() - TimeSpan.FromDays(1));

        var app = await StartAsync(clusterServer.Address, ciServer.Address);
        await PublishAsync(app, new UpgradeStarted { UpgradeId = upgrade, Stack = "web", Namespaces = ["web"], Images = [Change], Risk = Risk.Safe, Checks = new CheckPlan() });
        await UntilAsync(app, nameof(BaselineRecorded));
        woodpecker.Start(new string('a', 40), "master", "m", new PipelineScript
        {
            OnApply = () =>
            {
                cluster.Apply(Workload("1.27"));
                return Task.CompletedTask;
            },
        });
        await PublishAsync(app, Applied(upgrade, time.GetUtcNow()));
        await UntilAsync(app, nameof(PipelineFound));
        await StopAsync(app);

        app = await StartAsync(clusterServer.Address, ciServer.Address);
        await UntilAsync(app, nameof(UpgradeSucceeded));
        await StopAsync(app);
    }

    [Theory]
    [InlineData("Woodpecker:Url", null, "UPGRADES__WOODPECKER__URL: the address of the Woodpecker server that applies commits is needed")]
    [InlineData("Woodpecker:Repository", "home", "UPGRADES__WOODPECKER__REPOSITORY: must be owner/name, or set REPOSITORYID")]
    [InlineData("UptimeKuma:Url", "kuma", "UPGRADES__UPTIMEKUMA__URL: must be an http(s) address, or empty")]
    [InlineData("HttpChecks:Scheme", "ftp", "UPGRADES__HTTPCHECKS__SCHEME: must be https or http")]
    [InlineData("Verifier:Pol", "1", "UPGRADES__VERIFIER__POL: there is no such setting.")]
    public async Task a_wrong_setting_is_named_at_start(string name, string? value, string words)
    {
        await using var app = Build(new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:1"), new() { [name] = value });

        Should.Throw<OptionsValidationException>(() => app.Services.GetRequiredService<IStartupValidator>().Validate()).Message.ShouldContain(words);
    }

    private static ImageChange Change => new() { Image = "docker.io/library/nginx", From = "1.26", To = "1.27" };

    private static WorkloadSpec Workload(string tag) => new() { Namespace = "web", Name = "web", Containers = [new ContainerSpec("web", $"nginx:{tag}")] };

    private static UpgradeApplied Applied(Guid upgrade, DateTimeOffset now) => new()
    {
        UpgradeId = upgrade,
        Step = 1,
        StepCount = 1,
        Kind = StepKind.Upgrade,
        CommitSha = new string('a', 40),
        Stack = "web",
        Namespaces = ["web"],
        Images = [Change],
        Window = TimeSpan.FromMinutes(2),
        Checks = new CheckPlan(),
        Diff = "",
        AppliedAt = now,
    };

    private WebApplication Build(Uri cluster, Uri ci, Dictionary<string, string?> settings) => UpgradesHost.Build([VerifierService.Definition], configuration => configuration
        .AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = _folder.Path,
            ["Log:Level"] = "Fatal",
            ["Time:Scale"] = "200",
            ["Time:Origin"] = Origin.ToString("O"),
            ["Kubernetes:Url"] = cluster.ToString(),
            ["Woodpecker:Url"] = ci.ToString(),
            ["Woodpecker:Repository"] = "infra/home",
        }).AddInMemoryCollection(settings));

    private async Task<WebApplication> StartAsync(Uri cluster, Uri ci)
    {
        var app = Build(cluster, ci, []);
        await app.StartAsync();
        return app;
    }

    private static Task PublishAsync(WebApplication app, object message) => Store(app).WriteAsync(
        t =>
        {
            t.Publish(message);
            return Task.CompletedTask;
        },
        CancellationToken.None);

    private static Task UntilAsync(WebApplication app, string name) => Eventually.TrueAsync(
        async () => await Store(app).WriteAsync(t => t.FirstOrDefaultAsync<long>("select count(*) from outbox where event = @name", new { name }), CancellationToken.None) > 0, name);

    private static StateStore Store(WebApplication app) => app.Services.GetRequiredKeyedService<StateStore>(VerifierService.Name);

    private static async Task StopAsync(WebApplication app)
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
