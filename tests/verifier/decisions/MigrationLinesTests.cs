using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class MigrationLinesTests
{
    [Theory]
    [InlineData("== 20240315120000 AddIndexToPoints: migrating ==========")]
    [InlineData("I, [2026-11-01]  INFO -- : Migrating to AddIndexToPoints (20240315120000)")]
    [InlineData("  Applying documents.1042_alter_savedview...")]
    [InlineData("Running migrations:")]
    [InlineData("INFO: Migrating schema \"public\" to version \"42 - add albums\"")]
    [InlineData("INFO  [alembic.runtime.migration] Running upgrade 3a1c -> 4b2d, add album index")]
    [InlineData("Applying migration `20240315120000_links`")]
    [InlineData("Running Changeset: db/changelog/4.2.xml::add-index::dev")]
    [InlineData("Migrating: 2024_03_15_120000_add_tags_table")]
    [InlineData("  2024_03_15_120000_add_tags_table ................ RUNNING")]
    public void the_usual_frameworks_say_so(string line) => MigrationLines.Find(["starting", line], []).ShouldBe(line);

    [Theory]
    [InlineData("listening on :8080")]
    [InlineData("migrated 3 users to the new plan")]
    [InlineData("GET /migrations/running 200")]
    [InlineData("docs: how to run a migration")]
    public void other_lines_do_not(string line) => MigrationLines.Find([line], []).ShouldBeNull();

    [Fact]
    public void who_has_gone_on_since_does_not_migrate() =>
        MigrationLines.Find(["Running migrations:", .. Enumerable.Range(0, 20).Select(i => $"request {i}")], []).ShouldBeNull();

    [Fact]
    public void the_operators_patterns_stand_in_place_of_the_usual_ones()
    {
        MigrationLines.Find(["Converting shard 3 of 9"], ["^Converting shard"]).ShouldBe("Converting shard 3 of 9");
        MigrationLines.Find(["Running migrations:"], ["^Converting shard"]).ShouldBeNull();
    }
}
