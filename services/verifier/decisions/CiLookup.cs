using Upgrades.Verifier.Ci;

namespace Upgrades.Verifier.Decisions;

/// <summary>Which pipeline carries a commit. Woodpecker cannot be asked by commit, so its list is searched, newest first.</summary>
internal static class CiLookup
{
    /// <summary>A restarted pipeline has the same commit and a higher number.</summary>
    public static int? Of(IEnumerable<Pipeline> pipelines, string commit) => pipelines.FirstOrDefault(p => p.Commit == commit)?.Number;

    /// <summary>One that was started by hand after the commit was in the branch, and so carries it.</summary>
    public static int? ByHand(IEnumerable<Pipeline> pipelines, string branch, DateTimeOffset appliedAt) =>
        pipelines.FirstOrDefault(p => p.Event == "manual" && p.Branch == branch && p.Created >= appliedAt)?.Number;

    /// <summary>What took a stopped pipeline's place: the one it names, else the next of its branch.</summary>
    public static int? After(Pipeline stopped, IEnumerable<Pipeline> pipelines) =>
        stopped.SupersededBy ?? pipelines.LastOrDefault(p => p.Number > stopped.Number && p.Branch == stopped.Branch && p.Event is "push" or "manual")?.Number;
}
