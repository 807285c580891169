using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Planning;
using Upgrades.Standalone.Reading;
using Upgrades.Tests.Executor;

namespace Upgrades.Tests.Standalone;

public sealed class PlanTextTests
{
    private const string Hostile = "\u001b]0;title\u0007\u001b[2J\u202e\u2066 v1\r\n  risk    Safe";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void hostile_notes_command_no_terminal_and_forge_no_line(bool atTerminal)
    {
        var plan = Plans.Of("web", "1.0", "2.0") with { Summary = [Hostile], Reasons = [new RiskReason { Rule = "removed", Release = Hostile, Line = Hostile, Url = Hostile }] };
        var upgrade = PlannedUpgrade.Of(plan with { Risk = Risk.Caution, Advice = Hostile }, []);
        var output = new StringWriter();

        new PlanText(output, atTerminal, coloured: false).Write(Empty, new PlanReport([upgrade], []), [plan]);

        var text = output.ToString();
        text.Any(c => (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u202e' or '\u2066').ShouldBeFalse();
        text.Split('\n').Count(l => l.StartsWith("  risk", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData("plain text\twith ä and 🚪", "plain text\twith ä and 🚪")]
    [InlineData("\u001b[31mred\u0007", "\uFFFD[31mred\uFFFD")]
    [InlineData("a\u202eb\u2066c\u200fd", "a\uFFFDb\uFFFDc\uFFFDd")]
    public void what_commands_a_terminal_is_shown_as_unreadable(string text, string shown) => Terminal.Harmless(text).ShouldBe(shown);

    private static RepositoryReading Empty => RepositoryReading.Of(new RepositoryContent { Name = "infra", Commit = "0", CatalogPath = "upgrade-config.json", Files = [] });
}
