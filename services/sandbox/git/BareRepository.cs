using System.Formats.Tar;
using System.Text;

namespace Upgrades.Sandbox.Git;

/// <summary>One bare repository of the server, looked at and changed from inside, as the server's owner could.</summary>
internal sealed class BareRepository(string folder, string branch)
{
    private const string Person = "Somebody Else <somebody@example.org>";

    public string Folder => folder;

    public static async Task<BareRepository> CreateAsync(string folder, string branch, IReadOnlyDictionary<string, string> files)
    {
        Directory.CreateDirectory(folder);
        await GitProcess.RunAsync(folder, ["init", "--quiet", "--bare", $"--initial-branch={branch}", "."]);
        var repository = new BareRepository(folder, branch);
        var all = files.Select(f => KeyValuePair.Create(f.Key, (string?)f.Value));
        await repository.ImportAsync(parent: null, "Services as they run today", all);
        return repository;
    }

    public async Task<string> HeadAsync() => (await GitProcess.RunAsync(folder, ["rev-parse", "--verify", $"refs/heads/{branch}"])).Trim();

    /// <summary>Starts over on the new head when a push came in between.</summary>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, string?> changes, string message)
    {
        while (true)
        {
            var parent = await HeadAsync();
            var (exit, error) = await TryImportAsync(parent, message, changes);
            if (exit == 0)
            {
                return await HeadAsync();
            }

            if (await HeadAsync() == parent)
            {
                throw new InvalidOperationException($"git fast-import ended with {exit}: {error}");
            }
        }
    }

    public async Task<string?> ReadAsync(string revision, string path)
    {
        var (exit, output, _) = await GitProcess.TryAsync(folder, ["cat-file", "blob", $"{revision}:{path}"]);
        return exit == 0 ? Encoding.UTF8.GetString(output) : null;
    }

    public async Task<IReadOnlyDictionary<string, string>> ReadAllAsync(string revision)
    {
        var (exit, output, error) = await GitProcess.TryAsync(folder, ["archive", "--format=tar", revision]);
        if (exit != 0)
        {
            throw new InvalidOperationException($"git archive ended with {exit}: {error}");
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var tar = new TarReader(new MemoryStream(output));
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            if (entry.DataStream is { } data)
            {
                using var reader = new StreamReader(data, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
                files[entry.Name] = await reader.ReadToEndAsync();
            }
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                files[entry.Name] = "";
            }
        }

        return files;
    }

    public async Task<IReadOnlyList<GitLogEntry>> LogAsync()
    {
        var text = await GitProcess.RunAsync(folder, ["log", "--name-only", "--format=%x01%H%x02%s%x02%b%x02", $"refs/heads/{branch}"]);
        return
        [
            .. text.Split('\x01', StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\x02')).Select(e => new GitLogEntry(
                e[0], e[1], e[2].TrimEnd('\n'), e[3].Split('\n', StringSplitOptions.RemoveEmptyEntries))),
        ];
    }

    public async Task<IReadOnlyList<string>> ChangedFilesAsync(string oldSha, string newSha) =>
        (await GitProcess.RunAsync(folder, ["diff", "--name-only", oldSha, newSha])).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<CommitToBuild> CommitOfAsync(string sha) => new(sha, await GitProcess.RunAsync(folder, ["show", "--no-patch", "--format=%B", sha]));

    private async Task ImportAsync(string? parent, string message, IEnumerable<KeyValuePair<string, string?>> changes)
    {
        var (exit, error) = await TryImportAsync(parent, message, changes);
        if (exit != 0)
        {
            throw new InvalidOperationException($"git fast-import ended with {exit}: {error}");
        }
    }

    private async Task<(int ExitCode, string Error)> TryImportAsync(
        string? parent, string message, IEnumerable<KeyValuePair<string, string?>> changes)
    {
        var (exit, _, error) = await GitProcess.TryAsync(
            folder,
            ["fast-import", "--quiet", "--done", "--date-format=now"],
            input => FastImport.WriteCommitAsync(input, branch, parent, Person, message, changes));
        return (exit, error.Trim());
    }
}
