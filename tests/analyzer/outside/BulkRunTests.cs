using Microsoft.Extensions.DependencyInjection;
using Upgrades.Analyzer;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.State;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Outside;

/// <summary>A first bulk run of 200 services by the production planning: what it costs of GitHub's 5,000 requests an hour.</summary>
public sealed class BulkRunTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Services = 200;
    private const int Budget = 5000;
    private readonly TemporaryFolder _folder = new();
    private OutsideWorld _world = null!;
    private StateStore? _store;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _world.GitHub.Token = "token";
        _world.Settings["Outside:Retries"] = "2";
        _world.Furnish = services =>
        {
            _store = StateStore.Open(AnalyzerService.Name, new StateOptions { Folder = _folder.Path }, UpdateRows.Schema, TimeProvider.System);
            services.AddKeyedSingleton(AnalyzerService.Name, _store);
            services.AddSingleton<IAnswerStore, AnswerRows>();
        };
        for (var i = 0; i < Services; i++)
        {
            Furnish(i);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        _folder.Dispose();
    }

    [Fact]
    public async Task two_hundred_fit_into_an_hours_budget_and_a_second_run_is_nearly_free()
    {
        var head = OneImage.Head(Enumerable.Range(0, Services).Select(i => ($"app{i}", $"{Image(i)}:{From(i)}")));
        head.Scan.Stacks.Count.ShouldBe(Services);

        var cold = await RunAsync("cold cache", head);
        cold.Used.ShouldBeLessThanOrEqualTo(Budget);
        // Each has notes, so each was asked for its repository and at least one page.
        cold.Sent.ShouldBeGreaterThan(2 * Services);
        cold.Unchanged.ShouldBe(0);

        _world.Forget();
        await _store!.DisposeAsync();
        var warm = await RunAsync("after a restart", head);

        warm.Sent.ShouldBe(cold.Sent);
        // What is left: redirects of renamed repositories, and names that are not there.
        warm.Used.ShouldBeLessThan(cold.Sent / 10);
        warm.Unchanged.ShouldBe(warm.Sent - warm.Used);
        warm.Plans.ShouldBe(cold.Plans);
    }

    private async Task<(int Sent, int Used, int Unchanged, List<string> Plans)> RunAsync(string name, RepositoryHead head)
    {
        var (sent, used, unchanged) = (_world.GitHub.Requests.Count, _world.GitHub.Used, _world.GitHub.NotModified);
        List<string> plans = [];
        // A process that starts does it once.
        _world.Get<PlanUpgrades>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Services), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var plan = (await OneImage.PlanAsync(_world, head, Image(i), Target(i))).Plans.ShouldHaveSingleItem();
            plan.Risk.ShouldNotBe(Risk.Unknown, $"{Image(i)}: {plan.Summary[0]}");
            lock (plans)
            {
                plans.Add($"{plan.Stack} {plan.Risk} {plan.Steps.Count} {plan.Summary[0]}");
            }
        });
        plans.Sort(StringComparer.Ordinal);
        var cost = (Sent: _world.GitHub.Requests.Count - sent, Used: _world.GitHub.Used - used, Unchanged: _world.GitHub.NotModified - unchanged, plans);
        output.WriteLine($"{Services} services, {name}: {cost.Sent} requests to GitHub, {cost.Used} of its budget of {Budget}, {cost.Unchanged} unchanged (304)");
        return cost;
    }

    /// <summary>
    /// As in a real cluster: most projects have some dozens of releases, some hundreds (which are read from the newest back to where the
    /// stack is), a tenth writes a changelog file only, some were renamed, some are called otherwise than their image.
    /// </summary>
    private void Furnish(int i)
    {
        var releases = Releases(i);
        _world.Registry.AddImage(Image(i), [.. releases.Select(r => $"1.{r}.0")]);
        var notes = $"## What's changed\n{string.Concat(Enumerable.Repeat("* Fix a thing by @someone in https://github.com/o/app/pull/1\n", 20))}";
        var (name, specs) = (Repository(i), releases.Select(r => new ReleaseSpec($"v1.{r}.0", notes)));
        if (i % 10 == 3)
        {
            _world.GitHub.AddRepository(name, [], new Dictionary<string, string>
            {
                ["README.md"] = "# App",
                ["CHANGELOG.md"] = "# Changelog\n\n" + string.Concat(releases.Reverse().Select(r => $"## [1.{r}.0]\n- A thing\n\n")),
            });
            return;
        }

        _world.GitHub.AddRepository(name, specs);
        // Without any, most repositories answer with an empty list; a few have switched them off.
        if (i % 20 != 7)
        {
            _world.GitHub.AddAdvisories(name);
        }

        if (i % 20 == 5)
        {
            _world.GitHub.Rename(name, $"newowner{i}/{name.Split('/')[1]}");
        }
    }

    private static int[] Releases(int i) => [.. Enumerable.Range(0, i % 8 == 1 ? 340 : i % 8 == 2 ? 150 : 20 + i % 40)];

    private static string Image(int i) => i % 25 == 7 ? $"owner{i}/app{i}-server" : $"owner{i}/app{i}";

    private static string Repository(int i) => i % 25 == 7 ? $"owner{i}/app{i}" : Image(i);

    /// <summary>Some are years behind.</summary>
    private static string From(int i) => i % 8 == 1 ? "1.20.0" : $"1.{Releases(i).Length - 6}.0";

    private static string Target(int i) => $"1.{Releases(i).Length - 1}.0";
}
