using LibGit2Sharp;
using Microsoft.Extensions.Logging;
using Upgrades.Repository.Remote;
using GitRepository = LibGit2Sharp.Repository;

namespace Upgrades.Repository.Mirroring;

/// <summary>
/// The bare repository on disk, through two handles: one for the one remote call at a time, one for reading and committing
/// meanwhile. Nothing in it is precious; what is broken is cloned anew.
/// </summary>
internal sealed class Mirror(RepositoryOptions options, ILogger logger) : IDisposable
{
    // A folder of ours within the configured one: the setting may point at a folder that holds other things, and this one is deleted.
    private readonly string _folder = Path.Combine(options.MirrorFolder, "mirror.git");

    /// <summary>Each fetch leaves a pack, and libgit2 neither packs again nor lets go of an open file.</summary>
    private const int MostPacks = 250;

    /// <summary>Readers are quick (system clock).</summary>
    private static readonly TimeSpan ReadersGrace = TimeSpan.FromSeconds(2);
    private FileStream? _lock;
    private string? _damage;

    public SemaphoreSlim ObjectsTurn { get; } = new(1);

    private GitRepository? Network { get; set; }

    private GitRepository? Objects { get; set; }

    private bool OfRemoteDefault => options.Branch == RepositoryOptions.RemoteDefault;

    private string TrackingRef => "refs/remotes/origin/" + options.Branch;

    /// <summary>For <see cref="ObjectsTurn"/>'s holder.</summary>
    public GitRepository OpenObjects() => Objects ??= OpenKnown();

    /// <summary>For the one who talks to the remote.</summary>
    public GitRepository OpenNetwork() => Network ??= OpenKnown();

    /// <summary>The next fetch clones anew.</summary>
    public void MarkDamaged(Exception reason)
    {
        Log.Damaged(logger, _folder, reason.Message, reason);
        _damage = reason.Message;
    }

    /// <summary>Head of the remote branch, with all its objects here.</summary>
    public string Fetch(RemoteCall call)
    {
        Network ??= _damage is null ? TryOpen() : null;
        if (_damage is not null || Network is null || !File.Exists(Path.Combine(_folder, "HEAD")) || IsScattered())
        {
            return CloneAnew(call);
        }

        try
        {
            return FetchInto(Network, call);
        }
        catch (LibGit2SharpException e) when (!MirrorTrouble.IsFullDisk(options, e))
        {
            // The remote's own failures have become RepositoryUnavailableException by now: this one is ours.
            MarkDamaged(e);
            return CloneAnew(call);
        }
    }

    public void Dispose()
    {
        // Native code that still reads would fall over what is freed under it.
        if (ObjectsTurn.Wait(ReadersGrace))
        {
            Close();
            _lock?.Dispose();
            ObjectsTurn.Dispose();
        }
    }

    private GitRepository OpenKnown() => (_damage is null ? TryOpen() : null)
        ?? throw new RepositoryUnavailableException($"There is no mirror of {options.Url} yet, or no longer: fetch first");

    private string FetchInto(GitRepository repository, RemoteCall call)
    {
        string[] refspecs = [$"+{(OfRemoteDefault ? "HEAD" : "refs/heads/" + options.Branch)}:{TrackingRef}"];
        call.Run(() =>
        {
            Commands.Fetch(repository, "origin", refspecs, call.FetchOptions, logMessage: null);
            return true;
        });
        var head = (repository.Refs[TrackingRef] as DirectReference)?.TargetIdentifier
            ?? throw new RepositoryUnavailableException(OfRemoteDefault
                ? $"{options.Url} names no branch as its own that has a commit (UPGRADES__REPOSITORY__BRANCH)"
                : $"{options.Url} has no branch '{options.Branch}' (UPGRADES__REPOSITORY__BRANCH)");
        return repository.Lookup<Commit>(head)?.Tree.Count >= 0 ? head : throw new NotFoundException($"{head} is not in the mirror");
    }

    private string CloneAnew(RemoteCall call)
    {
        TakeLock();
        Log.Cloning(logger, options.Identity, _folder);
        var fresh = _folder + ".new";
        Delete(fresh);
        string head;
        try
        {
            using var repository = new GitRepository(GitRepository.Init(fresh, isBare: true));
            repository.Network.Remotes.Add("origin", options.Url);
            head = FetchInto(repository, call);
        }
        catch
        {
            // Half a clone is of no use, and where the disk is full it would keep it so.
            Delete(fresh);
            throw;
        }

        ObjectsTurn.Wait(CancellationToken.None);
        try
        {
            Close();
            Delete(_folder);
            Directory.Move(fresh, _folder);
            _damage = null;
            Network = new GitRepository(_folder);
        }
        finally
        {
            ObjectsTurn.Release();
        }

        return head;
    }

    private bool IsScattered()
    {
        var folder = Path.Combine(_folder, "objects", "pack");
        var packs = Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.idx").Count() : 0;
        if (packs > MostPacks)
        {
            Log.Scattered(logger, _folder, packs);
        }

        return packs > MostPacks;
    }

    /// <summary>Null when there is none, when it is unreadable, or when it mirrors another repository.</summary>
    private GitRepository? TryOpen()
    {
        TakeLock();
        if (!Directory.Exists(_folder))
        {
            return null;
        }

        GitRepository? repository = null;
        try
        {
            repository = new GitRepository(_folder);
            if (repository.Network.Remotes["origin"]?.Url == options.Url)
            {
                return repository;
            }
        }
        catch (LibGit2SharpException e)
        {
            Log.Damaged(logger, _folder, e.Message, e);
        }

        repository?.Dispose();
        return null;
    }

    /// <summary>Two owners would delete each other's mirror when they repair it.</summary>
    private void TakeLock()
    {
        if (_lock is not null)
        {
            return;
        }

        var path = Path.Combine(options.MirrorFolder, "lock");
        try
        {
            Directory.CreateDirectory(options.MirrorFolder);
            _lock = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || MirrorTrouble.IsFullDisk(options, e))
        {
            throw MirrorTrouble.Of(options, e);
        }
        catch (IOException e)
        {
            throw new RepositoryUnavailableException($"{path} is held by another service: give each a folder of its own (UPGRADES__REPOSITORY__MIRRORFOLDER)", e);
        }
    }

    private void Close()
    {
        Network?.Dispose();
        Objects?.Dispose();
        (Network, Objects) = (null, null);
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
