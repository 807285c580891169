namespace Upgrades.Hosting.Probes;

/// <summary>Tries a dependency as it will be used: with the same client, the same settings and the rights that are needed (DESIGN §9).</summary>
public interface IProbe
{
    /// <summary>
    /// What was found, one for each thing tried. It writes nothing anywhere. A dependency that is away, slow or refuses is a result and not an
    /// exception; each call has its client's own timeout. Nothing at all: it cannot be told now, and what was known stays. What is missing
    /// beside others that are all well is needed no more.
    /// </summary>
    Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken);
}
