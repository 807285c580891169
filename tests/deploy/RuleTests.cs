using System.Text.Json.Nodes;

namespace Upgrades.Tests.Deploy;

/// <summary>The rules, tried by Prometheus' own tool.</summary>
public sealed class RuleTests(Renderings renderings)
{
    public static TheoryData<string> WithRules =>
        [.. Renderings.Components.Where(c => File.Exists(Path.Combine(Renderings.Root, "components", c, "rules.yaml")))];

    [Theory]
    [MemberData(nameof(WithRules))]
    public async Task promtool_finds_the_rules_right_and_sees_them_do_what_their_tests_say(string component)
    {
        await Tool.RunAsync("need_promtool", "promtool", "check", "rules", FileOf(component, "rules.yaml"));
        (await Tool.RunAsync("need_promtool", "promtool", "test", "rules", FileOf(component, "rules.test.yaml"))).ShouldContain("SUCCESS");
    }

    [Theory]
    [MemberData(nameof(WithRules))]
    public void each_alert_is_seen_to_fire_and_seen_not_to_and_each_recording_is_read(string component)
    {
        var groups = Read(component, "rules.yaml")["groups"]!.AsArray();
        var tests = Read(component, "rules.test.yaml")["tests"]!.AsArray();
        var seen = tests.SelectMany(t => t!["alert_rule_test"]!.AsArray()).Select(a => ((string)a!["alertname"]!, a["exp_alerts"]!.AsArray().Count > 0)).ToHashSet();
        var read = tests.SelectMany(t => t!["promql_expr_test"]?.AsArray() ?? []).Select(e => (string)e!["expr"]!).ToList();

        foreach (var rule in groups.SelectMany(g => g!["rules"]!.AsArray()))
        {
            if ((string?)rule!["alert"] is { } alert)
            {
                seen.ShouldContain((alert, true), $"{alert} is never seen to fire");
                seen.ShouldContain((alert, false), $"{alert} is never seen not to fire");
                ((string?)rule["labels"]!["severity"]).ShouldBeOneOf("warning", "critical");
                ((string?)rule["annotations"]!["summary"]).ShouldNotBeNullOrEmpty();
                ((string?)rule["annotations"]!["description"]).ShouldNotBeNullOrEmpty();
            }
            else
            {
                read.ShouldContain(e => e.Contains((string)rule["record"]!, StringComparison.Ordinal));
            }
        }
    }

    /// <summary>To make the second from the first: its groups, moved in by two blanks.</summary>
    [Theory]
    [MemberData(nameof(WithRules))]
    public async Task the_operator_gets_the_same_rules(string component)
    {
        var plain = Read(component, "rules.yaml")["groups"];
        var wrapped = Read(component, "prometheus-rule.yaml")["spec"]!["groups"];
        JsonNode.DeepEquals(plain, wrapped).ShouldBeTrue($"{component}/prometheus-rule.yaml does not have the groups of rules.yaml");

        var rules = (await renderings.GetAsync($"single-node + {component}")).Of<PrometheusRule>().Single();
        rules.Spec.Groups.Sum(g => g.Rules.Length).ShouldBe(plain!.AsArray().Sum(g => g!["rules"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("ClaudeOAuthTokenExpiringSoon", "1h")]
    [InlineData("ClaudeOAuthTokenCritical", "10m")]
    [InlineData("ClaudeOAuthTokenMonitorStale", "10m")]
    [InlineData("ClaudeOAuthTokenMonitorNeverRun", "2h")]
    public void alerts_about_tokens_have_the_names_people_know(string alert, string patience)
    {
        var rules = Read("token-expiry", "rules.yaml")["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray());
        ((string?)rules.Single(r => (string?)r!["alert"] == alert)!["for"]).ShouldBe(patience);
    }

    internal static JsonNode Read(string component, string file) => YamlDocuments.Read(File.ReadAllText(FileOf(component, file)))[0];

    private static string FileOf(string component, string file) => Path.Combine(Renderings.Root, "components", component, file);
}
