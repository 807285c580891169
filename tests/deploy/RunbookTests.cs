using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Upgrades.Tests.Deploy;

/// <summary>Who is woken by an alert finds its section by the annotation; a section of an alert that is no more misleads.</summary>
public sealed partial class RunbookTests
{
    private const string Page = "deploy/k8s/runbooks/README.md";

    private static readonly string Text = File.ReadAllText(Path.Combine(Renderings.Root, "runbooks", "README.md"));

    [Fact]
    public void each_alert_has_a_section_and_each_section_is_of_an_alert()
    {
        Alerts().Count.ShouldBeGreaterThan(10);

        Sections().Select(s => s.Alert).Order().ShouldBe(Alerts().Select(a => (string)a["alert"]!).Order());
    }

    [Fact]
    public void each_alert_names_its_section()
    {
        foreach (var alert in Alerts())
        {
            // As forges make an anchor of a heading that is one word.
            ((string?)alert["annotations"]!["runbook"]).ShouldBe($"{Page}#{((string)alert["alert"]!).ToLowerInvariant()}");
        }
    }

    [Fact]
    public void each_section_says_what_the_alert_means_and_when_it_goes_away() => Sections()
        .Where(s => !s.Words.Contains("**Means**", StringComparison.Ordinal) || !s.Words.Contains("**Goes away**", StringComparison.Ordinal))
        .Select(s => s.Alert).ShouldBeEmpty();

    private static List<JsonNode> Alerts() =>
    [
        .. Renderings.Components.Where(c => File.Exists(Path.Combine(Renderings.Root, "components", c, "rules.yaml")))
            .SelectMany(c => RuleTests.Read(c, "rules.yaml")["groups"]!.AsArray()).SelectMany(g => g!["rules"]!.AsArray())
            .Select(r => r!).Where(r => r["alert"] is not null),
    ];

    /// <summary>Of the page all headings of the third rank.</summary>
    private static IEnumerable<(string Alert, string Words)> Sections() => Section().Matches(Text).Select(m => (m.Groups["name"].Value, m.Groups["words"].Value));

    [GeneratedRegex(@"^### (?<name>[^\n]+)\n(?<words>.*?)(?=^##|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();
}
