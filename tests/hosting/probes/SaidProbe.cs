using Upgrades.Hosting.Probes;

namespace Upgrades.Tests.Hosting.Probes;

/// <summary>Finds what the test says.</summary>
internal sealed class SaidProbe : IProbe
{
    public int Tries { get; private set; }

    public Func<CancellationToken, Task<IReadOnlyList<ProbeResult>>> Say { get; set; } = _ => Task.FromResult<IReadOnlyList<ProbeResult>>([]);

    public IReadOnlyList<ProbeResult> Finds
    {
        set => Say = _ => Task.FromResult(value);
    }

    public Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        Tries++;
        return Say(cancellationToken);
    }
}
