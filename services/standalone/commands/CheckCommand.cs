using System.CommandLine;
using System.Text.Json;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades check</c>: can every file be read, and does it come back byte for byte?</summary>
internal static class CheckCommand
{
    /// <summary>Fewer are done before anybody reads a number.</summary>
    private const int WorthProgress = 500;

    /// <param name="Invalid">The first thing in each file that cannot be read.</param>
    /// <param name="NotIdentical">Paths of files whose tokens in a row are not their bytes: a fault of ours.</param>
    internal sealed record Report(int Files, int Valid, IReadOnlyList<SyntaxProblem> Invalid, IReadOnlyList<string> NotIdentical);

    public static Command Create()
    {
        var paths = new Argument<FileSystemInfo[]>("path") { Description = "Files, and folders with all below.", Arity = ArgumentArity.OneOrMore }.AcceptExistingOnly();
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("check",
            """
            Reads every .tf, .tofu, .tfvars and .hcl file, and compares what it would
            print with what is there. Changes nothing.

            Each file that is invalid is told with path:line:column: message. Folders
            .git and .terraform are left out, links are not followed, .tf.json files
            are named as not read. Exit code 1 when a file is invalid or does not come
            back byte for byte.

            Examples:
              upgrades check .
              upgrades check stacks/immich variables.tf
              upgrades check ~/infra --json | jq -r '.invalid[].path'
            """) { paths, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                // Behind a task, so that Ctrl-C is listened to from the first file on.
                return await Task.Run(
                    () => Run([.. parsed.GetValue(paths)!.Select(p => p.ToString())], parsed.GetValue(json), output, error, cancellationToken), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped.");
                return UsageExitCode.Interrupted;
            }
        });
        return command;
    }

    private static int Run(IReadOnlyList<string> paths, bool json, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var files = CheckedFiles.Below(paths, cancellationToken);
        var report = Check(files.Sources, error, cancellationToken);
        foreach (var notRead in files.NotRead)
        {
            error.WriteLine(notRead);
        }

        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        }
        else
        {
            Write(report, output);
        }

        return report.Invalid.Count + report.NotIdentical.Count > 0 ? UsageExitCode.Problems : 0;
    }

    private static Report Check(IReadOnlyList<string> files, TextWriter error, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(error, isWatched: !Console.IsErrorRedirected && files.Count >= WorthProgress);
        var invalid = new List<SyntaxProblem>();
        var notIdentical = new List<string>();
        foreach (var (index, path) in files.Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (index % 100 == 0)
            {
                progress.Say($"{index} of {files.Count} files");
            }

            var check = Check(path);
            if (check.Problem is not null)
            {
                invalid.Add(check.Problem);
            }

            if (!check.IsIdentical)
            {
                notIdentical.Add(path);
            }
        }

        return new Report(files.Count, files.Count - invalid.Count, invalid, notIdentical);
    }

    private static SyntaxCheck Check(string path)
    {
        try
        {
            return SyntaxCheck.Of(path, File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            return new SyntaxCheck(new SyntaxProblem(path, 1, 1, $"cannot be opened: {e.Message}"), IsIdentical: true);
        }
    }

    private static void Write(Report report, TextWriter output)
    {
        foreach (var problem in report.Invalid)
        {
            output.WriteLine(problem);
        }

        foreach (var path in report.NotIdentical)
        {
            output.WriteLine($"{path}: does not come back byte for byte");
        }

        output.WriteLine($"{report.Files} file{(report.Files == 1 ? "" : "s")}, {report.Valid} valid, {report.Invalid.Count} invalid, {report.NotIdentical.Count} not identical");
    }
}
