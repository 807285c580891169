using System.CommandLine;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Following;
using Upgrades.Standalone.Reading;

namespace Upgrades.Standalone.Replaying;

/// <summary>A bulk run from the command line. Start here: preview → yes → send → follow → report.</summary>
/// <param name="settings">The analyzer's, asked for where the preview needs them: secrets may have to be fetched.</param>
/// <param name="ingest">Null: updates go over the broker.</param>
/// <param name="notifier">Whose timeline is followed; null: nobody waits.</param>
internal sealed class ReplayRun(
    ReplayOptions options, Func<IConfiguration> settings, OperatorClient? ingest, OperatorClient? notifier, Confirmation confirmation, InvocationConfiguration configuration)
{
    /// <summary>What programs read is on standard output alone.</summary>
    private readonly TextWriter _people = options.Form == ReportForm.Table ? configuration.Output : configuration.Error;

    /// <param name="reading">Of the repository; null: nobody said where it is, and nothing is planned.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<WantedUpdate> updates, RepositoryReading? reading, CancellationToken cancellationToken)
    {
        var rows = await PreviewAsync(updates, reading, cancellationToken);
        if (rows.Count == 0)
        {
            await _people.WriteLineAsync("There is nothing to send.");
            return UsageExitCode.NothingToDo;
        }

        if (options.DryRun)
        {
            return 0;
        }

        var question = $"Send {rows.Count} update{(rows.Count == 1 ? "" : "s")}{(ingest is null ? " over the broker, past ingest's filters and limit" : "")}?";
        if (!options.Yes && !await confirmation.AskAsync(configuration.Error, question, cancellationToken))
        {
            await _people.WriteLineAsync("Nothing was sent.");
            return UsageExitCode.NothingToDo;
        }

        var follow = notifier is null ? null : new FollowUpgrades(notifier, _people);
        // Asked before anything is sent: whoever cannot follow does not begin.
        var newest = follow is null ? 0 : await follow.NewestAsync(cancellationToken);
        var sent = await SendAsync([.. rows.Select(r => r.Update)], cancellationToken);
        return follow is null ? await TellSentAsync(sent) : await FollowAsync(follow, sent, newest, cancellationToken);
    }

    private async Task<IReadOnlyList<PreviewRow>> PreviewAsync(IReadOnlyList<WantedUpdate> updates, RepositoryReading? reading, CancellationToken cancellationToken)
    {
        IReadOnlyList<PreviewRow> all;
        using (var progress = new ProgressLine(configuration.Error, Terminal.IsError(configuration)))
        {
            all = await MakePreview.MakeAsync(
                updates, reading, options.By == SendBy.Age, settings, (done, of) => progress.Say($"{done} of {of} updates are planned"), cancellationToken);
        }

        PreviewTable.WriteLeftOut(_people, [.. all.Where(r => r.DoesNothing)]);
        var rows = ReplayOrder.Of([.. all.Where(r => !r.DoesNothing)], options.By, options.Limit);
        if (rows.Count > 0)
        {
            PreviewTable.Write(_people, rows);
        }

        return rows;
    }

    private async Task<IReadOnlyList<SentUpdate>> SendAsync(IReadOnlyList<WantedUpdate> updates, CancellationToken cancellationToken)
    {
        List<SentUpdate> sent = [];
        try
        {
            var sending = ingest is null ? SendToBroker.SendAsync(options.Bus!, updates, options.Source, cancellationToken)
                : SendToIngest.SendAsync(ingest, updates, options.Source, cancellationToken);
            await foreach (var one in sending)
            {
                sent.Add(one);
            }

            sent = ingest is null ? sent : [.. await SendToIngest.ToldApartAsync(ingest, sent, cancellationToken)];
        }
        catch (Exception e) when (sent.Count > 0 && e is OperatorException or BrokerRefusalException or OperationCanceledException)
        {
            await configuration.Error.WriteLineAsync($"{sent.Count} of {updates.Count} updates were sent; the same command sends the others, and starts nothing twice.");
            throw;
        }

        await _people.WriteLineAsync($"{sent.Count} sent: {string.Join(", ", sent.CountBy(s => s.Outcome).Select(c => $"{c.Value} {c.Key}"))}");
        if (sent.Any(s => s.Outcome == "held"))
        {
            await _people.WriteLineAsync("What is held is let in later, as the rate limit says, and not waited for: upgrades rate-limit --limit N lets in more.");
        }

        return sent;
    }

    private async Task<int> FollowAsync(FollowUpgrades follow, IReadOnlyList<SentUpdate> sent, long newest, CancellationToken cancellationToken)
    {
        // Of what is on its way already, and of what a broker may have been told before, the past is a part.
        var isAllNew = ingest is not null && sent.All(s => s.Outcome != "duplicate");
        var followed = await follow.RunAsync(sent.Where(s => s.IsUnderWay).Select(s => s.UpdateId).ToHashSet(), isAllNew ? newest : 0, cancellationToken);
        var report = ReplayReport.Of(followed.Ledger, sent);
        Write(report);
        if (!followed.Stopped)
        {
            return report.IsWell ? 0 : UsageExitCode.Problems;
        }

        foreach (var line in TextWidth.Wrap(Terminal.Harmless(
            $"Nobody waits any longer; the services go on. On their way: {string.Join(", ", report.Open)}. The same command follows them again, and starts nothing twice."), indent: 2))
        {
            await configuration.Error.WriteLineAsync(line);
        }

        return UsageExitCode.Interrupted;
    }

    private async Task<int> TellSentAsync(IReadOnlyList<SentUpdate> sent)
    {
        var report = ReplayReport.Of(new UpgradeLedger(), sent);
        if (options.Form != ReportForm.Table)
        {
            Write(report);
        }
        else if (report.Nothing.Count > 0)
        {
            ReportTable.Write(configuration.Output, report);
        }
        else
        {
            await _people.WriteLineAsync("upgrades list shows what becomes of them.");
        }

        return 0;
    }

    private void Write(ReplayReport report)
    {
        switch (options.Form)
        {
            case ReportForm.Json:
                configuration.Output.WriteLine(report.ToJson());
                break;
            case ReportForm.Markdown:
                ReportTable.WriteMarkdown(configuration.Output, report);
                break;
            default:
                ReportTable.Write(configuration.Output, report);
                break;
        }
    }
}
