using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Upgrades.Hosting.State;

namespace Upgrades.Hosting.Probes;

/// <summary>
/// Tries what a service needs, soon after the start and every few minutes, and keeps what is known in the service's store. People are told
/// when a second try, after a short pause, has failed as well, and when it works again; whoever gates counts from the first.
/// </summary>
public sealed class ProbeLoop : BackgroundService
{
    private readonly StateStore _store;
    private readonly IReadOnlyList<BoundedProbe> _probes;
    private readonly IReadOnlyList<DependencyChanged> _changed;
    private readonly ProbeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ProbeLoop> _log;

    /// <summary>A person's try and the loop's do not count as two of the same.</summary>
    private readonly SemaphoreSlim _oneRound = new(1, 1);

    internal ProbeLoop(
        StateStore store, IReadOnlyList<IProbe> probes, IReadOnlyList<DependencyChanged> changed, ProbeOptions options, TimeProvider time, ILogger<ProbeLoop> log)
    {
        (_store, _changed, _options, _time, _log) = (store, changed, options, time, log);
        _probes = [.. probes.Select(p => new BoundedProbe(p, options))];
        HasTried = _probes.Count == 0;
    }

    public string Service => _store.Service;

    /// <summary>
    /// Has everything been tried since the process started? Before that, what is known may be of long ago. It takes not much longer than one
    /// probe may (<see cref="ProbeOptions.Timeout"/>).
    /// </summary>
    public bool HasTried { get; private set; }

    /// <summary>Tries everything once, side by side, and stores what came of it.</summary>
    public Task TryAllAsync(CancellationToken cancellationToken) => TryAsync(_probes, cancellationToken);

    internal Task<IReadOnlyList<Dependency>> ListAsync(CancellationToken cancellationToken) => _store.ReadAsync(Dependencies.ListAsync, cancellationToken);

    public override void Dispose()
    {
        _oneRound.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (_probes.Count > 0 && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                var suspects = await TryAsync(_probes, stoppingToken);
                if (suspects.Count > 0)
                {
                    await Task.Delay(_options.SecondTry, _time, stoppingToken);
                    await TryAsync(suspects, stoppingToken);
                }

                failures = 0;
                await Task.Delay(_options.Interval, _time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The store itself failed. What it holds grows old and stops counting; the health check tells.
                LoopMetrics.Failures.WithLabels(Service, "dependencies").Inc();
                if (StoreOutage.Is(e))
                {
                    Log.StoreAway(_log, $"{Service}, dependencies", ++failures, e.Message);
                }
                else
                {
                    failures++;
                    Log.LoopFailed(_log, "dependencies", e);
                }

                await StoreOutage.PauseAsync(failures, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>The probes with something that has failed for the first time in a row.</returns>
    private async Task<IReadOnlyList<BoundedProbe>> TryAsync(IReadOnlyList<BoundedProbe> probes, CancellationToken cancellationToken)
    {
        await _oneRound.WaitAsync(cancellationToken);
        try
        {
            var runs = await Task.WhenAll(probes.Select(p => p.TryAsync(cancellationToken)));
            foreach (var broken in runs.Where(r => r.IsBroken))
            {
                Log.ProbeBroken(_log, Service, broken.Probe, broken.Error);
            }

            var judgements = await _store.WriteAsync(t => StoreAsync(t, runs), cancellationToken);
            foreach (var judgement in judgements)
            {
                Tell(judgement);
            }

            return [.. probes.Where((_, i) => judgements[i].Rows.Any(r => r.Failures is > 0 and < ProbeJudgement.TriesBeforeTelling))];
        }
        finally
        {
            _oneRound.Release();
        }
    }

    private async Task<IReadOnlyList<ProbeJudgement>> StoreAsync(StateTransaction t, IReadOnlyList<ProbeRun> runs)
    {
        var (known, now) = (await Dependencies.ListAsync(t), _time.GetUtcNow());
        List<ProbeJudgement> judgements = [.. runs.Select(run => ProbeJudgement.Of(Service, known, run, now, Dependencies.KnownSince(_options, now)))];
        foreach (var judgement in judgements)
        {
            await Dependencies.StoreAsync(t, judgement);
            judgement.Failed.ToList().ForEach(t.Publish);
            judgement.Recovered.ToList().ForEach(t.Publish);
        }

        if (judgements.Exists(j => j.HasChanged) || !HasTried)
        {
            // Within the transaction: who is woken by it sees it.
            HasTried = true;
            foreach (var act in _changed)
            {
                await act(t);
            }
        }

        return judgements;
    }

    private void Tell(ProbeJudgement judgement)
    {
        DependencyMetrics.Show(Service, judgement);
        foreach (var failed in judgement.Failed)
        {
            Log.DependencyFailed(_log, Service, failed.Dependency, failed.Problem, failed.Advice);
        }

        foreach (var recovered in judgement.Recovered)
        {
            Log.DependencyRecovered(_log, Service, recovered.Dependency, recovered.After);
        }
    }
}
