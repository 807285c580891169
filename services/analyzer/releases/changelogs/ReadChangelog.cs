using Upgrades.Analyzer.Forges;

namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>
/// Looks for what changed in a repository's files, at the target's tag where that is known: the changelog in the root, files by version
/// beside it, then the folders that such files lie in. Stops when the whole way was read.
/// </summary>
/// <param name="chart">Where a chart is upgraded: its name, and its folder's.</param>
internal sealed class ReadChangelog(IForge forge, ForgeRepository repository, ReleaseRange range, string? chart)
{
    private const int MostFolders = 5;
    private const int MostFiles = 12;
    private const long LargestFile = 8 << 20;

    private readonly List<ReleaseNote> _notes = [];
    private readonly List<string> _said = [];
    private int _folders;
    private int _files;

    private bool HasTarget => _notes.Exists(n => range.IsTarget(n.Version));

    /// <param name="tag">Of the target; null: not known, the default branch is read.</param>
    public async Task<ReleaseNotes> ReadAsync(string? tag, CancellationToken cancellationToken)
    {
        await LookAsync(tag, cancellationToken);
        if (tag is not null && !HasTarget && _files > 0)
        {
            // Some write the section after the tag.
            await LookAsync(null, cancellationToken);
        }

        return new ReleaseNotes([.. _notes.OrderBy(n => n.Version)], HasTarget ? null
            : _files == 0 && _said.Count == 0 ? "it has no changelog file" : string.Join("; ", _said.Distinct().Append($"no section for {range.To.Version.Tag.Core}").Take(3)));
    }

    private async Task LookAsync(string? tag, CancellationToken cancellationToken)
    {
        (_folders, _files) = (0, 0);
        var start = chart is null ? "" : await FolderOfChartAsync(tag, cancellationToken);
        Queue<(string Path, bool OfChangelogs)> folders = new([(start, false)]);
        while (folders.TryDequeue(out var folder) && _folders < MostFolders)
        {
            var entries = await ListAsync(folder.Path, tag, cancellationToken);
            if (await ReadFilesAsync(folder.Path, folder.OfChangelogs, entries, tag, cancellationToken))
            {
                return;
            }

            // From the root into folders of changelogs and of documentation; from the latter into the former.
            foreach (var entry in entries.Where(e => e.IsFolder && !folder.OfChangelogs).OrderBy(e => !ChangelogNames.IsFolder(e.Name))
                .Where(e => ChangelogNames.IsFolder(e.Name) || (folder.Path == start && ChangelogNames.IsDocumentation(e.Name))))
            {
                folders.Enqueue((Join(folder.Path, entry.Name), ChangelogNames.IsFolder(entry.Name)));
            }
        }
    }

    /// <returns>Is the whole way read?</returns>
    private async Task<bool> ReadFilesAsync(string folder, bool ofChangelogs, IReadOnlyList<ForgeEntry> entries, string? tag, CancellationToken cancellationToken)
    {
        var files = entries.Where(e => !e.IsFolder).ToList();
        foreach (var file in files.Where(f => ChangelogNames.Rank(f.Name) >= 0).OrderBy(f => ChangelogNames.Rank(f.Name)).ThenBy(f => f.Name, StringComparer.Ordinal).Take(2))
        {
            if (await ReadFileAsync(folder, file, null, tag, cancellationToken) && HasTarget)
            {
                return true;
            }
        }

        var lines = files.Select(f => (File: f, Line: ChangelogNames.LineOf(f.Name, ofChangelogs))).Where(f => f.Line is not null && ChangelogNames.IsOnTheWay(f.Line, range))
            .OrderByDescending(f => f.Line).ToList();
        foreach (var (file, line) in lines)
        {
            await ReadFileAsync(folder, file, line, tag, cancellationToken);
        }

        return HasTarget;
    }

    /// <returns>Does it go back to where the way starts?</returns>
    private async Task<bool> ReadFileAsync(string folder, ForgeEntry file, VersionLine? line, string? tag, CancellationToken cancellationToken)
    {
        var path = Join(folder, file.Name);
        if (file.Bytes > LargestFile)
        {
            _said.Add($"{path} is {file.Bytes >> 20} MB long, which is not read");
            return false;
        }

        if (_files >= MostFiles)
        {
            _said.Add($"of its changelog files only {MostFiles} were read");
            return false;
        }

        _files++;
        if (await forge.ReadFileAsync(repository.Path, path, tag, cancellationToken) is not { } text)
        {
            return false;
        }

        var reading = ChangelogFile.Read(range, text, ChangelogNames.DialectOf(file.Name), number => forge.PageOf(repository, path, tag, number));
        var notes = reading.Notes.Count == 0 && line is not null && WholeFile(line, path, text, tag) is { } whole ? [whole] : reading.Notes;
        _notes.AddRange(notes.Where(n => !_notes.Exists(known => known.Version.CompareTo(n.Version) == 0)));
        if (notes.Count == 0)
        {
            _said.Add($"{path}: none of its sections is on the way");
        }

        return reading.ReachesFrom;
    }

    /// <summary>A file for one version needs no heading that says so.</summary>
    private ReleaseNote? WholeFile(VersionLine line, string path, string text, string? tag) =>
        ReleaseTag.Parse(string.Join('.', line.Numbers.Select(n => n.Length == 0 ? "0" : n)))?.Version is { } version && range.Holds(version)
            && (line.Numbers.Count >= range.To.Version.Tag.Parts.Count || range.IsTarget(version))
            ? new ReleaseNote(version.Tag.Core, version, text.Trim(), forge.PageOf(repository, path, tag, 1)) : null;

    private async Task<string> FolderOfChartAsync(string? tag, CancellationToken cancellationToken)
    {
        foreach (var parent in (string[])["charts", ""])
        {
            if ((await ListAsync(parent, tag, cancellationToken)).Any(e => e.IsFolder && e.Name == chart))
            {
                return Join(parent, chart!);
            }
        }

        return "";
    }

    private async Task<IReadOnlyList<ForgeEntry>> ListAsync(string folder, string? tag, CancellationToken cancellationToken)
    {
        _folders++;
        return await forge.ListAsync(repository.Path, folder, tag, cancellationToken);
    }

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
