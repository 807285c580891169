using System.Text;
using System.Text.Json.Nodes;
using Upgrades.Repository.Catalogs;
using Upgrades.Sandbox.World;
using Upgrades.Standalone.Demo;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>The schema and the reader know the same catalog.</summary>
public sealed class CatalogSchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(CatalogSchema.Text)!;

    [Fact]
    public void the_schema_has_every_key_that_the_reader_knows_and_no_other()
    {
        var reading = Read(SchemaExample.Of(Schema).ToJsonString());

        reading.Problems.Where(p => p.Message.Contains("no key that anybody reads", StringComparison.Ordinal)).ShouldBeEmpty();
        var known = reading.KnownKeys.SelectMany(map => map.Value.Select(key => $"{map.Key}: {key}")).Order(StringComparer.Ordinal);
        known.ShouldBe(SchemaExample.Keys(Schema).Select(k => $"{k.Path}: {k.Key}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void every_key_says_what_it_is() => SchemaExample.Properties(Schema).Where(p =>
        p.Schema["title"] is null || p.Schema["description"]?.GetValue<string>().EndsWith('.') != true).Select(p => p.Key).ShouldBeEmpty();

    [Fact]
    public void the_schema_is_of_the_draft_that_editors_know() =>
        Schema["$schema"]!.GetValue<string>().ShouldBe("https://json-schema.org/draft/2020-12/schema");

    [Fact]
    public async Task the_demonstrations_catalog_and_an_operators_one_satisfy_it()
    {
        var demo = await DemoCatalogAsync();

        SchemaCheck.Against(Schema, JsonNode.Parse(demo)!).ShouldBeEmpty();
        SchemaCheck.Against(Schema, JsonNode.Parse(CatalogTests.Existing)!).ShouldBeEmpty();
        Read(demo).Problems.ShouldNotContain(p => p.Severity == CatalogSeverity.Error);
    }

    [Theory]
    [InlineData("""{"max_steps":"many"}""", "max_steps")]
    [InlineData("""{"maxSteps":1}""", "maxSteps")]
    [InlineData("""{"db_backed_services":{"a":{"type":"oracle"}}}""", "db_backed_services.a.type")]
    [InlineData("""{"db_backed_services":{"a":{"shared":true}}}""", "db_backed_services.a")]
    [InlineData("""{"services":{"a":{"stepping":"fast"}}}""", "services.a.stepping")]
    [InlineData("""{"services":{"a":{"backup":{"cron_job":"a","namespace":"b","proof":{"size":"x"}}}}}""", "services.a.backup.proof.size")]
    [InlineData("""{"github_repo_overrides":{"a/b":"c"}}""", "github_repo_overrides.a/b")]
    [InlineData("""{"move_together":[["a"]]}""", "move_together[0]")]
    public void what_the_reader_complains_about_the_schema_refuses(string catalog, string path)
    {
        SchemaCheck.Against(Schema, JsonNode.Parse(catalog)!).ShouldBe([path]);
        Read(catalog).Problems.ShouldNotBeEmpty();
    }

    private static async Task<string> DemoCatalogAsync()
    {
        using var folder = new TemporaryFolder();
        await using var world = await SmallWorld.StartAsync(folder.Path, DemoServices.Twelve, TimeProvider.System);
        return (await world.Git.ReadAsync(SmallWorld.Repository, await world.Git.HeadAsync(SmallWorld.Repository), "upgrade-config.json")).ShouldNotBeNull();
    }

    private static CatalogReading Read(string text) => CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(text));
}
