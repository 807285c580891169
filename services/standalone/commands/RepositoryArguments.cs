using System.CommandLine;
using Upgrades.Hosting.Secrets;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Commands;

/// <summary>Which repository a command looks at; the same for all that look at one.</summary>
/// <param name="settings">In place of the environment.</param>
/// <param name="isNeeded">False: without <c>--repo</c> the command may look at none.</param>
internal sealed class RepositoryArguments(IConfiguration? settings, bool isNeeded = true)
{
    private const string Here = ".";
    private readonly Option<string?> _repo = new("--repo")
    {
        Description = "A folder, a bare git repository, or an address (https, http, ssh).", DefaultValueFactory = isNeeded ? _ => Here : null,
    };

    private readonly Option<string?> _branch = new("--branch") { Description = "Reads this branch's commit. Default: a folder as it lies there, else the repository's HEAD." };
    private readonly Option<FileInfo?> _catalog = new("--catalog") { Description = "Default: upgrade-config.json in the repository." };

    private readonly Lazy<IConfiguration> _settings = new(() => settings ?? SecretsRegistration.FromEnvironment());

    /// <summary>Of the services, as they would have them in this environment. Read when a command runs, as secrets may have to be fetched.</summary>
    public IConfiguration Settings => _settings.Value;

    public void AddTo(Command command)
    {
        command.Options.Add(_repo);
        command.Options.Add(_branch);
        command.Options.Add(_catalog);
    }

    /// <summary>Reads the repository, and runs the command on it. What goes wrong for an expected reason is one line and an exit code.</summary>
    /// <param name="check">What can be found wrong before anything is read.</param>
    public Task<int> RunAsync<T>(ParseResult parsed, Func<T> check, Func<T, RepositoryReading, CancellationToken, Task<int>> run, CancellationToken cancellationToken) =>
        ExpectedFailure.ToldAsync(
            parsed.InvocationConfiguration,
            async () =>
            {
                var asked = check();
                return await run(asked, await ReadAsync(parsed, cancellationToken), cancellationToken);
            },
            cancellationToken,
            hint: parsed.CommandResult.Command.Options.Any(o => o.Name == "--offline") ? " (--offline plans without asking)" : "");

    /// <summary>Does the command line itself say where the repository is?</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetResult(_repo) is { Implicit: false };

    /// <param name="place">In place of <c>--repo</c>, with the branch in place of <c>--branch</c>.</param>
    /// <exception cref="WrongInputException">There is no such repository, branch or catalog.</exception>
    public async Task<RepositoryReading> ReadAsync(ParseResult parsed, CancellationToken cancellationToken, (string Repository, string? Branch)? place = null)
    {
        using var progress = new ProgressLine(parsed.InvocationConfiguration.Error, Terminal.IsError(parsed.InvocationConfiguration));
        var content = await ReadRepository.ReadAsync(
            place?.Repository ?? parsed.GetValue(_repo) ?? Here, parsed.GetValue(_branch) ?? place?.Branch, Settings, progress, cancellationToken);
        if (parsed.GetValue(_catalog) is { } file)
        {
            content = content with { CatalogPath = file.ToString(), Catalog = ReadCatalog(file) };
        }

        progress.Say($"Reading {content.Files.Count} files");
        return RepositoryReading.Of(content);
    }

    private static byte[] ReadCatalog(FileInfo file)
    {
        try
        {
            return file.Exists ? File.ReadAllBytes(file.FullName) : throw new WrongInputException($"--catalog {file}: there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--catalog {file}: {e.Message}");
        }
    }
}
