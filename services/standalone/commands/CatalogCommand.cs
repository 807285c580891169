using System.CommandLine;
using Microsoft.Extensions.Options;
using Upgrades.Hosting.Secrets;
using Upgrades.Repository;
using Upgrades.Repository.Catalogs;
using Upgrades.Standalone.Reading;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades catalog</c>: what is wrong in the operator's catalog, and how one has to look.</summary>
internal static class CatalogCommand
{
    private static readonly string FileName = new RepositoryOptions().CatalogPath;

    /// <param name="settings">In place of the environment.</param>
    public static Command Create(IConfiguration? settings = null) => new("catalog", "Checks the catalog (upgrade-config.json), and prints its JSON Schema.")
    {
        Check(new Lazy<IConfiguration>(() => settings ?? SecretsRegistration.FromEnvironment())),
        Schema(),
    };

    private static Command Check(Lazy<IConfiguration> settings)
    {
        var file = new Argument<string?>("file") { Description = $"Default: {FileName} in the repository, or here.", Arity = ArgumentArity.ZeroOrOne };
        var repo = new Option<string?>("--repo") { Description = "Hold it against this repository, too: a folder, a bare git repository, or an address." };
        var branch = new Option<string?>("--branch") { Description = "Of the repository: this branch's commit." };
        var strict = new Option<bool>("--strict") { Description = "Warnings are problems." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("check",
            """
            Reads a catalog, JSON or YAML, and tells each mistake with its line and path,
            and what to do. Changes nothing.

            Errors are left out of the catalog, warnings are probably not what was meant,
            notes are without effect. With --repo it is also told which stacks, images and
            chart repositories the repository does not hold.

            Exit code 0 without errors (--strict: and without warnings), 1 with, 2 when
            there is no such file or repository, or the file is neither JSON nor YAML.

            Examples:
              upgrades catalog check
              upgrades catalog check catalog.yaml --strict
              upgrades catalog check --repo ~/infra
              upgrades catalog check new.json --repo https://git.example.org/infra.git --branch main
              upgrades catalog check --json | jq -r '.problems[] | select(.severity == "error").path'
            """) { file, repo, branch, strict, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                CatalogReport report;
                using (var progress = new ProgressLine(error, Terminal.IsError(parsed.InvocationConfiguration)))
                {
                    report = await CheckAsync(parsed.GetValue(file), parsed.GetValue(repo), parsed.GetValue(branch), settings, progress, cancellationToken);
                }

                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(report.ToJson());
                }
                else
                {
                    report.Write(output);
                }

                return report.ExitCode(parsed.GetValue(strict));
            }
            catch (Exception e) when (e is WrongInputException or OptionsValidationException or SecretUnavailableException)
            {
                await error.WriteLineAsync(Terminal.Harmless(e.Message));
                return UsageExitCode.WrongUsage;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped.");
                return UsageExitCode.Interrupted;
            }
        });
        return command;
    }

    private static Command Schema()
    {
        var command = new Command("schema",
            """
            Prints the JSON Schema (draft 2020-12) of the catalog, for editors that complete
            and check JSON and YAML.

            Examples:
              upgrades catalog schema > catalog.schema.json
            """);
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(CatalogSchema.Text));
        return command;
    }

    private static async Task<CatalogReport> CheckAsync(string? file, string? repo, string? branch, Lazy<IConfiguration> settings, ProgressLine progress, CancellationToken cancellationToken)
    {
        if (repo is null)
        {
            return branch is not null
                ? throw new WrongInputException("--branch says nothing without --repo")
                : CatalogReport.Of(file ?? FileName, CatalogReader.Read(file ?? FileName, Content(file ?? FileName)), null);
        }

        var content = await ReadRepository.ReadAsync(repo, branch, settings.Value, progress, cancellationToken);
        content = file is null ? content : content with { CatalogPath = file, Catalog = Content(file) };
        if (content.Catalog is null)
        {
            throw new WrongInputException($"--repo {repo} has no {FileName}: name the file");
        }

        var reading = RepositoryReading.Of(content);
        return CatalogReport.Of(content.CatalogPath, reading.Catalog, InUse(reading));
    }

    private static CatalogInUse InUse(RepositoryReading reading)
    {
        var stacks = reading.Head.Scan.Stacks;
        var images = stacks.SelectMany(s => s.Images).ToList();
        return new CatalogInUse(
            [.. stacks.Select(s => s.Name)],
            [.. images.Select(i => i.Image?.Name).OfType<string>().Distinct()],
            [.. stacks.SelectMany(s => s.Charts).SelectMany(c => new[] { c.Repository, c.Chart }).OfType<string>().Where(c => c.Contains("://", StringComparison.Ordinal)).Distinct()],
            IsWhole: reading.Problems.Count == 0 && images.TrueForAll(i => i.Status != SiteStatus.Unresolved));
    }

    private static byte[] Content(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllBytes(file) : throw new WrongInputException($"{file}: there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"{file}: {e.Message}");
        }
    }
}
