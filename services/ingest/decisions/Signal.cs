using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Ingest.Decisions;

internal enum SignalForm
{
    /// <summary>DIUN's webhook notifier.</summary>
    Diun,

    /// <summary>The hand-fired <c>diun_entry_*</c> form.</summary>
    Entry,

    /// <summary>An operator's command.</summary>
    Operator,
}

/// <summary>"This image has this tag", from whoever said it; the grammar has been checked.</summary>
internal sealed record Signal
{
    public required SignalForm Form { get; init; }

    public required ImageReference Image { get; init; }

    public required string Status { get; init; }

    public string? Digest { get; init; }

    public string? Namespace { get; init; }

    public string? Workload { get; init; }

    public string? Container { get; init; }

    public string? HubLink { get; init; }

    /// <summary>Who says it, where the form does not tell: <c>cli</c>, <c>reconcile</c>.</summary>
    public string? Source { get; init; }

    public bool Force { get; init; }
}
