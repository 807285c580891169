using System.Diagnostics;
using LibGit2Sharp;
using Microsoft.Extensions.Logging;

namespace Upgrades.Repository.Remote;

/// <summary>Looks on while objects come in: says how far it is, and stops before the disk is full.</summary>
internal sealed class TransferWatch(RepositoryOptions options, ILogger logger)
{
    /// <summary>libgit2 writes packs through mapped memory, where a page that the disk does not have is a signal and no error.</summary>
    private const long RoomKept = 1 << 20;
    private const long RoomEvery = 256 << 10;

    /// <summary>System clock.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private long _told;
    private long _looked = -RoomEvery;

    /// <returns>Why it must not go on; null: it may.</returns>
    public RepositoryUnavailableException? Look(TransferProgress progress)
    {
        if (progress.TotalObjects > 0 && (_told == 0 || Stopwatch.GetElapsedTime(_told) >= Pause))
        {
            _told = Stopwatch.GetTimestamp();
            Log.Receiving(logger, options.Identity, progress.ReceivedObjects, progress.TotalObjects, progress.ReceivedBytes / 1e6);
        }

        if (progress.ReceivedBytes - _looked < RoomEvery)
        {
            return null;
        }

        _looked = progress.ReceivedBytes;
        return MirrorTrouble.RoomLeft(options) < RoomKept ? MirrorTrouble.NoRoom(options, inner: null) : null;
    }
}
