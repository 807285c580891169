using System.Diagnostics;

namespace Upgrades.Tests.Standalone;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task outside_of_a_cluster_its_address_is_missed_by_name()
    {
        using var folder = new TemporaryFolder();

        (await ServeAsync(
            ("INGEST__SECRET", "0123456789abcdef"), ("REPOSITORY__URL", "https://git.example.org/infra.git"), ("REPOSITORY__MIRRORFOLDER", folder.Path), ("WOODPECKER__URL", "https://ci.example.org"),
            ("WOODPECKER__TOKEN", "t"), ("WOODPECKER__REPOSITORY", "o/infra"), ("STATE__FOLDER", folder.Path), ("HTTP__URL", "http://127.0.0.1:0")))
            .ShouldBe(["UPGRADES__KUBERNETES__URL: is not set, and this process is in no cluster that it could ask instead"]);
    }

    [Fact]
    public async Task what_is_missing_is_told_by_name_one_line_each()
    {
        var lines = await ServeAsync();

        lines.ShouldAllBe(l => l.StartsWith("UPGRADES__", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__INGEST__SECRET: ", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__REPOSITORY__URL: ", StringComparison.Ordinal));
        lines.ShouldContain(l => l.StartsWith("UPGRADES__WOODPECKER__URL: ", StringComparison.Ordinal));
    }

    /// <summary>What it says when its settings are wrong.</summary>
    private static async Task<IReadOnlyList<string>> ServeAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "upgrades.dll"), "serve"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var setting in start.Environment.Keys.Where(k => k.StartsWith("UPGRADES__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment["UPGRADES__" + name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(2, await error);
        (await output).ShouldNotContain("Exception");
        return (await error).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
