using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor;
using Upgrades.Hosting;
using Upgrades.Hosting.Bus;
using Upgrades.Sandbox.Git;
using Upgrades.Terraform;

namespace Upgrades.Benchmarks;

/// <summary>
/// Upgrades that are pushed at once by one executor over smart HTTP while others commit to the same branch: how many land, how often
/// each, and how long it takes. The git server runs on the same cores.
/// </summary>
internal static class PushRun
{
    private const string Repository = "infra";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static async Task<int> RunAsync(int upgrades, int foreign)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-push-").FullName;
        await using var git = await GitServer.StartAsync(Path.Combine(folder, "server"), "robot", "secret");
        string[] stacks = [.. Enumerable.Range(1, upgrades).Select(i => $"web{i}")];
        await git.CreateRepositoryAsync(Repository, stacks.ToDictionary(Source, s => Terraform(s, "1.0")));
        var first = await git.HeadAsync(Repository);
        var pushes = 0;
        git.Hold.BeforePush = _ =>
        {
            Interlocked.Increment(ref pushes);
            return Task.CompletedTask;
        };
        await using var executor = await StartAsync(git, folder, upgrades);
        var plans = stacks.Select(s => Plan(s, first)).ToList();
        await Task.WhenAll(plans.Select(p => DeliverAsync(executor, p)));
        await UntilAsync(executor, "baseline", upgrades);

        var started = Stopwatch.GetTimestamp();
        var others = CommitAsync(git, foreign);
        await Task.WhenAll(plans.Select(p => DeliverAsync(executor, new BaselineRecorded { UpgradeId = p.UpgradeId, Stack = p.Stack, Problems = [] })));
        await UntilAsync(executor, "verifying", upgrades);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await others;

        var log = await git.LogAsync(Repository);
        var ours = log.Where(e => e.Body.Contains("Upgrade-Id: ", StringComparison.Ordinal)).ToList();
        var landed = ours.Select(e => e.Subject).Distinct().Count();
        Console.WriteLine(FormattableString.Invariant(
            $"{landed} of {upgrades} landed, {ours.Count} commits, {ours.Count - landed} duplicates, {log.Count - ours.Count - 1} foreign commits, {seconds:0.0} s, {(double)pushes / upgrades:0.00} attempts per commit"));
        await executor.StopAsync();
        Directory.Delete(folder, recursive: true);
        return landed == upgrades && ours.Count == landed && log.Count == upgrades + foreign + 1 ? 0 : 1;
    }

    /// <summary>As CI commits its state: one after the other, whatever else is going on.</summary>
    private static async Task CommitAsync(GitServer git, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await git.CommitAsync(Repository, new Dictionary<string, string?> { [$"state/{i}.json"] = "{}" }, "state [CI SKIP]");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<WebApplication> StartAsync(GitServer git, string folder, int upgrades)
    {
        var app = UpgradesHost.Build([ExecutorService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Http:Url"] = "http://127.0.0.1:0",
            ["State:Folder"] = Path.Combine(folder, "state"),
            ["Log:Level"] = "Fatal",
            ["Operator:Token"] = Token,
            ["Repository:Url"] = git.Url(Repository).ToString(),
            ["Repository:Username"] = "robot",
            ["Repository:Password"] = "secret",
            ["Repository:MirrorFolder"] = Path.Combine(folder, "mirror"),
            ["Kubernetes:Url"] = "http://127.0.0.1:1",
            ["Executor:MaxInFlight"] = $"{upgrades}",
            ["Executor:Parallelism"] = $"{upgrades}",
        }));
        await app.StartAsync();
        return app;
    }

    private static Task DeliverAsync<TEvent>(WebApplication app, TEvent message)
        where TEvent : class => app.Services.GetRequiredKeyedService<IConsume<TEvent>>(new Endpoint(ExecutorService.Name, typeof(TEvent)).Queue)
            .ConsumeAsync(message, CancellationToken.None);

    private static async Task UntilAsync(WebApplication app, string state, int count)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        var started = Stopwatch.GetTimestamp();
        while (System.Text.Json.JsonDocument.Parse(await http.GetStringAsync(new Uri($"/operator/executor/upgrades?state={state}&limit=1000", UriKind.Relative))).RootElement.GetArrayLength() < count)
        {
            if (Stopwatch.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"not all of {count} upgrades were {state} within {Limit.TotalMinutes:0} min");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static UpgradePlanned Plan(string stack, string head)
    {
        var scan = TerraformEngine.Scan([new SourceFile(Source(stack), Terraform(stack, "1.0"))], new TerraformOptions());
        var change = TerraformEngine.PlanImage(scan, scan.Stacks.Single(), ImageReference.Parse($"ghcr.io/acme/{stack}"), "1.0", "1.1", digest: null);
        return new UpgradePlanned
        {
            UpgradeId = Guid.NewGuid(),
            Attempt = 0,
            Revision = 0,
            UpdateIds = [],
            Repository = Repository,
            Stack = stack,
            Namespaces = [stack],
            Images = change.Images,
            BaseCommit = head,
            Steps = [new PlanStep { Number = 1, Version = "1.1", Images = change.Images, Edits = change.Edits }],
            Risk = Risk.Safe,
            Reasons = [],
            Summary = [],
            Window = TimeSpan.FromMinutes(2),
            Checks = new CheckPlan(),
            PlannedAt = TimeProvider.System.GetUtcNow(),
        };
    }

    private const string Token = "operator-token-0123";

    private static string Source(string stack) => $"stacks/{stack}/main.tf";

    private static string Terraform(string stack, string version) =>
        $$"""
        resource "kubernetes_deployment" "app" {
          metadata {
            name = "{{stack}}"
          }
          spec {
            template {
              spec {
                container {
                  name  = "app"
                  image = "ghcr.io/acme/{{stack}}:{{version}}"
                }
              }
            }
          }
        }

        """;
}
