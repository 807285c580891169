using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Agent;

/// <summary>How a job ends.</summary>
public enum RunFate
{
    Completes,

    /// <summary>The CLI exits with 1.</summary>
    Fails,
    TimesOut,

    /// <summary>The clone fails before the CLI runs.</summary>
    Errors,
    NeverEnds,
}

/// <summary>A job: <c>queued</c> at the first look, <c>running</c> at the second, over at the third, so that no test waits.</summary>
internal sealed class AgentRun(JsonObject asked, RunFate fate, string reply)
{
    private const string Time = "2026-06-10T08:00:00.000000+00:00";
    private int _looks;

    public bool IsOver { get; private set; }

    public JsonObject Look(bool oldVersion)
    {
        var look = Interlocked.Increment(ref _looks);
        var job = new JsonObject
        {
            ["status"] = look == 1 && !oldVersion ? "queued" : "running",
            ["prompt"] = asked["prompt"]!.DeepClone(),
            ["agent"] = asked["agent"]!.DeepClone(),
            ["metadata"] = asked["metadata"]?.DeepClone(),
            [oldVersion ? "started_at" : "created_at"] = Time,
        };
        if (look > 1)
        {
            job["started_at"] = Time;
        }

        if (look > 2 && fate != RunFate.NeverEnds)
        {
            IsOver = true;
            End(job);
        }

        return job;
    }

    private void End(JsonObject job)
    {
        job["finished_at"] = Time;
        switch (fate)
        {
            case RunFate.Completes or RunFate.Fails:
                var output = new JsonObject { ["type"] = "result", ["is_error"] = fate == RunFate.Fails, ["result"] = reply, ["total_cost_usd"] = 0.03, ["session_id"] = "s" };
                job["status"] = fate == RunFate.Completes ? "completed" : "failed";
                job["exit_code"] = fate == RunFate.Completes ? 0 : 1;
                job["output"] = new JsonArray([.. output.ToJsonString().Split('\n').Select(l => (JsonNode)l)]);
                job["stderr"] = fate == RunFate.Completes ? "" : "Credit balance is too low";
                break;
            case RunFate.TimesOut:
                job["status"] = "timeout";
                break;
            default:
                job["status"] = "error";
                job["error"] = "git clone failed: fatal: unable to access repository";
                break;
        }
    }
}
