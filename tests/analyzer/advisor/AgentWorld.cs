using Upgrades.Analyzer.Advisor;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Agent;
using Upgrades.Tests.Executor;

namespace Upgrades.Tests.Analyzer.Advisor;

/// <summary>An agent service, and the production client pointed at it.</summary>
internal sealed class AgentWorld : IAsyncDisposable
{
    private readonly StandInServer _server;
    private readonly OutsideWorld _outside;

    private AgentWorld(AgentStandIn agent, StandInServer server, OutsideWorld outside, string mode)
    {
        (Agent, _server, _outside) = (agent, server, outside);
        Point(outside, server, mode);
    }

    public AgentStandIn Agent { get; }

    /// <summary>May be changed until the first question.</summary>
    public Dictionary<string, string?> Settings => _outside.Settings;

    public AskAdvisor Advisor => _outside.Get<AskAdvisor>();

    public static async Task<AgentWorld> StartAsync(string mode = "Chat")
    {
        var agent = new AgentStandIn();
        return new AgentWorld(agent, await StandInServer.StartAsync(agent.Map), await OutsideWorld.StartAsync(), mode);
    }

    public static void Point(OutsideWorld outside, StandInServer server, string mode)
    {
        outside.Settings["Advisor:Mode"] = mode;
        outside.Settings["Advisor:Url"] = server.Address.ToString();
        outside.Settings["Advisor:Token"] = "agent-token";
        outside.Settings["Advisor:Agent"] = "advisor";
        outside.Settings["Advisor:Poll"] = "00:00:00.1";
        // Long enough for a busy machine; what waits for it to end sets it shorter.
        outside.Settings["Advisor:Timeout"] = "00:05:00";
    }

    public static UpgradePlanned Plan { get; } = Plans.Of("web", "1.0", "2.0") with
    {
        Risk = Risk.Caution,
        Reasons = [new RiskReason { Rule = "breaking", Release = "2.0", Line = "BREAKING: the door is gone" }],
    };

    public Task<UpdatePlan> AskAsync(UpgradePlanned? plan = null, string notes = "BREAKING: the door is gone") =>
        Advisor.AdviseAsync(Update(plan ?? Plan, notes), CancellationToken.None);

    /// <returns>The advice, after a look that nothing else of the plan has changed.</returns>
    public async Task<string?> AdviceAsync(string notes = "BREAKING: the door is gone")
    {
        var planned = (await AskAsync(notes: notes)).Plans.ShouldHaveSingleItem();
        (planned with { Advice = null }).ShouldBe(Plan);
        return planned.Advice;
    }

    public static UpdatePlan Update(UpgradePlanned plan, string notes) => new()
    {
        Plans = [plan],
        Notes = new Dictionary<Guid, IReadOnlyList<ReleaseNote>> { [plan.UpgradeId] = [new ReleaseNote("2.0", ReleaseTag.Parse("2.0")!.Version, notes, null)] },
    };

    public async ValueTask DisposeAsync()
    {
        await _outside.DisposeAsync();
        await _server.DisposeAsync();
    }
}
