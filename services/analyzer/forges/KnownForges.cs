using System.Collections.Concurrent;
using Upgrades.Analyzer.GitHub;

namespace Upgrades.Analyzer.Forges;

/// <summary>Every forge that may be asked: GitHub, the well-known others, and what the settings name. A host that an image's label names is asked only when it is one of these.</summary>
internal sealed class KnownForges(GitHubClient github, GitHubOptions githubOptions, ForgesOptions options, IHttpClientFactory clients)
{
    private readonly GitHubForge _github = new(github);
    private readonly ConcurrentDictionary<string, IForge> _others = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when nobody has said what speaks there.</returns>
    public IForge? For(string host)
    {
        if (host.Equals(ForgeAddress.GitHub, StringComparison.OrdinalIgnoreCase) || host.Equals(githubOptions.Url.Authority, StringComparison.OrdinalIgnoreCase))
        {
            return _github;
        }

        return options.For(host) is { } access
            ? _others.GetOrAdd(host, _ => access.Kind == ForgeKind.GitLab ? new GitLabForge(Connection(access)) : new ForgejoForge(Connection(access)))
            : null;
    }

    /// <summary>What speaks there, apart from GitHub.</summary>
    public ForgeKind? KindOf(string host) => options.For(host)?.Kind;

    private ForgeConnection Connection(ForgeAccess access) => new(clients, access, options.Timeout);
}
