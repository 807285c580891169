using System.Text.RegularExpressions;
using Upgrades.Hosting.Text;

namespace Upgrades.Hosting.Probes;

/// <summary>A probe that always ends, whatever it does. One that throws is a failed dependency by its own name.</summary>
internal sealed partial class BoundedProbe(IProbe probe, ProbeOptions options)
{
    /// <summary>How long a probe may take to see that it has been called off (system clock).</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private Task _trying = Task.CompletedTask;

    /// <summary>As a dependency is called: <c>git-probe</c>.</summary>
    public string Name { get; } = WordStarts().Replace(probe.GetType().Name, "-").ToLowerInvariant();

    public async Task<ProbeRun> TryAsync(CancellationToken cancellationToken)
    {
        if (!_trying.IsCompleted)
        {
            return Broken("it has not come back from an earlier try", "restart the service, and report this: it is a mistake in Upgrades");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        var trying = Task.Run(() => probe.TryAsync(limit.Token), CancellationToken.None);
        _trying = trying;
        try
        {
            return new ProbeRun(Name, await trying.WaitAsync(options.Timeout + Grace, TimeProvider.System, cancellationToken));
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            return Broken(
                $"it did not end within {options.Timeout.TotalSeconds:0} s", "see which of the addresses that it asks is slow; UPGRADES__PROBES__TIMEOUT gives it more time");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not swallowed: it becomes a row, a metric and a message to people.
            var said = OutsideLines.Line($"{e.GetBaseException().GetType().Name}: {e.GetBaseException().Message}");
            return Broken(said, "see the service's log, and report this: it is a mistake in Upgrades") with { Error = e };
        }
    }

    private ProbeRun Broken(string said, string advice) => new(Name, [ProbeResult.Failed(Name, said, advice)], IsBroken: true);

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStarts();
}
