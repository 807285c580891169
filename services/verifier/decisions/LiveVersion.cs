using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>What runs may be newer than git says, when somebody else moves it: then an apply would downgrade it (DESIGN §1, promise 4).</summary>
internal static class LiveVersion
{
    /// <param name="next">What the next commit will ask for.</param>
    /// <returns>Null: nothing runs that is newer.</returns>
    public static string? Blocker(Selection selection, IReadOnlyList<ImageChange> next) =>
        (from workload in selection.Workloads
         from container in workload.Tracked
         let wanted = ImageMatch.ChangeOf(container.Image, next)
         let running = ImageMatch.VersionOf(container.Image)
         where wanted is not null && TagComparison.Compare(wanted.To, running) == TagOrder.Newer
         select $"{workload.Workload.Title} runs {running} of {wanted.Image}, which is newer than {wanted.To}: an apply would downgrade it")
        .FirstOrDefault();
}
