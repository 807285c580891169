using Upgrades.Contracts.Events;

namespace Upgrades.Hosting.Probes;

/// <summary>What a probe's results change.</summary>
/// <param name="Rows">As they are now.</param>
/// <param name="Dropped">Names that the probe does not speak of any more.</param>
/// <param name="Failed">To be told: two tries in a row have failed.</param>
/// <param name="Recovered">To be told: they work again, or nobody needs them any more.</param>
/// <param name="HasChanged">Something has begun to fail or has stopped failing.</param>
internal sealed record ProbeJudgement(
    IReadOnlyList<Dependency> Rows, IReadOnlyList<string> Dropped, IReadOnlyList<DependencyFailed> Failed, IReadOnlyList<DependencyRecovered> Recovered, bool HasChanged)
{
    /// <summary>One lost packet wakes nobody: people are told after this many failed tries in a row.</summary>
    public const int TriesBeforeTelling = 2;

    private const int Longest = 1000;

    /// <summary>
    /// What the probe does not speak of is needed no more, when all that it speaks of is well; else it may only be that it cannot be tried now,
    /// and what was known of it stays until it is too old to be known.
    /// </summary>
    /// <param name="known">Everything that is known of the service's dependencies.</param>
    /// <param name="run">What the probe has found now.</param>
    /// <param name="knownSince">Domain unix milliseconds; see <see cref="Dependencies.KnownSince"/>.</param>
    public static ProbeJudgement Of(string service, IReadOnlyList<Dependency> known, ProbeRun run, DateTimeOffset now, long knownSince)
    {
        var before = known.ToDictionary(d => d.Name);
        // Two words about the same thing would be a mistake of the probe; the worse one is the safer.
        var rows = run.Results.OrderByDescending(r => r.Verdict == ProbeVerdict.Failed).DistinctBy(r => r.Dependency)
            .Select(r => Next(before.GetValueOrDefault(r.Dependency), run.Probe, r, now)).ToList();
        var unspoken = known.Where(d => d.Probe == run.Probe && rows.TrueForAll(r => r.Name != d.Name)).ToList();
        var allIsWell = rows.Count > 0 && rows.TrueForAll(r => !r.Is(ProbeVerdict.Failed));
        var dropped = unspoken.Where(d => allIsWell || d.LastTry < knownSince).ToList();
        return new ProbeJudgement(
            rows,
            [.. dropped.Select(d => d.Name)],
            [.. rows.Where(r => r.Told == 1 && before.GetValueOrDefault(r.Name)?.Told != 1).Select(r => Failure(service, r))],
            [.. dropped.Where(_ => allIsWell).Concat(rows.Where(r => r.Told == 0).Select(r => before.GetValueOrDefault(r.Name)).OfType<Dependency>()).Where(d => d.Told == 1)
                .Select(d => Recovery(service, d, now))],
            dropped.Exists(d => d.Is(ProbeVerdict.Failed)) || rows.Exists(r => r.Is(ProbeVerdict.Failed) != (before.GetValueOrDefault(r.Name)?.Is(ProbeVerdict.Failed) == true)));
    }

    private static Dependency Next(Dependency? before, string probe, ProbeResult result, DateTimeOffset now)
    {
        var at = now.ToUnixTimeMilliseconds();
        var failures = result.Verdict == ProbeVerdict.Failed ? (before?.Failures ?? 0) + 1 : 0;
        return new Dependency
        {
            Name = result.Dependency,
            Probe = probe,
            Verdict = result.Verdict.ToString(),
            Said = Storable(result.Said),
            Advice = result.Advice is null ? null : Storable(result.Advice),
            Holds = result.HoldsUpgrades ? 1 : 0,
            Since = before?.Is(result.Verdict) == true ? before.Since : at,
            LastSuccess = result.Verdict == ProbeVerdict.Works ? at : before?.LastSuccess,
            LastTry = at,
            Failures = failures,
            Told = failures >= TriesBeforeTelling ? 1 : 0,
        };
    }

    private static DependencyFailed Failure(string service, Dependency row) => new()
    {
        Service = service,
        Dependency = row.Name,
        Problem = row.Said,
        Advice = row.Advice ?? "",
        Since = row.SinceWhen,
        HoldsUpgrades = row.Holds == 1,
    };

    private static DependencyRecovered Recovery(string service, Dependency row, DateTimeOffset now) =>
        new() { Service = service, Dependency = row.Name, Since = row.SinceWhen, After = now - row.SinceWhen };

    /// <summary>PostgreSQL takes neither NUL nor half a character, and what the outside says can hold both.</summary>
    private static string Storable(string text) => string.Concat(text.EnumerateRunes().Select(r => r.Value < ' ' ? " " : r.ToString()).Take(Longest));
}
