using System.Text;
using Upgrades.Analyzer.Charts;

namespace Upgrades.Tests.Analyzer.Charts;

public sealed class ChartIndexReaderTests
{
    private const string Entry = "urls: [x.tgz]";

    [Fact]
    public void the_entries_of_one_chart_are_read_as_they_are_written()
    {
        var entries = Read(
            """
            apiVersion: v1
            entries:
              other:
              - {version: 9.9.9, urls: [x.tgz]}
              web:
              - annotations:
                  category: any
                  artifacthub.io/changes: |
                    - kind: added
                      description: A door
                appVersion: 1.10
                version: v2.0.0
                home: https://example.org
                sources: [https://github.com/o/web, https://github.com/o/charts]
                dependencies:
                - {name: redis, version: 1.0.0, condition: [a, {b: c}]}
                deprecated: true
                urls: [web-2.0.0.tgz]
              - {version: 1.0.0+up2.1, appVersion: ~, urls: ["https://example.org/web.tgz"]}
            generated: "2026-08-01T00:00:00Z"
            """)!;

        entries.Count.ShouldBe(2);
        entries[0].ShouldSatisfyAllConditions(
            e => e.Version.ShouldBe("v2.0.0"), e => e.AppVersion.ShouldBe("1.10"), e => e.Home.ShouldBe("https://example.org"), e => e.Deprecated.ShouldBeTrue(),
            e => e.Sources.ShouldBe(["https://github.com/o/web", "https://github.com/o/charts"]), e => e.Changes.ShouldBe("- kind: added\n  description: A door\n"));
        (entries[1].Version, entries[1].AppVersion, entries[1].Deprecated).ShouldBe(("1.0.0+up2.1", null, false));
    }

    [Theory]
    [InlineData("{version: 1.2.3, urls: []}")]
    [InlineData("{version: 1.2.3}")]
    [InlineData("{version: latest, urls: [x]}")]
    [InlineData("{version: 1.2, urls: [x]}")]
    [InlineData("{version: '1.2.3 ', urls: [x]}")]
    [InlineData("{version: [1.2.3], urls: [x]}")]
    [InlineData("{version: *v, urls: [x]}")]
    [InlineData("{appVersion: 1.2.3, urls: [x]}")]
    [InlineData("just a text")]
    [InlineData("[1.2.3]")]
    public void an_entry_that_helm_could_not_install_is_passed_over(string entry) =>
        Read($"x: &v 1.2.3\nentries:\n  web:\n  - {entry}\n  - {{version: 4.5.6, {Entry}}}\n")!.ShouldHaveSingleItem().Version.ShouldBe("4.5.6");

    [Theory]
    [InlineData("entries:\n    web:\n        - version: 1.0.0\n          urls:\n            - x\n    zzz: []\n")]
    [InlineData("entries: # all of them\n  other:\n  - description: |\n      web:\n      - version: 3.0.0\n  # web:\n\n  'web':\n  - version: 1.0.0\n    urls:\n    - x\n  web: []\n")]
    [InlineData("\uFEFF---\r\napiVersion: v1\r\nentries:\r\n  web:\r\n  - version: 1.0.0\r\n    urls: [x]\r\n  zzz: []\r\n")]
    [InlineData("{\"apiVersion\":\"v1\",\"entries\":{\"other\":[],\"web\":[{\"version\":\"1.0.0\",\"urls\":[\"x\"]}]}}")]
    [InlineData("entries: {other: [], web: [{version: 1.0.0, urls: [x]}]}")]
    [InlineData("entries:\n  web: [\n    {version: 1.0.0,\n     urls: [x]}\n    ]\n")]
    [InlineData("\"entries\":\n  web:\n  - version: 1.0.0\n    urls: [x]\n")]
    public void a_chart_is_found_in_every_style_that_yaml_has(string text) => Read(text)!.ShouldHaveSingleItem().Version.ShouldBe("1.0.0");

    [Fact]
    public void a_chart_that_is_not_there_is_null() => Read("entries:\n  other:\n  - {version: 1.0.0}\n").ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("only a text")]
    [InlineData("apiVersion: v1\n")]
    [InlineData("entries:\n  web:\n  - {version: \"1.0.0}")]
    [InlineData("entries: {other: [")]
    public void what_is_no_index_is_said_to_be_none(string text) => Should.Throw<ChartIndexException>(() => Read(text));

    [Fact]
    public void aliases_do_not_multiply()
    {
        var text = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (var i = 1; i < 60; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}, *a{i - 1}, *a{i - 1}]\n");
        }

        Read($"{text}entries:\n  web:\n  - {{version: 1.0.0, {Entry}, annotations: *a59, sources: *a59}}\n")!.ShouldHaveSingleItem().Sources.ShouldBeEmpty();
    }

    [Fact]
    public void a_text_without_an_end_is_refused_before_it_is_whole() =>
        Should.Throw<ChartIndexException>(() => Read("entries:\n  web:\n  - description: \"" + new string('x', MeteredText.MostAtOnce + 100_000) + "\"\n")).Message.ShouldContain("more than 1 MB");

    [Fact]
    public void nesting_without_an_end_is_refused() =>
        Should.Throw<ChartIndexException>(() => Read("entries:\n  web: " + new string('[', 100_000))).Message.ShouldContain("levels deep");

    [Fact]
    public void changes_that_are_too_long_are_left_out_and_the_version_stays()
    {
        var entry = Read($"entries:\n  web:\n  - {{version: 1.0.0, {Entry}, annotations: {{artifacthub.io/changes: \"{new string('x', 100_000)}\"}}}}\n")!.ShouldHaveSingleItem();

        (entry.Version, entry.Changes).ShouldBe(("1.0.0", null));
    }

    [Fact]
    public void what_follows_the_chart_is_not_read()
    {
        var content = new CountingStream(Encoding.UTF8.GetBytes($"entries:\n  web:\n  - {{version: 1.0.0, {Entry}}}\n  zzz:\n" + string.Concat(Enumerable.Repeat("  - {version: 1.0.0}\n", 100_000))));

        ChartIndexReader.Read(content, "web")!.Count.ShouldBe(1);
        content.Served.ShouldBeLessThan(100_000);
    }

    [Fact]
    public void an_index_of_thirty_megabytes_costs_what_its_one_chart_costs()
    {
        using var large = new MemoryStream(LargeIndex.Of(30 << 20), writable: false);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ChartIndexReader.Read(large, "wanted")!.Count.ShouldBe(3);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2 << 20);
    }

    private static IReadOnlyList<ChartEntry>? Read(string text) => ChartIndexReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "web");

    private sealed class CountingStream(byte[] content) : MemoryStream(content)
    {
        public long Served { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            Served += read;
            return read;
        }
    }
}
