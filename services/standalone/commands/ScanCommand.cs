using System.CommandLine;
using Upgrades.Standalone.Reading;
using Upgrades.Standalone.Scanning;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades scan</c>: every version in a repository, and what cannot be followed; which of them are behind.</summary>
internal static class ScanCommand
{
    /// <param name="settings">In place of the environment, as services' settings.</param>
    /// <param name="environment">In place of the environment, for the services' address.</param>
    public static Command Create(IConfiguration? settings = null, Func<string, string?>? environment = null)
    {
        var (repository, to) = (new RepositoryArguments(settings), new OperatorArguments(environment));
        var stack = new Option<string?>("--stack") { Description = "Only this stack." };
        var outdated = new Option<bool>("--outdated") { Description = "Asks registries and chart repositories, and lists what is behind." };
        var submit = new Option<bool>("--submit") { Description = "Submits each that is behind to ingest, as an update." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var lines = new Option<bool>("--jsonl") { Description = "One update a line, for replay --file." };
        var command = new Command("scan",
            """
            Lists every container image and Helm release with the place its version is written in. Changes nothing.

            With --outdated: the newest comparable tag of each that is pinned, by the rules of the
            analyzer (same shape of tag, no prerelease unless one runs, nothing that the catalog skips,
            no database), asked for with its settings (UPGRADES__REGISTRY__…, UPGRADES__CHARTS__…).
            With --submit they go to ingest, whose filters, dedupe and rate limit apply.

            Exit code 0; 1 when files could not be read, or a registry did not answer for some; 2 when
            there is no such repository, branch or stack; 3 when nothing is outdated (with --submit 0).

            Examples:
              upgrades scan
              upgrades scan --repo ~/infra --stack immich
              upgrades scan --repo https://git.example.org/infra.git --branch main
              upgrades scan --repo ~/infra --json | jq '.images[] | select(.status == "unresolved")'
              upgrades scan --repo ~/infra --outdated
              upgrades scan --repo ~/infra --outdated --jsonl > updates.jsonl
              upgrades scan --repo ~/infra --outdated --submit --url http://ingest:8080
            """);
        repository.AddTo(command);
        foreach (var option in (Option[])[stack, outdated, submit, json, lines])
        {
            command.Options.Add(option);
        }

        to.AddAddressTo(command);
        command.Validators.Add(parsed =>
        {
            if (!parsed.GetValue(outdated) && (parsed.GetValue(submit) || parsed.GetValue(lines)))
            {
                parsed.AddError("--submit and --jsonl go with --outdated.");
            }
            else if (parsed.GetValue(lines) && (parsed.GetValue(submit) || parsed.GetValue(json)))
            {
                parsed.AddError("--jsonl prints nothing but updates: it goes neither with --submit nor with --json.");
            }
        });
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed,
            () => parsed.GetValue(submit) ? to.Client(parsed, OperatorArguments.Ingest) : null,
            async (ingest, reading, ct) =>
            {
                using (ingest)
                {
                    EnsureStack(reading, parsed.GetValue(stack));
                    var form = parsed.GetValue(json) ? ReportForm.Json : parsed.GetValue(lines) ? ReportForm.JsonLines : ReportForm.Table;
                    return parsed.GetValue(outdated)
                        ? await new ShowOutdated(repository.Settings, parsed.GetValue(stack), form, ingest).RunAsync(reading, parsed.InvocationConfiguration, ct)
                        : Write(reading, parsed.GetValue(stack), form, parsed.InvocationConfiguration);
                }
            },
            cancellationToken));
        return command;
    }

    private static void EnsureStack(RepositoryReading reading, string? stack)
    {
        if (stack is not null && reading.Head.Scan.Stacks.All(s => s.Name != stack))
        {
            throw new WrongInputException($"--stack {stack}: there is no such stack. Stacks: {string.Join(", ", reading.Head.Scan.Stacks.Select(s => s.Name))}");
        }
    }

    private static int Write(RepositoryReading reading, string? only, ReportForm form, InvocationConfiguration configuration)
    {
        var stacks = reading.Head.Scan.Stacks.Where(s => only is null || s.Name == only).ToList();
        var report = ScanReport.Of(reading, stacks);
        if (form == ReportForm.Json)
        {
            configuration.Output.WriteLine(report.ToJson());
        }
        else
        {
            ScanTable.Write(configuration.Output, report, stacks);
        }

        foreach (var line in reading.CatalogRemarks.Concat(report.Problems.Select(p => p.ToString())))
        {
            configuration.Error.WriteLine(Terminal.Harmless(line));
        }

        return report.Problems.Count > 0 ? UsageExitCode.Problems : 0;
    }
}
