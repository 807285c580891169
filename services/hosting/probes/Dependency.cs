namespace Upgrades.Hosting.Probes;

/// <summary>One row of <c>dependencies</c>: what is known of something that a service needs. Times are domain unix milliseconds.</summary>
public sealed record Dependency
{
    /// <summary>See <see cref="ProbeResult.Dependency"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Which probe tries it.</summary>
    public required string Probe { get; init; }

    /// <summary>A <see cref="ProbeVerdict"/>.</summary>
    public required string Verdict { get; init; }

    public required string Said { get; init; }
    public string? Advice { get; init; }

    /// <summary>1: upgrades wait while it fails.</summary>
    public long Holds { get; init; }

    /// <summary>Since when the verdict is what it is.</summary>
    public long Since { get; init; }

    /// <summary>Null: it has never worked.</summary>
    public long? LastSuccess { get; init; }
    public long LastTry { get; init; }

    /// <summary>Tries in a row that failed.</summary>
    public long Failures { get; init; }

    /// <summary>1: people have been told that it fails.</summary>
    public long Told { get; init; }

    public bool Is(ProbeVerdict verdict) => Verdict == verdict.ToString();

    /// <summary>Since when it fails, for a sentence.</summary>
    public DateTimeOffset SinceWhen => DateTimeOffset.FromUnixTimeMilliseconds(Since);
}
