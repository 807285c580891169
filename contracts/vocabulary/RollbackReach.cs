using Upgrades.Contracts.Events;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>What a rollback could bring back, said before anything is changed.</summary>
public static class RollbackReach
{
    /// <returns>As the end of a sentence that begins with "a rollback brings back".</returns>
    public static string Of(UpgradePlanned plan) => plan.Restore?.Policy switch
    {
        RestorePlan.Always => $"image, configuration and the database {plan.Restore.Database}, as of the backup right before each step; writes after that are lost",
        RestorePlan.WhenRollbackFails => $"image and configuration; and, when the old version does not run with that, the database {plan.Restore.Database} as of the backup right before each step, where writes after that are lost",
        _ when plan.RestoreRefusal is { } refusal => $"image and configuration only: the restore in the catalog {refusal}",
        _ => "image and configuration only",
    };
}
