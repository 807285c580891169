using System.Globalization;
using Upgrades.Analyzer.GitHub;
using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.Probes;

namespace Upgrades.Analyzer.Probes;

/// <summary>GitHub: is the token accepted, how much of its budget is left and when does it end, and can releases of a repository that is used be read?</summary>
internal sealed class GitHubProbe(GitHubConnection github, GitHubOptions options, UsedPlaces used, TimeProvider time) : IProbe
{
    private const string Name = "github";
    private const string Address = "UPGRADES__GITHUB__URL";
    private const string Token = "UPGRADES__GITHUB__TOKEN";
    private const string Json = "application/vnd.github+json";
    private const int MostTries = 3;

    /// <summary>A token that ends sooner is told of.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            // Free of charge.
            var limits = await github.GetAsync("rate_limit", Json, cancellationToken);
            var core = limits is null ? null : OutsideJson.Read<Limits>("GitHub", limits.Body).Resources?.Core;
            if (core is { Remaining: 0 })
            {
                return [ProbeResult.Failed(Name, $"the budget of {core.Limit} requests an hour is used up; there is more {Clock(core.Reset)}", HasToken
                    ? $"wait; or see who else uses {Token}, and leave it to Upgrades alone" : $"give {Token} a token: 5,000 requests an hour in place of {core.Limit}")];
            }

            return [await ReadAsync(core, limits?.TokenEnds, cancellationToken)];
        }
        catch (Exception e) when (OutsideFailure.Is(e))
        {
            return [OutsideFailure.Of(Name, e, Address, Token)];
        }
    }

    private bool HasToken => !string.IsNullOrEmpty(options.Token);

    private async Task<ProbeResult> ReadAsync(Budget? core, DateTimeOffset? ends, CancellationToken cancellationToken)
    {
        var budget = core is null ? "no limit" : $"{core.Remaining} of {core.Limit} requests left";
        string releases;
        try
        {
            releases = await ReadReleasesAsync(core, cancellationToken);
        }
        catch (NotReadableException e)
        {
            return OutsideFailure.Of(Name, e, Address, Token) with { Advice = $"let {Token} read public repositories; where an organisation asks for single sign-on, authorise it there" };
        }

        var result = ProbeResult.Works(Name, string.Join("; ", ((string?[])[HasToken ? null : "no token", budget, releases, EndOf(ends)]).OfType<string>()));
        return !HasToken ? result with { Advice = $"60 requests an hour are too few for a bulk run: {Token} makes them 5,000, and needs no rights" }
            : ends - time.GetUtcNow() < Soon ? result with { Advice = $"renew {Token} before it ends" }
            : result;
    }

    /// <summary>Where strangers have sixty requests, the last half is left to the work.</summary>
    private async Task<string> ReadReleasesAsync(Budget? core, CancellationToken cancellationToken)
    {
        if (!HasToken && core is not null && core.Remaining <= core.Limit / 2)
        {
            return "no release is read while so few are left";
        }

        var repositories = await used.ReadAsync(cancellationToken) is { } head ? used.Sources(head).Where(s => s.IsOnGitHub).Take(MostTries).ToList() : [];
        foreach (var repository in repositories)
        {
            if (await github.ReadAsync(github.Address($"repos/{repository.Path}/releases?per_page=1"), Json, cancellationToken) is not null)
            {
                return $"reads releases of {repository.Path}";
            }
        }

        return repositories.Count == 0 ? "no repository of it is known to be used" : $"has no {string.Join(", ", repositories)}";
    }

    private string? EndOf(DateTimeOffset? ends) => ends is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"the token ends on {at.UtcDateTime:yyyy-MM-dd}, in {(at - time.GetUtcNow()).TotalDays:0} days") : null;

    private static string Clock(long epoch) => string.Create(CultureInfo.InvariantCulture, $"at {DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(epoch, 0, uint.MaxValue)).UtcDateTime:HH:mm} UTC");

    private sealed record Limits(Resources? Resources);

    private sealed record Resources(Budget? Core);

    private sealed record Budget(long Limit, long Remaining, long Reset);
}
