using LibGit2Sharp;
using Microsoft.Extensions.Logging;
using Upgrades.Repository.Mirroring;

namespace Upgrades.Repository.Remote;

/// <summary>The branch on the remote: one call at a time.</summary>
internal sealed class RemoteBranch(RepositoryOptions options, Mirror mirror, ILogger logger) : IDisposable
{
    private const string OutgoingRef = "refs/upgrades/outgoing";

    /// <summary>How much longer than its own deadline a call may take before its caller is let go (a native transport cannot be interrupted).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>How long a call that is to stop may take to do so; what cannot be interrupted does not hold up the end of the process.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = options.ConnectTimeout,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    });

    private long _begun;
    private long _newest;
    private volatile string? _head;

    public string? LastSeenHead => _head;

    /// <summary>Callers that waited while another's fetch began and ended share what it saw: it is newer than their question.</summary>
    public Task<string> FetchAsync(CancellationToken ct)
    {
        var asked = Interlocked.Read(ref _begun);
        return CallAsync(call => _newest > asked && _head is { } fresh ? fresh : Fetch(call), ct);
    }

    public Task<PushResult> PushAsync(string commit, CancellationToken ct) => CallAsync(call => Push(commit, call), ct);

    /// <summary>Beside whatever call is on its way: nothing of libgit2 is used.</summary>
    public Task<RemoteCheck> CheckAsync(RemoteRight right, CancellationToken ct) => new RemoteGreeting(options, _http).AskAsync(right, ct);

    /// <summary>False after <see cref="Dispose"/>: a call is still on its way in native code, and what it uses must not be freed under it.</summary>
    public bool IsClosed { get; private set; }

    public void Dispose()
    {
        if (!IsClosed && _turn.Wait(StopGrace))
        {
            IsClosed = true;
            _http.Dispose();
            _turn.Dispose();
        }
    }

    private string Fetch(RemoteCall call)
    {
        var number = Interlocked.Increment(ref _begun);
        var head = mirror.Fetch(call);
        (_head, _newest) = (head, number);
        return head;
    }

    private PushResult Push(string sha, RemoteCall call)
    {
        var commit = mirror.OpenNetwork().Lookup<Commit>(sha)
            ?? throw new RepositoryUnavailableException($"The mirror of {options.Identity} no longer has {sha}: make it again");
        var parent = commit.Parents.First().Sha;
        List<string> objections = [];
        RepositoryUnavailableException? broke = null;
        try
        {
            Send(sha, call, objections);
        }
        catch (NonFastForwardException)
        {
            // Said by the re-reading below, with the new head.
        }
        catch (RepositoryUnavailableException) when (call.Refusal is { } words)
        {
            // Asking again with the same rights would be in vain; the branch is read all the same.
            objections.Add(words);
        }
        catch (RepositoryUnavailableException e)
        {
            Log.PushBroke(logger, sha, options.Identity, e);
            broke = e;
        }

        var head = FetchAfter(broke, call);
        var repository = mirror.OpenNetwork();
        var landed = repository.Lookup<Commit>(sha) is { } pushed && History.Contains(repository, repository.Lookup<Commit>(head), pushed);
        return Judge(sha, landed, moved: head != parent, head, [.. objections, PushReport.WordsOf(call.PushAnswer.ToArray())], broke);
    }

    private PushResult Judge(string sha, bool landed, bool moved, string head, IEnumerable<string> objections, Exception? broke)
    {
        if (landed)
        {
            Log.Pushed(logger, sha, options.Identity, head);
            return new PushResult.Pushed(head);
        }

        if (broke is not null)
        {
            throw broke;
        }

        if (moved)
        {
            Log.HeadMoved(logger, sha, options.Identity, head);
            return new PushResult.HeadMoved(head);
        }

        var words = string.Join(": ", objections.Where(o => o.Length > 0));
        Log.Refused(logger, options.Identity, sha, words);
        return new PushResult.Refused(PushRefusal.Explain(words, options));
    }

    private void Send(string sha, RemoteCall call, List<string> objections)
    {
        var repository = mirror.OpenNetwork();
        repository.Refs.Add(OutgoingRef, new ObjectId(sha), allowOverwrite: true);
        call.Run(() =>
        {
            repository.Network.Push(
                repository.Network.Remotes["origin"], OutgoingRef, "refs/heads/" + options.Branch, call.PushOptions(m => objections.Add(m)));
            return true;
        });
    }

    /// <summary>A broken connection says nothing about whether the push arrived; when the remote cannot be read either, it stays open.</summary>
    private string FetchAfter(RepositoryUnavailableException? broke, RemoteCall push)
    {
        if (broke is null && push.Refusal is null)
        {
            return Fetch(push);
        }

        using var again = push.Again();
        try
        {
            return Fetch(again);
        }
        catch (RepositoryUnavailableException) when (broke is not null)
        {
            throw broke;
        }
    }

    private async Task<T> CallAsync<T>(Func<RemoteCall, T> work, CancellationToken ct)
    {
        if (!await _turn.WaitAsync(options.TotalTimeout, ct))
        {
            throw new RepositoryUnavailableException($"{options.Url}: the calls before this one have not ended");
        }

        // A thread of its own: libgit2 blocks.
        var running = Task.Factory.StartNew(() => Work(work, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        using var letGo = new CancellationTokenSource();
        await using var stopping = ct.Register(() => letGo.CancelAfter(StopGrace));
        try
        {
            return await running.WaitAsync((2 * options.TotalTimeout) + Grace, letGo.Token);
        }
        catch (TimeoutException e)
        {
            throw new RepositoryUnavailableException($"{options.Url} was not done within {options.TotalTimeout.TotalSeconds:0.#} s", e);
        }
    }

    private T Work<T>(Func<RemoteCall, T> work, CancellationToken ct)
    {
        try
        {
            using var call = new RemoteCall(options, _http, logger, ct);
            return work(call);
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException or UnauthorizedAccessException)
        {
            // Whatever it is, it is no reason to give up an upgrade.
            throw MirrorTrouble.Of(options, e);
        }
        finally
        {
            _turn.Release();
        }
    }
}
