using System.Diagnostics;

namespace Upgrades.Tests.Standalone;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task what_is_missing_is_told_by_name_one_line_each()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "upgrades.dll"), "serve"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var setting in start.Environment.Keys.Where(k => k.StartsWith("UPGRADES__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(2);
        (await output).ShouldBeEmpty();
        var lines = (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(l => l.StartsWith("UPGRADES__", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__INGEST__SECRET: ", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__REPOSITORY__URL: ", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__WOODPECKER__URL: ", StringComparison.Ordinal));
    }
}
