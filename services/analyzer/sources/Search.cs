using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Sources;

/// <summary>One search for a source: asks, and notes what was not there.</summary>
internal sealed class Search(KnownForges forges)
{
    private readonly List<string> _missing = [];
    private readonly List<string> _strange = [];

    /// <summary>Why what the operator wrote cannot be asked; null when all of it could.</summary>
    public string? Elsewhere { get; private set; }

    /// <summary>The operator's own word.</summary>
    /// <returns>Null when there is no such repository, or <see cref="Elsewhere"/>.</returns>
    public async Task<SourceFinding?> TryAsync(string written, string why, CancellationToken cancellationToken)
    {
        if (ForgeAddress.Read(written) is not { } address)
        {
            Elsewhere = $"{why} names {written}, which is no address of a repository";
            return null;
        }

        if (forges.For(address.Host) is null)
        {
            Elsewhere = $"{why} names {written}, and what speaks at {address.Host} is not known (UPGRADES__FORGES__HOSTS)";
            return null;
        }

        return await TryAsync(new SourceCandidate(address, why), cancellationToken);
    }

    public async Task<SourceFinding?> TryAsync(SourceCandidate candidate, CancellationToken cancellationToken)
    {
        if (forges.For(candidate.Address.Host) is not { } forge)
        {
            _strange.Add(candidate.Address.ToString());
            return null;
        }

        if (await forge.FindAsync(candidate.Address.Path, cancellationToken) is not { } repository)
        {
            _missing.Add($"{candidate.Address} ({candidate.Why})");
            return null;
        }

        var renamed = repository.Path.Equals(candidate.Address.Path, StringComparison.OrdinalIgnoreCase) ? "" : $"; it was {candidate.Address} before";
        var passedOver = _missing.Count == 0 ? "" : $"; there is no {string.Join(", no ", _missing)}";
        return new SourceFinding(repository, candidate.Why + renamed + passedOver);
    }

    public string NothingFound(string what) => _missing.Count > 0 ? $"there is no {string.Join(", no ", _missing)}{Places()}"
        : _strange.Count > 0 ? $"its labels name {string.Join(", ", _strange)}, and nobody has said what speaks there (UPGRADES__FORGES__HOSTS)"
        : $"nothing says where the source of {what} is";

    /// <summary>Said where all were looked for in one place; a name with a host says it by itself.</summary>
    private string Places() => _missing.TrueForAll(m => m.Split(' ')[0].Count(c => c == '/') == 1) ? " on GitHub" : "";
}
