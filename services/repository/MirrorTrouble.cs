using LibGit2Sharp;

namespace Upgrades.Repository;

/// <summary>What is wrong with our own folder, in words that say what to do about it.</summary>
internal static class MirrorTrouble
{
    /// <summary>Less than a commit needs, in bytes.</summary>
    private const long TooLittle = 256 << 10;
    private static readonly string[] FullDisk = ["No space left on device", "Disk quota exceeded", "not enough space"];

    /// <summary>A full disk is no damage: what is there is still good. libgit2 does not always say that it was that.</summary>
    public static bool IsFullDisk(RepositoryOptions options, Exception e) =>
        FullDisk.Any(w => e.Message.Contains(w, StringComparison.OrdinalIgnoreCase)) || RoomLeft(options) < TooLittle;

    /// <summary>Bytes; never throws, because nothing may be thrown through native code.</summary>
    public static long RoomLeft(RepositoryOptions options)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(options.MirrorFolder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Writing will tell.
            return long.MaxValue;
        }
    }

    public static RepositoryUnavailableException NoRoom(RepositoryOptions options, Exception? inner) =>
        new($"There is no room left in {options.MirrorFolder} for the mirror of {options.Identity}: free some, or set UPGRADES__REPOSITORY__MIRRORFOLDER", inner);

    public static RepositoryUnavailableException Of(RepositoryOptions options, Exception e) =>
        IsFullDisk(options, e) ? NoRoom(options, e)
        : e is UnauthorizedAccessException
            ? new($"{options.MirrorFolder} cannot be written to (UPGRADES__REPOSITORY__MIRRORFOLDER): {e.Message}", e)
        : e is LibGit2SharpException or IOException
            ? new($"The mirror of {options.Identity} in {options.MirrorFolder} cannot be used: {e.Message}", e)
        : throw new ArgumentException($"{e.GetType().Name} is no trouble of the mirror", nameof(e), e);
}
