using System.CommandLine;
using System.Text.Json;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades scan</c>: every version in a repository, and what cannot be followed.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "A checked-out repository.", DefaultValueFactory = _ => new DirectoryInfo(".") }.AcceptExistingOnly();
        var stack = new Option<string?>("--stack") { Description = "Only this stack." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("scan",
            """
            Lists every container image and Helm release with the place its version is written in. Changes nothing.

            Examples:
              upgrades scan
              upgrades scan ~/infra --stack immich
              upgrades scan ~/infra --json | jq '.stacks[].images[] | select(.status == "unresolved")'
            """) { folder, stack, json };
        command.SetAction(parsed => Run(
            RepositoryFolder.Read(parsed.GetValue(folder)!), parsed.GetValue(stack), parsed.GetValue(json), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Run(RepositoryFolder repository, string? only, bool json, TextWriter output, TextWriter error)
    {
        var scan = TerraformEngine.Scan(repository.Files, repository.Options);
        var stacks = scan.Stacks.Where(s => only is null || s.Name == only).ToList();
        if (only is not null && stacks.Count == 0)
        {
            error.WriteLine($"There is no stack {only}. Stacks: {string.Join(", ", scan.Stacks.Select(s => s.Name))}");
            return UsageExitCode.WrongUsage;
        }

        var problems = repository.Problems.Concat(scan.Problems.Select(p => p.ToString())).ToList();
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { stacks, problems }, JsonSerializerOptions.Web));
        }
        else
        {
            ConsoleTable.Write(output, ["stack", "image or chart", "version", "status", "where"], stacks.SelectMany(Rows));
            problems.ForEach(error.WriteLine);
            output.WriteLine($"{Count(stacks.Count, "stack")}, {Count(stacks.Sum(s => s.Images.Count), "image")}, {Count(stacks.Sum(s => s.Charts.Count), "chart")}, "
                + $"{stacks.Sum(s => s.Images.Count(i => i.Status == SiteStatus.Unresolved) + s.Charts.Count(c => c.Status == SiteStatus.Unresolved))} unresolved, {Count(problems.Count, "problem")}");
        }

        return problems.Count > 0 ? UsageExitCode.Problems : 0;
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(StackScan stack) => stack.Images
        .Select(i => (IReadOnlyList<string>)[stack.Name, i.Image?.Name ?? i.LiteralText, i.Tag ?? i.Digest ?? "", Status(i.Status, i.Reason), $"{i.File}:{i.Line}"])
        .Concat(stack.Charts.Select(c => (IReadOnlyList<string>)[stack.Name, $"chart {c.Chart} ({c.Release})", c.Version ?? "", Status(c.Status, c.Reason), $"{c.File}:{c.Line}"]));

    private static string Status(SiteStatus status, string? reason) => JsonSerializer.Serialize(status).Trim('"') + (reason is null ? "" : ": " + reason);

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
