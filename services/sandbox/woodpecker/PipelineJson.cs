using System.Text;
using System.Text.Json.Nodes;

namespace Upgrades.Sandbox.Woodpecker;

/// <summary>The bodies of <c>reference/woodpecker.md</c>, in the names of 3.x or of 2.x.</summary>
internal static class PipelineJson
{
    private const int StandardOutput = 0;
    private const int StandardError = 1;

    /// <param name="whole">With workflows and steps: one pipeline has them, a list's items do not.</param>
    public static JsonObject Of(Pipeline pipeline, bool whole, bool version2)
    {
        string Name(string name) => version2 ? name + "_at" : name;
        var body = new JsonObject
        {
            ["id"] = 9000 + pipeline.Number,
            ["number"] = pipeline.Number,
            ["parent"] = pipeline.Parent,
            ["event"] = pipeline.Event,
            ["status"] = pipeline.Status,
            ["errors"] = pipeline is { IsBroken: true, FinishedAt: not null, Cancelled: null } ? Errors() : null,
            [Name("created")] = Seconds(pipeline.CreatedAt),
            [Name("updated")] = Seconds(pipeline.FinishedAt ?? pipeline.StartedAt ?? pipeline.CreatedAt),
            [Name("started")] = Seconds(pipeline.StartedAt),
            [Name("finished")] = Seconds(pipeline.FinishedAt),
            [Name("reviewed")] = 0,
            ["commit"] = pipeline.Commit,
            ["branch"] = pipeline.Branch,
            ["ref"] = "refs/heads/" + pipeline.Branch,
            ["message"] = pipeline.Message,
            ["author"] = "upgrades",
            ["forge_url"] = "https://forge.example/commit/" + pipeline.Commit,
        };
        if (pipeline.CancelInfo is { } why && !version2)
        {
            body["cancel_info"] = why.SupersededBy is { } next
                ? new JsonObject { ["superseded_by"] = next }
                : new JsonObject { ["canceled_by_user"] = why.ByUser };
        }

        if (whole && pipeline.Workflows.Count > 0)
        {
            body["workflows"] = new JsonArray([.. pipeline.Workflows.Select(w => Of(pipeline, w))]);
        }

        return body;
    }

    /// <summary>Null before the step has run and when it said nothing.</summary>
    public static JsonArray? Log(Pipeline pipeline, int stepId)
    {
        if (pipeline.StartedAt is not { } started || pipeline.Workflows.SelectMany(w => w.Steps).FirstOrDefault(s => s.Id == stepId) is not { } step)
        {
            return null;
        }

        List<(string Text, int Type)> lines = step.Name switch
        {
            "clone" => [("+ git fetch --no-tags --depth=1 origin " + pipeline.Commit, StandardOutput)],
            "apply" => [.. pipeline.Script.ApplyLog.Select(l => (l, StandardOutput))],
            _ => [],
        };
        if (step.Name == "apply" && pipeline.ApplyError is { } error)
        {
            lines.Add((error, StandardError));
        }

        return lines.Count == 0 ? null : new JsonArray([.. lines.Select((line, at) => new JsonObject
        {
            ["id"] = step.Id * 1000 + at,
            ["step_id"] = step.Id,
            ["time"] = at,
            ["line"] = at,
            ["data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(line.Text + "\n")),
            ["type"] = line.Type,
        })]);
    }

    private static JsonObject Of(Pipeline pipeline, Workflow workflow)
    {
        var body = new JsonObject
        {
            ["id"] = pipeline.Number * 10 + workflow.Pid,
            ["pipeline_id"] = 9000 + pipeline.Number,
            ["pid"] = workflow.Pid,
            ["name"] = workflow.Name,
            ["state"] = workflow.State,
            ["children"] = new JsonArray([.. workflow.Steps.Select(s => Of(pipeline, s))]),
        };
        if (workflow.Error is not null)
        {
            body["error"] = workflow.Error;
        }

        AddTimes(body, pipeline);
        return body;
    }

    private static JsonObject Of(Pipeline pipeline, Step step)
    {
        var body = new JsonObject
        {
            ["id"] = step.Id,
            ["uuid"] = $"00000000-0000-0000-0000-{step.Id:000000000000}",
            ["pid"] = step.Pid,
            ["ppid"] = step.ParentPid,
            ["name"] = step.Name,
            ["state"] = step.State,
            ["exit_code"] = step.ExitCode,
            ["type"] = step.Name == "clone" ? "clone" : "commands",
        };
        AddTimes(body, pipeline);
        return body;
    }

    /// <summary>Unset times are left out here, not 0 as in the pipeline.</summary>
    private static void AddTimes(JsonObject body, Pipeline pipeline)
    {
        if (pipeline.StartedAt is { } started)
        {
            body["started"] = Seconds(started);
        }

        if (pipeline.FinishedAt is { } finished)
        {
            body["finished"] = Seconds(finished);
        }
    }

    private static JsonArray Errors() => [new JsonObject
    {
        ["type"] = "compiler",
        ["message"] = "yaml: line 3: mapping values are not allowed in this context",
        ["is_warning"] = false,
        ["data"] = null,
    }];

    private static long Seconds(DateTimeOffset? at) => at?.ToUnixTimeSeconds() ?? 0;
}
