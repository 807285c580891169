using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Sources;

/// <summary>
/// Asks the forges for each candidate in turn (DESIGN §6.2); the first that is there is the source, under the name it has now. What was
/// found is remembered for a month, and only asked for by that name.
/// </summary>
internal sealed class FindSource(KnownForges forges, IKnownSources known, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    public async Task<SourceFinding> FindAsync(SourceQuestion question, CancellationToken cancellationToken)
    {
        var asked = string.Join('\n', question.Written.Select(w => w.Written));
        if (await RememberedAsync(question.Image.Name, asked, cancellationToken) is { } remembered)
        {
            return remembered;
        }

        var (found, elsewhere) = await LookAsync(question, cancellationToken);
        if (found.Repository is { } repository && !elsewhere)
        {
            await known.KeepAsync(new KnownSource(question.Image.Name, asked, repository.Name, found.Why, time.GetUtcNow()), cancellationToken);
        }

        return Describe(found);
    }

    /// <summary>Where something is that has no image, by what the operator wrote: a chart's releases by <c>helm_chart_repo_overrides</c>.</summary>
    /// <param name="written"><c>owner/repo</c> or an address.</param>
    /// <param name="why">Who says so.</param>
    public async Task<SourceFinding> FindAsync(string written, string why, CancellationToken cancellationToken)
    {
        var search = new Search(forges);
        return await search.TryAsync(written, why, cancellationToken) is { } found ? Describe(found) : new SourceFinding(null, search.Elsewhere ?? search.NothingFound(written));
    }

    private async Task<SourceFinding?> RememberedAsync(string image, string asked, CancellationToken cancellationToken)
    {
        if (await known.FindAsync(image, cancellationToken) is not { } before || before.Asked != asked || time.GetUtcNow() - before.FoundAt > Remembered)
        {
            return null;
        }

        var search = new Search(forges);
        if (ForgeAddress.Read(Spelt(before.Repository)) is { } address && await search.TryAsync(new SourceCandidate(address, before.Why), cancellationToken) is { } found)
        {
            if (found.Repository!.Name != before.Repository)
            {
                await known.KeepAsync(before with { Repository = found.Repository.Name, Why = found.Why }, cancellationToken);
            }

            return Describe(found);
        }

        await known.ForgetAsync(image, cancellationToken);
        return null;
    }

    /// <returns>Whether the operator names a place that cannot be asked: then nothing else must be guessed.</returns>
    private async Task<(SourceFinding Found, bool Elsewhere)> LookAsync(SourceQuestion question, CancellationToken cancellationToken)
    {
        var search = new Search(forges);
        foreach (var (written, why) in question.Written)
        {
            if (await search.TryAsync(written, why, cancellationToken) is { } overridden)
            {
                return (overridden, false);
            }

            if (search.Elsewhere is { } elsewhere)
            {
                return (new SourceFinding(null, elsewhere), true);
            }
        }

        foreach (var candidate in SourceCandidates.Of(question.Image, await question.Labels(cancellationToken), forges.KindOf))
        {
            if (await search.TryAsync(candidate, cancellationToken) is { } found)
            {
                return (found, false);
            }
        }

        return (new SourceFinding(null, search.NothingFound(question.Image.Name)), false);
    }

    private static SourceFinding Describe(SourceFinding found) => found.Repository is not { } repository ? found : found with
    {
        Why = string.Concat(
            found.Why,
            repository.Archived ? "; it is archived, so nothing new comes there" : "",
            repository.Fork ? $"; it is a fork{(repository.ForkOf is null ? "" : $" of {repository.ForkOf}")}" : ""),
    };

    /// <summary>A name with a host before it reads as an address only with its scheme.</summary>
    private static string Spelt(string repository) => repository.Split('/').Length > 2 ? $"https://{repository}" : repository;
}
