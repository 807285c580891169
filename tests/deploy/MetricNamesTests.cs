using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Prometheus;
using Upgrades.Analyzer;
using Upgrades.Executor;
using Upgrades.Hosting;
using Upgrades.Ingest;
using Upgrades.Notifier;
using Upgrades.Verifier;

namespace Upgrades.Tests.Deploy;

/// <summary>A rule or a panel that asks for a metric that nobody exposes is never anything but empty.</summary>
public sealed partial class MetricNamesTests
{
    /// <summary>What others expose: Prometheus itself, RabbitMQ 3.10 to 4.x (<c>/metrics/detailed?family=queue_coarse_metrics</c>), the monitor of tokens.</summary>
    internal static readonly string[] OfOthers =
    [
        "up", "rabbitmq_detailed_queue_messages", "rabbitmq_detailed_queue_messages_ready", "rabbitmq_detailed_queue_messages_unacked",
        "claude_oauth_token_expiry_timestamp", "claude_oauth_expiry_monitor_last_push_timestamp",
    ];

    private static readonly Assembly[] Ours =
    [
        typeof(IngestService).Assembly, typeof(AnalyzerService).Assembly, typeof(ExecutorService).Assembly,
        typeof(VerifierService).Assembly, typeof(NotifierService).Assembly, typeof(UpgradesHost).Assembly,
    ];

    [Fact]
    public async Task the_dashboard_asks_for_metrics_that_there_are()
    {
        var known = await KnownAsync();
        var expressions = Panels().SelectMany(p => p["targets"]?.AsArray() ?? []).Select(t => (string)t!["expr"]!).ToList();

        expressions.Count.ShouldBeGreaterThan(10);
        expressions.ShouldAllBe(e => NamesIn(e).Any());
        expressions.SelectMany(NamesIn).ShouldBeSubsetOf(known);
    }

    [Fact]
    public void the_dashboard_can_be_imported_anywhere()
    {
        var dashboard = JsonNode.Parse(File.ReadAllText(Dashboard))!;

        ((string?)dashboard["templating"]!["list"]![0]!["type"]).ShouldBe("datasource");
        Panels().Where(p => (string?)p["type"] != "row").ShouldAllBe(p => (string?)p["datasource"]!["uid"] == "${datasource}");
        Panels().Select(p => (int)p["id"]!).ShouldBeUnique();
        // Side by side, and none on another.
        foreach (var row in Panels().Select(p => p["gridPos"]!).GroupBy(g => (int)g["y"]!))
        {
            row.Sum(g => (int)g["w"]!).ShouldBe(24);
        }
    }

    [Theory]
    [MemberData(nameof(RuleTests.WithRules), MemberType = typeof(RuleTests))]
    public async Task rules_ask_for_metrics_that_there_are(string component)
    {
        var rules = RuleTests.Read(component, "rules.yaml")["groups"]!.AsArray().SelectMany(g => g!["rules"]!.AsArray()).ToList();
        var known = (await KnownAsync()).Concat(rules.Select(r => (string?)r!["record"]).OfType<string>());

        rules.SelectMany(r => NamesIn((string)r!["expr"]!)).ShouldBeSubsetOf(known);
    }

    [Theory]
    [InlineData("sum by (outcome) (increase(upgrades_ended_total{outcome=\"succeeded\"}[1h])) > 0", "upgrades_ended_total")]
    [InlineData("up{job=\"a\"} == 0 or absent(up{job=\"b\"})", "up up")]
    [InlineData("{__name__=~\"a_(b|c)_total\"} unless x:y:1d offset 1d", "a_b_total a_c_total x:y:1d")]
    public void names_are_found_in_an_expression(string expression, string names) => string.Join(' ', NamesIn(expression)).ShouldBe(names);

    private static string Dashboard => Path.Combine(Renderings.Root, "components", "grafana", "upgrades.json");

    private static IEnumerable<JsonNode> Panels() => JsonNode.Parse(File.ReadAllText(Dashboard))!["panels"]!.AsArray().Select(p => p!);

    /// <summary>Each is made, and the registry asked as Prometheus asks it.</summary>
    private static async Task<IReadOnlySet<string>> KnownAsync()
    {
        _ = Collectors().ToList();
        using var text = new MemoryStream();
        await Metrics.DefaultRegistry.CollectAndExportAsTextAsync(text);
        return Encoding.UTF8.GetString(text.ToArray()).Split('\n').Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' '))
            .SelectMany(type => type[3] == "histogram" ? (string[])[$"{type[2]}_bucket", $"{type[2]}_count", $"{type[2]}_sum"] : [type[2]])
            .Concat(OfOthers).ToHashSet();
    }

    /// <summary>Every metric of our assemblies; each is made when its class is first used.</summary>
    internal static IEnumerable<Collector> Collectors()
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var type in Ours.SelectMany(a => a.GetTypes()).Where(t => !t.ContainsGenericParameters))
        {
            foreach (var field in type.GetFields(Statics).Where(f => f.FieldType.IsAssignableTo(typeof(Collector))))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                yield return (Collector)field.GetValue(null)!;
            }
        }
    }

    private static IEnumerable<string> NamesIn(string expression)
    {
        // One pattern of names is in use: a_(b|c)_d.
        foreach (Match match in Alternatives().Matches(expression))
        {
            foreach (var middle in match.Groups[2].Value.Split('|'))
            {
                yield return match.Groups[1].Value + middle + match.Groups[3].Value;
            }
        }

        var bare = Grouping().Replace(Braces().Replace(expression, " "), " ");
        foreach (Match match in Words().Matches(bare))
        {
            yield return match.Value;
        }
    }

    [GeneratedRegex(@"__name__=~""(\w*)\(([\w|]+)\)(\w*)""")]
    private static partial Regex Alternatives();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b(by|on|ignoring|without)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    // A word before a bracket is a function; numbers, durations and operators are no names.
    [GeneratedRegex(@"(?<![\w:.$])(?!(?:sum|min|max|count|avg|or|and|unless|offset|vector|bool)\b)[a-z_][\w:]*(?![\w:(])(?!\s*\()")]
    private static partial Regex Words();
}
