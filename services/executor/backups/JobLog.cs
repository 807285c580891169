namespace Upgrades.Executor.Backups;

/// <summary>What the pods of a Job wrote.</summary>
/// <param name="Trouble">Why it cannot be read; null: it could.</param>
internal sealed record JobLog(IReadOnlyList<string> Lines, string? Trouble = null);
