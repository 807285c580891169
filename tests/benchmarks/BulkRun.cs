using System.Diagnostics;
using Upgrades.Standalone.Demo;

namespace Upgrades.Benchmarks;

/// <summary>
/// How much longer a bulk run takes than its longest chain of waits: pipelines, rollouts, windows and backups, which nobody can
/// shorten. The stand-ins and git run on the same cores, so the figure is a ceiling of ours.
/// </summary>
internal static class BulkRun
{
    /// <summary>What one commit waits for besides its window: 5 s queued, 30 s in CI, old pod gone, image pulled, new pod ready.</summary>
    private static readonly TimeSpan PerCommit = TimeSpan.FromSeconds(5 + 30 + 2 + 2 + 5);
    private static readonly TimeSpan PerBackup = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(IReadOnlyList<int> sizes)
    {
        foreach (var size in sizes)
        {
            // Slower domain time for larger runs: the cores must be able to do the work of so many services within it.
            var scale = size <= 20 ? 60 : 20;
            var before = CpuSeconds();
            var report = await new DemoRun(new DemoOptions(size, [], null, scale), new DemoProgress(TextWriter.Null, size)).RunAsync(stay: null, CancellationToken.None);
            var cpu = CpuSeconds() - before;
            var path = report.Upgrades.Max(u => u.Watched + u.Commits.Count * PerCommit + (u.Backup is not null ? PerBackup : TimeSpan.Zero)) / scale;
            Console.WriteLine(FormattableString.Invariant(
                $"{size} services, {report.Count("succeeded")} succeeded: {report.Seconds:0.0} s over a critical path of {path.TotalSeconds:0.0} s = {report.Seconds / path.TotalSeconds:0.000}; {cpu / size:0.00} CPU s per upgrade, sandbox and git included"));
            Directory.Delete(Path.GetDirectoryName(report.Repository)!, recursive: true);
        }

        return 0;
    }

    /// <summary>Of this process, and of the git processes that have ended.</summary>
    private static double CpuSeconds()
    {
        var fields = File.ReadAllText("/proc/self/stat").Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        const double TicksPerSecond = 100;
        return Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds
            + (long.Parse(fields[13], System.Globalization.CultureInfo.InvariantCulture) + long.Parse(fields[14], System.Globalization.CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
