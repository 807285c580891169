using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Analyzer;

public abstract class ReplanLoopScenarios(PostgresServer? postgres) : StoreScenarios(postgres)
{
    private const string File = "stacks/shlink/main.tf";

    private static readonly (string, string) Shlink = (File, Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\""));

    [Fact]
    public async Task an_outdated_plan_is_made_again_under_the_same_id()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var first = await PlanAsync(analyzer);
        var head = await analyzer.Git.Server.CommitAsync("infra", new Dictionary<string, string?> { [File] = Infra.Deployment("shlink", "\"shlinkio/shlink:4.4.0\"") }, "by hand");

        await analyzer.PublishAsync(Outdated(first));

        var second = await RevisionAsync(analyzer, 1);
        (second.UpgradeId, second.BaseCommit).ShouldBe((first.UpgradeId, head));
        second.UpdateIds.ShouldBe(first.UpdateIds);
        second.Images.ShouldHaveSingleItem().From.ShouldBe("4.4.0");
        (await analyzer.PublishedAsync<UpdateAnalyzed>()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task asking_twice_for_the_same_makes_one_new_revision()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var first = await PlanAsync(analyzer);
        await analyzer.PublishAsync(Outdated(first));
        await RevisionAsync(analyzer, 1);

        await analyzer.PublishAsync(Outdated(first));

        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).Count == 3, "the same plan again");
        (await analyzer.PublishedAsync<UpgradePlanned>()).Select(p => p.Revision).ShouldBe([0, 1, 1]);
    }

    [Fact]
    public async Task a_plan_that_has_nothing_left_to_do_is_skipped_under_its_id_however_often_it_is_asked_for()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var plan = await PlanAsync(analyzer);
        await analyzer.Git.Server.CommitAsync("infra", new Dictionary<string, string?> { [File] = Infra.Deployment("shlink", "\"shlinkio/shlink:4.4.1\"") }, "by hand");

        await analyzer.PublishAsync(Outdated(plan));
        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<UpgradeSkipped>()).Count == 1, "the skip");
        await analyzer.PublishAsync(Outdated(plan));
        await Eventually.TrueAsync(async () => (await analyzer.PublishedAsync<UpgradeSkipped>()).Count == 2, "the same skip again");

        foreach (var skip in await analyzer.PublishedAsync<UpgradeSkipped>())
        {
            (skip.UpgradeId, skip.Stack, skip.Reason).ShouldBe((plan.UpgradeId, "shlink", SkipReason.AlreadyCurrent));
        }
    }

    [Fact]
    public async Task a_plan_that_the_analyzer_has_forgotten_is_made_from_the_message_alone()
    {
        await using var analyzer = await AnalyzerHost.StartOnAsync(await DatabaseAsync(), TimeProvider.System, PlanLoopTests.FurnishShlink, Shlink);
        var asked = new PlanOutdated
        {
            UpgradeId = Guid.NewGuid(),
            UpdateIds = [Guid.NewGuid()],
            Revision = 4,
            Stack = "shlink",
            Images = [new ImageChange { Image = "docker.io/shlinkio/shlink", From = "4.3.4", To = "4.4.1" }],
            Reason = "a day old",
        };

        await analyzer.PublishAsync(asked);

        var plan = await RevisionAsync(analyzer, 5);
        (plan.UpgradeId, plan.UpdateIds.ShouldHaveSingleItem()).ShouldBe((asked.UpgradeId, asked.UpdateIds[0]));
    }

    [Fact]
    public async Task an_executor_that_has_lost_its_store_gets_the_way_from_the_step_that_git_holds_to_the_target()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(PlanLoopTests.FurnishShlink, Shlink);
        var first = await PlanAsync(analyzer);
        await analyzer.Git.Server.CommitAsync("infra", new Dictionary<string, string?> { [File] = Infra.Deployment("shlink", "\"shlinkio/shlink:4.4.0\"") }, "step 1 of 2");

        await analyzer.PublishAsync(Outdated(first) with { UpdateIds = [], Images = [new ImageChange { Image = "docker.io/shlinkio/shlink", From = "4.3.4", To = "4.4.0" }] });

        var rest = await RevisionAsync(analyzer, 1);
        var image = rest.Images.ShouldHaveSingleItem();
        (rest.UpgradeId, image.From, image.To).ShouldBe((first.UpgradeId, "4.4.0", "4.4.1"));
        rest.UpdateIds.ShouldBe(first.UpdateIds);
    }

    internal static async Task<UpgradePlanned> PlanAsync(AnalyzerHost analyzer, string tag = "4.4.1")
    {
        await analyzer.AnalyzeAsync("shlinkio/shlink", tag);
        return (await analyzer.PublishedAsync<UpgradePlanned>())[^1];
    }

    private static Task<UpgradePlanned> RevisionAsync(AnalyzerHost analyzer, int revision) =>
        Eventually.GetAsync(async () => (await analyzer.PublishedAsync<UpgradePlanned>()).FirstOrDefault(p => p.Revision == revision), $"revision {revision}");

    private static PlanOutdated Outdated(UpgradePlanned plan) => new()
    {
        UpgradeId = plan.UpgradeId,
        UpdateIds = plan.UpdateIds,
        Revision = plan.Revision,
        Stack = plan.Stack,
        Images = plan.Images,
        Reason = "the repository no longer holds what the plan starts from",
    };
}

public sealed class ReplanLoopTests() : ReplanLoopScenarios(null);

public sealed class ReplanLoopOnPostgresTests(PostgresServer postgres) : ReplanLoopScenarios(postgres);
