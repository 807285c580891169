using Upgrades.Analyzer.Advisor;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Text;

namespace Upgrades.Analyzer.Probes;

/// <summary>The advisor, without running an agent: a job that never was is asked for, which shows the token (<c>reference/claude-agent-service.md</c>).</summary>
internal sealed class AdvisorProbe(AgentConnection agent, AdvisorOptions options) : IProbe
{
    private const string Name = "advisor";
    private const string NoSuchJob = "jobs/000000000000";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<ProbeResult>> TryAsync(CancellationToken cancellationToken)
    {
        if (options.Mode == AdvisorMode.Off)
        {
            return [ProbeResult.NotSet(Name, "UPGRADES__ADVISOR__MODE is Off: plans come without advice")];
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            await agent.SendAsync(HttpMethod.Get, NoSuchJob, body: null, deadline.Token);
            return [Works()];
        }
        catch (AdvisorException e)
        {
            return [Judge(e)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [HttpTrouble.Slow(Name, Patience, "UPGRADES__ADVISOR__URL")];
        }
    }

    private ProbeResult Judge(AdvisorException e)
    {
        var said = OutsideLines.Line(e.Message);
        return e.Outcome switch
        {
            AdviceOutcome.Lost => Works(),
            AdviceOutcome.Busy => ProbeResult.Works(Name, $"{options.Url!.Authority} is busy: {said}"),
            AdviceOutcome.Refused => ProbeResult.Failed(Name, said, "give UPGRADES__ADVISOR__TOKEN the service's present API_BEARER_TOKEN, and see whether UPGRADES__ADVISOR__URL is that service"),
            AdviceOutcome.Unreachable => ProbeResult.Failed(Name, said, "see whether UPGRADES__ADVISOR__URL is right, whether it is up, and whether a network policy is between"),
            _ => ProbeResult.Failed(Name, said, "see the log of the service at UPGRADES__ADVISOR__URL"),
        };
    }

    private ProbeResult Works() => ProbeResult.Works(Name, $"{options.Url!.Authority} accepts the token");
}
