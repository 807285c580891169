using System.CommandLine;
using Microsoft.Extensions.Options;
using Upgrades.Analyzer.Outside;
using Upgrades.Hosting.Secrets;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Commands;

/// <summary>Which repository a command looks at; the same for all that look at one.</summary>
/// <param name="settings">In place of the environment.</param>
internal sealed class RepositoryArguments(IConfiguration? settings)
{
    private readonly Option<string> _repo = new("--repo") { Description = "A folder, a bare git repository, or an address (https, http, ssh).", DefaultValueFactory = _ => "." };
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
    public async Task<int> RunAsync<T>(ParseResult parsed, Func<T> check, Func<T, RepositoryReading, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        var error = parsed.InvocationConfiguration.Error;
        try
        {
            var asked = check();
            RepositoryReading reading;
            using (var progress = new ProgressLine(error, Terminal.IsError(parsed.InvocationConfiguration)))
            {
                reading = await ReadAsync(parsed, progress, cancellationToken);
            }

            return await run(asked, reading, cancellationToken);
        }
        catch (Exception e) when (e is WrongInputException or SecretUnavailableException)
        {
            await error.WriteLineAsync(Terminal.Harmless(e.Message));
            return UsageExitCode.WrongUsage;
        }
        catch (OptionsValidationException e)
        {
            await error.WriteLineAsync(string.Join('\n', e.Failures));
            return UsageExitCode.WrongUsage;
        }
        catch (Exception e) when (e is OutsideUnavailableException or RateLimitedException)
        {
            await error.WriteLineAsync(Terminal.Harmless($"{e.Message} (--offline plans without asking)"));
            return UsageExitCode.Problems;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await error.WriteLineAsync("Stopped.");
            return UsageExitCode.Interrupted;
        }
    }

    private async Task<RepositoryReading> ReadAsync(ParseResult parsed, ProgressLine progress, CancellationToken cancellationToken)
    {
        var content = await ReadRepository.ReadAsync(parsed.GetValue(_repo)!, parsed.GetValue(_branch), Settings, progress, cancellationToken);
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
