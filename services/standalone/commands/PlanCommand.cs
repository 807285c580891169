using System.CommandLine;
using System.Text.Json;
using Upgrades.Contracts;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades plan</c>: what would be edited to bring an image to a tag, stack by stack.</summary>
internal static class PlanCommand
{
    /// <summary>One version of the image in one stack, and what would happen to it.</summary>
    /// <param name="Verdict"><c>upgrade</c>, or why not.</param>
    internal sealed record Entry(string Stack, string From, string To, string Verdict, IReadOnlyList<ImageChange> Images, IReadOnlyList<SiteEdit> Edits);

    public static Command Create()
    {
        var image = new Argument<string>("image") { Description = "Any spelling: nginx, ghcr.io/immich-app/immich-server." };
        var tag = new Argument<string>("tag") { Description = "The tag it should have." };
        var repository = new Option<DirectoryInfo>("--repository") { Description = "A checked-out repository.", DefaultValueFactory = _ => new DirectoryInfo(".") }.AcceptExistingOnly();
        var digest = new Option<string?>("--digest") { Description = "Digest of the tag, for stacks that pin one." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("plan",
            """
            Shows the edits that would bring an image to a tag. Changes nothing.

            Examples:
              upgrades plan ghcr.io/immich-app/immich-server v2.7.5
              upgrades plan nginx 1.27.1-alpine --repository ~/infra --json
            """) { image, tag, repository, digest, json };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (!ImageReference.TryParse(parsed.GetValue(image), out var reference, out var why))
            {
                error.WriteLine($"image \"{parsed.GetValue(image)}\" {why}");
                return UsageExitCode.WrongUsage;
            }

            if (!ImageReference.IsTag(parsed.GetValue(tag)))
            {
                error.WriteLine($"tag \"{parsed.GetValue(tag)}\" is not an OCI tag");
                return UsageExitCode.WrongUsage;
            }

            var folder = RepositoryFolder.Read(parsed.GetValue(repository)!);
            foreach (var problem in folder.Problems)
            {
                error.WriteLine(problem);
            }

            var entries = Plan(TerraformEngine.Scan(folder.Files, folder.Options), reference, parsed.GetValue(tag)!, parsed.GetValue(digest));
            Write(entries, reference, parsed.GetValue(json), output);
            return entries.Any(e => e.Edits.Count > 0) ? 0 : UsageExitCode.NothingToDo;
        });
        return command;
    }

    internal static IReadOnlyList<Entry> Plan(RepositoryScan scan, ImageReference image, string to, string? digest) =>
        [.. from stack in scan.Stacks
            from tag in stack.Images.Where(i => i.Image?.Name == image.Name).Select(i => i.Tag).Distinct()
            select tag is null
                ? new Entry(stack.Name, "", to, "no tag is written there", [], [])
                : Plan(scan, stack, image, tag, to, digest)];

    private static Entry Plan(RepositoryScan scan, StackScan stack, ImageReference image, string current, string to, string? digest)
    {
        var refusal = TagComparison.Compare(current, to) switch
        {
            TagOrder.Same => "already current",
            TagOrder.Older => "would be a downgrade",
            TagOrder.Incomparable => "not comparable: another shape of tag, or one that moves",
            _ when TagComparison.IsPrerelease(to) && !TagComparison.IsPrerelease(current) => "not comparable: a prerelease",
            _ => null,
        };
        var change = refusal is null ? TerraformEngine.PlanImage(scan, stack, image, current, to, digest) : new StackChange { Refusal = refusal };
        return new Entry(stack.Name, current, to, change.Refusal ?? "upgrade", change.Images, change.Edits);
    }

    private static void Write(IReadOnlyList<Entry> entries, ImageReference image, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { image = image.Name, stacks = entries }, EventJson.Options));
            return;
        }

        if (entries.Count == 0)
        {
            output.WriteLine($"{image.Name} is in no stack.");
            return;
        }

        ConsoleTable.Write(output, ["stack", "from", "to", "verdict"], entries.Select(e => (IReadOnlyList<string>)[e.Stack, e.From, e.To, e.Verdict]));
        foreach (var edit in entries.SelectMany(e => e.Edits))
        {
            output.WriteLine($"{edit.File}:{edit.Line}");
            output.WriteLine($"  - {edit.OldText}");
            output.WriteLine($"  + {edit.NewText}");
        }
    }
}
