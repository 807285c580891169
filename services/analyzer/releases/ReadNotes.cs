using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Releases.Changelogs;

namespace Upgrades.Analyzer.Releases;

/// <summary>Releases, else the repository's changelog files, else nothing: what could not be read is said and never made up.</summary>
internal sealed class ReadNotes(KnownForges forges)
{
    /// <param name="repository">From <see cref="Sources.FindSource"/>.</param>
    /// <param name="chart">The name of the chart that is upgraded, where the range is of chart versions: the releases and files of this chart are read; null: an image is.</param>
    /// <exception cref="OutsideUnavailableException">The forge is not well: to be tried again.</exception>
    /// <exception cref="RateLimitedException">To be tried again when the wait it names is over.</exception>
    public Task<ReleaseNotes> ReadAsync(ForgeRepository repository, ReleaseRange range, string? chart, CancellationToken cancellationToken) =>
        OrSaidAsync(ReadThereAsync(repository, range, chart, cancellationToken));

    /// <summary>Where asking again would not help, it is said instead.</summary>
    private static async Task<ReleaseNotes> OrSaidAsync(Task<ReleaseNotes> reading)
    {
        try
        {
            return await reading;
        }
        catch (NotReadableException e)
        {
            return ReleaseNotes.None(e.Message);
        }
    }

    private async Task<ReleaseNotes> ReadThereAsync(ForgeRepository repository, ReleaseRange range, string? chart, CancellationToken cancellationToken)
    {
        var forge = forges.For(repository.Host) ?? throw new InvalidOperationException($"{repository.Name} was found on a forge that nobody knows.");
        var (releases, cutOff) = await ReleasePages.ReadAsync(forge, repository, range, chart, cancellationToken);
        var notes = ReleaseSelection.Select(range, releases, repository.ShortName, chart);
        if (cutOff && !notes.Known)
        {
            notes = notes with { Missing = $"{notes.Missing} (only its newest {releases.Count} were looked at)" };
        }

        if (range.IsRebuild && notes.Notes.Count == 0)
        {
            notes = ReleaseNotes.None($"{range.To.Version.Tag.Core} stays and is only packed anew, which nobody wrote notes about");
        }
        else if (chart is null && notes.Notes.Count > 0 && PackagingNotes.IsPackaging(repository.Path) && PackagingNotes.SayNothingOfTheApplication(notes.Notes))
        {
            notes = notes with { Missing = "its notes are of the packaging and not of the application, whose own repository github_repo_overrides can name" };
        }
        else if (!notes.Known || notes.Notes.Any(n => !ReleaseWords.Any(n.Text)))
        {
            var tag = releases.FirstOrDefault(r => !r.Draft && ReleaseTag.Parse(r.TagName) is { } t && range.IsTarget(t.Version) && notes.Notes.Any(n => n.Name == r.TagName))?.TagName;
            notes = ReleaseSelection.Merge(range, notes, await OrSaidAsync(new ReadChangelog(forge, repository, range, chart).ReadAsync(tag, cancellationToken)));
        }

        return notes.Missing is null ? notes : notes with { Missing = $"{repository.Name}: {notes.Missing}" };
    }
}
