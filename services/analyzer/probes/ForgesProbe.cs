using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.GitHub;
using Upgrades.Hosting.Probes;

namespace Upgrades.Analyzer.Probes;

/// <summary>Forges beside GitHub that the settings or the catalog name: one repository of each that is really used.</summary>
internal sealed class ForgesProbe(KnownForges forges, ForgesOptions options, GitHubOptions github, UsedPlaces used) : IProbe
{
    private const int Most = 10;

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        var sources = await used.ReadAsync(cancellationToken) is { } head
            ? used.Sources(head).Where(s => !s.IsOnGitHub && !s.Host.Equals(github.Url.Authority, StringComparison.OrdinalIgnoreCase)).ToList() : [];
        var hosts = options.Hosts.Select(h => h.Host.ToLowerInvariant()).Concat(sources.Select(s => s.Host)).Distinct().Where(h => options.For(h) is not null).Take(Most);
        return await Task.WhenAll(hosts.Select(h => TryAsync(h, sources.Find(s => s.Host == h)?.Path, cancellationToken)));
    }

    private async Task<ProbeResult> TryAsync(string host, string? path, CancellationToken cancellationToken)
    {
        var name = $"forge/{host}";
        var access = options.For(host)!;
        if (path is null)
        {
            return ProbeResult.NotSet(name, "the catalog names no repository there, so none is asked for");
        }

        try
        {
            return await forges.For(host)!.FindAsync(path, cancellationToken) is not null
                ? ProbeResult.Works(name, $"knows {path}{(string.IsNullOrEmpty(access.Token) ? "" : ", and accepts the token")}")
                : ProbeResult.Failed(name, $"answers, and has no {path}, or not for us", $"correct it in github_repo_overrides of the catalog, or let {access.TokenSetting} read it");
        }
        catch (Exception e) when (OutsideFailure.Is(e))
        {
            return OutsideFailure.Of(name, e, access.TokenSetting.Replace("__TOKEN", "__URL", StringComparison.Ordinal), access.TokenSetting);
        }
    }
}
