using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Assessment;

public sealed class ConfigurationNamesTests
{
    [Theory]
    [InlineData("BREAKING: IMMICH_PORT is removed", "IMMICH_PORT")]
    [InlineData("BREAKING: `PORT` is removed, use `HTTP_PORT=80`", "PORT HTTP_PORT")]
    [InlineData("BREAKING: `--no-tlsv1_3` and --old-flag are gone", "--no-tlsv1_3 --old-flag")]
    [InlineData("BREAKING: `server.port` is `http.listen-port: 80` now", "server.port http.listen-port")]
    [InlineData("BREAKING: `enable_metrics` moved", "enable_metrics")]
    [InlineData("BREAKING: see `docs/upgrade.md`, `config.yaml`, `GET` and `1.2.3`", "")]
    [InlineData("BREAKING: the PORT is e.g. 80, i.e. server.port", "")]
    [InlineData("BREAKING: A_B, A_B and `A_B`", "A_B")]
    public void variables_flags_and_keys_are_found_in_lines_that_warn(string line, string names) =>
        string.Join(' ', NoteJudge.Read(line, new Keywords(Catalog.DefaultKeywords)).Warnings.ShouldHaveSingleItem().Names).ShouldBe(names);
}
