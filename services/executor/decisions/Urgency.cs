using Upgrades.Contracts.Events;

namespace Upgrades.Executor.Decisions;

/// <summary>
/// Who goes first among those that wait: what closes a critical weakness, then a high one, then any, then the rest; oldest first among
/// equals. Nobody starves: who has waited for <see cref="Deadlines.Patience"/> goes before them all, by age. Stored: never give a number another meaning.
/// </summary>
internal static class Urgency
{
    public const int CriticalFix = 0;
    public const int HighFix = 1;
    public const int AnyFix = 2;
    public const int Ordinary = 3;

    public static int Of(UpgradePlanned plan) =>
        plan.SecurityFixes.Any(f => f.Severity == "critical") ? CriticalFix
        : plan.SecurityFixes.Any(f => f.Severity == "high") ? HighFix
        : plan.SecurityFixes.Count > 0 ? AnyFix
        : Ordinary;
}
