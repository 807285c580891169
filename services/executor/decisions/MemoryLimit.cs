using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Executor.Decisions;

/// <summary>How far a memory limit is raised (DESIGN §6.4).</summary>
internal static class MemoryLimit
{
    /// <summary>Twice as much, but not more than <paramref name="most"/>, in the family of units it is written in.</summary>
    /// <returns>Null when that is no more than before, or when the text is no quantity.</returns>
    public static string? Raise(string limit, string most) =>
        ByteCount.TryParse(limit, out var bytes) && ByteCount.TryParse(most, out var cap) && bytes < cap && bytes > 0
            ? ByteCount.Write(bytes > cap / 2 ? cap : bytes * 2, like: limit) : null;
}
