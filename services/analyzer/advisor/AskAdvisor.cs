using Prometheus;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;

namespace Upgrades.Analyzer.Advisor;

/// <summary>
/// Asks a language model for a few lines about a plan, for people only: nothing else in the plan depends on them, and whatever goes wrong ends
/// in the plan as it was, within <see cref="AdvisorOptions.Timeout"/>. Asked about plans of risk Caution or Unknown whose notes were read;
/// about nothing while the mode is Off.
/// </summary>
public sealed class AskAdvisor : IDisposable
{
    /// <summary>A run takes its pod up to 1.5 GiB, and others use it too.</summary>
    private const int AtOnce = 2;

    private static readonly Counter Asked = Metrics.CreateCounter("upgrades_analyzer_advice_total", "Plans that advice was wanted for, by how that ended.", "outcome");
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly AdvisorRest _rest = new(TimeProvider.System);
    private readonly AgentChat _chat;
    private readonly AgentJob _job;
    private readonly AdvisorOptions _options;
    private readonly ILogger _log;

    internal AskAdvisor(AgentChat chat, AgentJob job, AdvisorOptions options, ILogger<AskAdvisor> log) => (_chat, _job, _options, _log) = (chat, job, options, log);

    /// <returns>The same plans, some of them with advice.</returns>
    public async Task<UpdatePlan> AdviseAsync(UpdatePlan planned, CancellationToken cancellationToken)
    {
        if (_options.Mode == AdvisorMode.Off)
        {
            return planned;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.Timeout);
        // Stacks that make the same move get the same advice.
        Dictionary<string, string?> given = new(StringComparer.Ordinal);
        List<UpgradePlanned> plans = [];
        foreach (var plan in planned.Plans)
        {
            if (plan.Risk == Risk.Safe || !planned.Notes.TryGetValue(plan.UpgradeId, out var notes))
            {
                plans.Add(plan);
                continue;
            }

            var move = string.Join('\n', plan.Images.Select(i => $"{i.Image} {i.From} {i.To}").Concat(plan.Charts.Select(c => $"{c.Repository} {c.Chart} {c.From} {c.To}")));
            if (!given.TryGetValue(move, out var advice))
            {
                given[move] = advice = await AdviseAsync(plan, notes, deadline.Token, cancellationToken);
            }

            plans.Add(advice is null ? plan : plan with { Advice = advice });
        }

        return planned with { Plans = plans };
    }

    public void Dispose() => _turns.Dispose();

    private async Task<string?> AdviseAsync(UpgradePlanned plan, IReadOnlyList<ReleaseNote> notes, CancellationToken deadline, CancellationToken cancellationToken)
    {
        if (!_rest.IsOver)
        {
            Asked.WithLabels(Name(AdviceOutcome.Resting)).Inc();
            return null;
        }

        try
        {
            var advice = await AskAsync(AdvisorPrompt.Of(plan, notes, _options.MaxBytesSent), plan.UpgradeId, deadline);
            Note(AdviceOutcome.Given, "");
            return advice;
        }
        catch (AdvisorException e)
        {
            Note(e.Outcome, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Note(AdviceOutcome.Timeout, $"no answer within {_options.Timeout.TotalSeconds:0} s");
        }

        return null;
    }

    private async Task<string> AskAsync(AdvisorPrompt prompt, Guid upgradeId, CancellationToken deadline)
    {
        await _turns.WaitAsync(deadline);
        try
        {
            var answer = _options.Mode == AdvisorMode.Job ? await _job.AskAsync(prompt, upgradeId, deadline) : await _chat.AskAsync(prompt, deadline);
            return prompt.Read(answer) ?? throw new AdvisorException(AdviceOutcome.Garbage, "the answer lacks its marks, or is empty between them");
        }
        finally
        {
            _turns.Release();
        }
    }

    private void Note(AdviceOutcome outcome, string why)
    {
        Asked.WithLabels(Name(outcome)).Inc();
        if (_rest.Note(outcome))
        {
            Log.NoAdvice(_log, outcome, OutsideLines.Line(why));
        }
    }

    private static string Name(AdviceOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
