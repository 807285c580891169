using LibGit2Sharp;
using Microsoft.Extensions.Logging;

namespace Upgrades.Repository.Remote;

/// <summary>One call to the remote: its deadline, its credentials, and what really went wrong when libgit2 only says "failed".</summary>
internal sealed class RemoteCall : IDisposable
{
    // libgit2 makes the transport object by itself and calls it on the thread of the call: there is no other way to hand it anything.
    [ThreadStatic]
    private static RemoteCall? current;

    private readonly CancellationTokenSource _deadline;
    private readonly CancellationToken _cancelled;

    private readonly ILogger _logger;
    private readonly TransferWatch _watch;

    public RemoteCall(RepositoryOptions options, HttpMessageInvoker http, ILogger logger, CancellationToken ct)
    {
        (Options, Http, _logger, _cancelled) = (options, http, logger, ct);
        _watch = new TransferWatch(options, logger);
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _deadline.CancelAfter(options.TotalTimeout);
    }

    public static RemoteCall Current => current ?? throw new InvalidOperationException("git's transport was called outside a remote call");

    public RepositoryOptions Options { get; }

    public HttpMessageInvoker Http { get; }

    /// <summary>The first thing that went wrong in the transport.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The server's words when it let us in but does not let us push; null: it said nothing of the kind.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What the server answered to the pack, as far as kept: hooks speak in it.</summary>
    public MemoryStream PushAnswer { get; } = new();

    public FetchOptions FetchOptions => new()
    {
        TagFetchMode = TagFetchMode.None,
        Prune = true,
        OnTransferProgress = GoesOn,
    };

    public PushOptions PushOptions(Action<string> onRefused) => new()
    {
        OnPushTransferProgress = (_, _, _) => !_deadline.IsCancellationRequested,
        OnPushStatusError = e => onRefused(e.Message),
    };

    /// <summary>The same with a fresh deadline.</summary>
    public RemoteCall Again() => new(Options, Http, _logger, _cancelled);

    /// <summary>Runs a blocking libgit2 call.</summary>
    /// <exception cref="RepositoryUnavailableException">The remote is to blame.</exception>
    public T Run<T>(Func<T> native)
    {
        current = this;
        try
        {
            return native();
        }
        catch (LibGit2SharpException e) when (Explain(e) is { } better)
        {
            throw better;
        }
        finally
        {
            current = null;
        }
    }

    /// <summary>Does one piece of waiting for the server under both limits, and remembers what went wrong.</summary>
    public T Wait<T>(Func<CancellationToken, Task<T>> io)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token);
        silence.CancelAfter(Options.ServerTimeout);
        try
        {
            return io(silence.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException e) when (!_cancelled.IsCancellationRequested)
        {
            throw Fail(new RepositoryUnavailableException(TooSlow(), e));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Fail(new RepositoryUnavailableException($"{Options.Url}: {(e.InnerException ?? e).Message}", e));
        }
    }

    public RepositoryUnavailableException Fail(RepositoryUnavailableException failure)
    {
        Failure ??= failure;
        return failure;
    }

    public void Refuse(string words) => Refusal ??= words;

    public void Dispose() => _deadline.Dispose();

    private bool GoesOn(TransferProgress progress)
    {
        if (_watch.Look(progress) is { } trouble)
        {
            Fail(trouble);
            return false;
        }

        return !_deadline.IsCancellationRequested;
    }

    private Exception? Explain(LibGit2SharpException e)
    {
        if (_cancelled.IsCancellationRequested)
        {
            return new OperationCanceledException("The git call was cancelled", e, _cancelled);
        }

        return Failure
            ?? (_deadline.IsCancellationRequested ? new RepositoryUnavailableException(TooSlow(), e) : null)
            ?? (GitErrors.IsOfTheRemote(e) ? new RepositoryUnavailableException($"{Options.Url}: {e.Message}", e) : null);
    }

    private string TooSlow() => _deadline.IsCancellationRequested
        ? $"{Options.Url} was not done within {Options.TotalTimeout.TotalSeconds:0.#} s (UPGRADES__REPOSITORY__TOTALTIMEOUT)"
        : $"{Options.Url} was silent for {Options.ServerTimeout.TotalSeconds:0.#} s (UPGRADES__REPOSITORY__SERVERTIMEOUT)";
}
