using System.CommandLine;
using System.Text.Json;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Standalone.Chaos;

/// <summary>Five real processes on a real broker, killed at any moment and right after effects: no promise is broken.</summary>
[Trait("Length", "long")]
public sealed class ChaosTests
{
    [Fact]
    public Task a_short_run() => RunAsync("--upgrades", "6", "--kills", "10", "--broker-restarts", "1");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task a_long_run(string store) => RunAsync("--upgrades", "12", "--kills", "50", "--broker-restarts", "5", "--store", store);

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public Task a_run_in_which_databases_are_put_back(string store) => RunAsync("--upgrades", "12", "--kills", "30", "--broker-restarts", "3", "--store", store, "--restores");

    private static async Task RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var progress = new StringWriter();

        var exitCode = await new RootCommand { ChaosCommand.Create() }
            .Parse(["chaos", "--json", .. arguments])
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = progress });

        exitCode.ShouldBe(0, progress.ToString());
        var report = JsonSerializer.Deserialize<JsonElement>(output.ToString());
        report.GetProperty("restores").GetInt32().ShouldBe(arguments.Contains("--restores") ? 3 : 0);
        report.GetProperty("accepted").ToString().ShouldBe(arguments[1]);
        report.GetProperty("kills").ToString().ShouldBe(arguments[3]);
        report.GetProperty("brokerRestarts").ToString().ShouldBe(arguments[5]);
    }
}
