using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Upgrades.Hosting;
using Upgrades.Ingest;

namespace Upgrades.Tests.Hosting;

public sealed class SettingsTests
{
    [Theory]
    [InlineData("Ingest:Secret", "short", "UPGRADES__INGEST__SECRET: must have at least 16 characters")]
    [InlineData("Ingest:Limit", "0", "UPGRADES__INGEST__LIMIT: ")]
    [InlineData("Ingest:Limitt", "5", "UPGRADES__INGEST__LIMITT: there is no such setting")]
    [InlineData("State:Folders", "/x", "UPGRADES__STATE__FOLDERS: there is no such setting")]
    [InlineData("State:Postgres", "postgres://upgrades:hunter2@db/upgrades", "UPGRADES__STATE__POSTGRES: must be empty or an Npgsql connection string")]
    [InlineData("State:Postgres", "Host=db;Pasword=hunter2", "UPGRADES__STATE__POSTGRES: must be empty or an Npgsql connection string")]
    [InlineData("State:Postgres", "Password=hunter2", "UPGRADES__STATE__POSTGRES: must be empty or an Npgsql connection string")]
    [InlineData("Bus:Url", "http://broker", "UPGRADES__BUS__URL: ")]
    [InlineData("Http:Url", "nonsense", "UPGRADES__HTTP__URL: ")]
    [InlineData("Time:Scale", "-1", "UPGRADES__TIME__SCALE: ")]
    public void a_wrong_setting_is_told_by_its_name(string key, string value, string message)
    {
        var failure = Should.Throw<OptionsValidationException>(() =>
        {
            using var app = UpgradesHost.Build([IngestService.Definition], configuration => configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Ingest:Secret"] = "0123456789abcdef",
                [key] = value,
            }));
            app.Services.GetRequiredService<IStartupValidator>().Validate();
        });

        failure.Failures.ShouldHaveSingleItem().ShouldStartWith(message);
        failure.Message.ShouldNotContain("hunter2");
    }
}
