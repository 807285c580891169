using System.Diagnostics;
using Upgrades.Sandbox.Servers;
using Upgrades.Standalone.Processes;

namespace Upgrades.Standalone.Chaos;

/// <summary>One of the five: its process, and its wire to the broker.</summary>
internal sealed record Member(ServiceProcess Process, TcpProxy Broker)
{
    public string Name => Process.Name;
}

/// <summary>The five services as processes, each started again when it has ended, as Kubernetes does.</summary>
internal sealed class Household(IReadOnlyList<Member> members, HttpClient http) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<Member, long> _killedAt = [];
    private readonly HashSet<int> _killed = [];
    private readonly List<string> _unexpectedExits = [];
    private readonly List<Task> _keeping = [];
    private TimeSpan _longestRecovery;

    /// <summary>How long this machine took to bring all five up at once.</summary>
    public TimeSpan StartUp { get; private set; }

    public IReadOnlyList<Member> Members => members;

    /// <summary>The longest time from a kill until the process that took its place was ready, where no other kill came in between.</summary>
    public TimeSpan LongestRecovery
    {
        get
        {
            lock (_gate)
            {
                return _longestRecovery;
            }
        }
    }

    /// <summary>A process that ended without being killed, and what it said last.</summary>
    public IReadOnlyList<string> UnexpectedExits
    {
        get
        {
            lock (_gate)
            {
                return [.. _unexpectedExits];
            }
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        foreach (var member in members)
        {
            _keeping.Add(KeepAsync(member));
        }

        await ReadyAsync(cancellationToken);
        StartUp = Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Waits until each is ready.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            while (!await member.Process.IsReadyAsync(http, cancellationToken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>SIGKILL; when this returns the process can receive nothing any more.</summary>
    /// <returns>False: it was dead already.</returns>
    public bool Kill(Member member)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested || member.Process.HasExited || !_killed.Add(member.Process.Id))
            {
                return false;
            }

            _killedAt[member] = Stopwatch.GetTimestamp();
            member.Process.KillAndWait();
            return true;
        }
    }

    public Member? Of(int processId)
    {
        lock (_gate)
        {
            return members.FirstOrDefault(m => m.Process.Id == processId);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_keeping);
        foreach (var member in members)
        {
            await member.Process.DisposeAsync();
            await member.Broker.DisposeAsync();
        }

        _stopping.Dispose();
    }

    private async Task KeepAsync(Member member)
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    member.Process.Start();
                }

                using var running = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
                var timing = TimeRecoveryAsync(member, running.Token);
                await member.Process.ExitAsync(_stopping.Token);
                await running.CancelAsync();
                await timing;
                NoteExit(member);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    private async Task TimeRecoveryAsync(Member member, CancellationToken cancellationToken)
    {
        try
        {
            while (!await member.Process.IsReadyAsync(http, cancellationToken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }

            lock (_gate)
            {
                if (_killedAt.Remove(member, out var killedAt) && Stopwatch.GetElapsedTime(killedAt) is var recovery && recovery > _longestRecovery)
                {
                    _longestRecovery = recovery;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Killed again before it was ready.
        }
    }

    private void NoteExit(Member member)
    {
        lock (_gate)
        {
            if (!_killed.Contains(member.Process.Id))
            {
                _unexpectedExits.Add($"{member.Name} ended by itself with exit code {member.Process.ExitCode}:\n{member.Process.LastLines()}");
            }
        }
    }
}
