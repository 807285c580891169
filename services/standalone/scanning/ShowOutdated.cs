using System.CommandLine;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Reading;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Standalone.Scanning;

/// <summary><c>upgrades scan --outdated</c>: asks for what is newer, prints it, and submits it where that is asked for.</summary>
/// <param name="stack">Only this one; null: all.</param>
/// <param name="ingest">Who it is submitted to; null: nobody.</param>
internal sealed class ShowOutdated(IConfiguration settings, string? stack, ReportForm form, OperatorClient? ingest)
{
    private const string Source = "reconcile";

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RepositoryReading reading, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        var (output, error) = (configuration.Output, configuration.Error);
        OutdatedReport report;
        using (var progress = new ProgressLine(error, Terminal.IsError(configuration)))
        {
            report = OutdatedReport.Of(await AskNewest.AskAsync(reading, stack, settings, progress, cancellationToken));
        }

        foreach (var line in reading.CatalogRemarks.Concat(reading.Problems.Select(p => p.ToString())).Concat(report.Complaints()))
        {
            await error.WriteLineAsync(Terminal.Harmless(line));
        }

        if (form == ReportForm.Table)
        {
            OutdatedTable.Write(output, report);
        }

        if (ingest is not null)
        {
            report = report with { Submitted = await SubmitAsync(report, ingest, cancellationToken) };
        }

        switch (form)
        {
            case ReportForm.Json:
                await output.WriteLineAsync(report.ToJson());
                break;
            case ReportForm.JsonLines:
                foreach (var line in report.ToLines())
                {
                    await output.WriteLineAsync(line);
                }

                break;
            default:
                if (report.Submitted is { } submitted)
                {
                    OutdatedTable.WriteSubmitted(output, submitted);
                }

                break;
        }

        return report.Unanswered.Count > 0 || reading.Problems.Count > 0 ? UsageExitCode.Problems
            // For a Job nothing outdated is a good end.
            : report.Outdated.Count > 0 || ingest is not null ? 0 : UsageExitCode.NothingToDo;
    }

    private static async Task<IReadOnlyList<SubmittedRow>> SubmitAsync(OutdatedReport report, OperatorClient ingest, CancellationToken cancellationToken)
    {
        List<SubmittedRow> submitted = [];
        await foreach (var sent in SendToIngest.SendAsync(ingest, report.Wanted(), Source, cancellationToken))
        {
            submitted.Add(new SubmittedRow(sent.Update.Image.Name, sent.Update.Message.Tag, sent.Outcome, sent.Reason, sent.UpdateId));
        }

        return submitted;
    }
}
