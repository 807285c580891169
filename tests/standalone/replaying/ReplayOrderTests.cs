using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Replaying;
using Upgrades.Tests.Executor;

namespace Upgrades.Tests.Standalone.Replaying;

public sealed class ReplayOrderTests
{
    private static readonly DateTimeOffset Day = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(nameof(SendBy.Given), 9, "unplanned caution safe unknown old")]
    [InlineData(nameof(SendBy.Risk), 9, "safe old unknown caution unplanned")]
    [InlineData(nameof(SendBy.Risk), 2, "safe old")]
    [InlineData(nameof(SendBy.Age), 9, "old unknown caution unplanned safe")]
    [InlineData(nameof(SendBy.Name), 9, "caution old safe unknown unplanned")]
    public void the_first_are_those_that_an_operator_would_begin_with(string by, int limit, string expected)
    {
        PreviewRow[] rows =
        [
            Row("unplanned", null, null), Row("caution", Risk.Caution, Day.AddDays(3)), Row("safe", Risk.Safe, null), Row("unknown", Risk.Unknown, Day.AddDays(2)), Row("old", Risk.Safe, Day),
        ];

        string.Join(' ', ReplayOrder.Of(rows, Enum.Parse<SendBy>(by), limit).Select(r => r.Update.Image.Path.Split('/')[^1])).ShouldBe(expected);
    }

    [Fact]
    public void an_update_is_as_dangerous_as_the_worst_of_its_plans() =>
        (Row("web", Risk.Safe, null) with { Plan = new UpdatePlan { Plans = [Plan("web", Risk.Safe), Plan("wiki", Risk.Caution)] } })
            .ShouldSatisfyAllConditions(r => r.Risk.ShouldBe(Risk.Caution), r => r.Service.ShouldBe("web, wiki"), r => (r.From, r.To).ShouldBe(("1.0.0", "1.1.0")));

    [Theory]
    [InlineData(SkipReason.AlreadyCurrent, false)]
    [InlineData(SkipReason.NotInRepository, true)]
    [InlineData(SkipReason.TagNotInRegistry, true)]
    public void what_would_do_nothing_is_left_out_but_what_git_holds_may_be_on_its_way(SkipReason reason, bool leftOut)
    {
        var skip = new Upgrades.Contracts.Events.UpgradeSkipped { UpdateIds = [], Image = "ghcr.io/acme/web", To = "1.1.0", Reason = reason, Detail = "" };

        (Row("web", null, null) with { Plan = new UpdatePlan { Skips = [skip] } }).ShouldSatisfyAllConditions(r => r.DoesNothing.ShouldBe(leftOut), r => r.To.ShouldBe("1.1.0"));
    }

    [Fact]
    public void a_table_has_100_columns_and_no_strangers_text_commands_the_terminal()
    {
        using var output = new StringWriter();
        PreviewTable.Write(output, [Row(new string('a', 150), Risk.Safe, Day), Row("web", null, null) with { Unplanned = $"GitHub said \u001b[31m{new string('x', 200)}" }]);

        output.ToString().Split('\n').ShouldAllBe(l => l.Length <= 100);
        output.ToString().ShouldNotContain('\u001b');
        output.ToString().ShouldContain("2026-08-01");
    }

    private static PreviewRow Row(string name, Risk? risk, DateTimeOffset? built) => new(
        WantedUpdate.Of(ImageReference.Parse($"ghcr.io/acme/{name}"), "1.1.0"), risk is { } known ? new UpdatePlan { Plans = [Plan(name, known)] } : null, Built: built);

    private static Upgrades.Contracts.Events.UpgradePlanned Plan(string stack, Risk risk) => Plans.At(stack, "0", "1.0.0", "1.1.0") with { Risk = risk };
}
