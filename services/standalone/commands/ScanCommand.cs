using System.CommandLine;
using Upgrades.Standalone.Reading;
using Upgrades.Standalone.Scanning;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades scan</c>: every version in a repository, and what cannot be followed.</summary>
internal static class ScanCommand
{
    /// <param name="settings">In place of the environment.</param>
    public static Command Create(IConfiguration? settings = null)
    {
        var repository = new RepositoryArguments(settings);
        var stack = new Option<string?>("--stack") { Description = "Only this stack." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("scan",
            """
            Lists every container image and Helm release with the place its version is written in. Changes nothing.

            Exit code 0, 1 when files could not be read, 2 when there is no such repository, branch or stack.

            Examples:
              upgrades scan
              upgrades scan --repo ~/infra --stack immich
              upgrades scan --repo https://git.example.org/infra.git --branch main
              upgrades scan --repo ~/infra --json | jq '.images[] | select(.status == "unresolved")'
            """);
        repository.AddTo(command);
        command.Options.Add(stack);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => repository.RunAsync(
            parsed, () => parsed.GetValue(stack),
            (only, reading, _) => Task.FromResult(Write(reading, only, parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error)),
            cancellationToken));
        return command;
    }

    private static int Write(RepositoryReading reading, string? only, bool json, TextWriter output, TextWriter error)
    {
        var all = reading.Head.Scan.Stacks;
        var stacks = all.Where(s => only is null || s.Name == only).ToList();
        if (only is not null && stacks.Count == 0)
        {
            throw new WrongInputException($"--stack {only}: there is no such stack. Stacks: {string.Join(", ", all.Select(s => s.Name))}");
        }

        var report = ScanReport.Of(reading, stacks);
        if (json)
        {
            output.WriteLine(report.ToJson());
        }
        else
        {
            ScanTable.Write(output, report, stacks);
        }

        foreach (var line in reading.CatalogRemarks.Concat(report.Problems.Select(p => p.ToString())))
        {
            error.WriteLine(Terminal.Harmless(line));
        }

        return report.Problems.Count > 0 ? UsageExitCode.Problems : 0;
    }
}
