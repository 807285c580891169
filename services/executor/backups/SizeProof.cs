using System.Globalization;

namespace Upgrades.Executor.Backups;

/// <summary>Is a backup about as large as the last one? A dump that has lost its tables is still a whole file.</summary>
internal static class SizeProof
{
    /// <param name="share">0 to 1: the least part of the last one's size.</param>
    /// <param name="waits">The size is a metric's, which may still be that of the backup before.</param>
    public static ProofSight Judge(long bytes, BackupRow last, double share, bool waits)
    {
        var part = (double)bytes / Math.Max(1, last.Bytes!.Value);
        var words = string.Create(CultureInfo.InvariantCulture, $"{part:P0} of the size of backup Job {last.Namespace}/{last.Job} ({last.Bytes} bytes)");
        return part >= share ? new ProofSight.Shown($"it has {words}")
            : string.Create(CultureInfo.InvariantCulture, $"it has {bytes} bytes, {words}; at least {share:P0} are asked for") is var why && waits ? new ProofSight.NotYet(why)
            : new ProofSight.Lacking(why);
    }
}
