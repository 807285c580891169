namespace Upgrades.Hosting.Probes;

/// <summary>Where probes run.</summary>
/// <param name="Beside">
/// Not in the service itself but beside it (<c>upgrades doctor</c>): its store is not ours to open, and the one that is injected is empty.
/// </param>
public sealed record ProbeSurroundings(bool Beside);
