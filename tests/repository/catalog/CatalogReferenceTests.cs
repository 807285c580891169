using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>The page for operators, services/repository/catalog/README.md, against the schema, which is held against the reader elsewhere.</summary>
public sealed partial class CatalogReferenceTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "readme", "services", "repository", "catalog", "README.md"));

    [Fact]
    public void it_has_a_row_for_every_key_and_for_no_other() =>
        Row().Matches(Page).Select(m => m.Groups["key"].Value).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(SchemaExample.Keys(JsonNode.Parse(CatalogSchema.Text)!).Select(k => k.Key).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void its_examples_have_no_mistakes()
    {
        var examples = Example().Matches(Page).Select(m => m.Groups["text"].Value).ToList();

        examples.Count.ShouldBeGreaterThan(3);
        examples.SelectMany(e => CatalogReader.Read("README.md", Encoding.UTF8.GetBytes(e)).Problems).ShouldBeEmpty();
    }

    /// <summary>A table's first column, where it is a name in code and nothing else.</summary>
    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^```yaml\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
