using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Advisor;

/// <summary>
/// <c>POST /execute</c>, then <c>GET /jobs/{id}</c> until it ends (<c>reference/claude-agent-service.md</c>). For services without the streamed chat. There is
/// no key against running twice, so a question is never posted again.
/// </summary>
internal sealed partial class AgentJob(AgentConnection connection, AdvisorOptions options)
{
    /// <exception cref="AdvisorException">No answer.</exception>
    public async Task<string> AskAsync(AdvisorPrompt prompt, Guid upgradeId, CancellationToken cancellationToken)
    {
        var accepted = AgentConnection.ReadObject(await connection.SendAsync(
            HttpMethod.Post,
            "execute",
            new
            {
                prompt = prompt.Whole,
                agent = options.Agent,
                max_budget_usd = options.MaxBudgetUsd,
                timeout_seconds = (int)Math.Ceiling(options.Timeout.TotalSeconds),
                metadata = new { upgrade_id = upgradeId },
            },
            cancellationToken));
        var id = AgentConnection.Text(accepted, "job_id");
        return id is not null && Ids().IsMatch(id) ? await WaitAsync(id, cancellationToken) : throw new AdvisorException(AdviceOutcome.Garbage, "no job's id was answered");
    }

    private async Task<string> WaitAsync(string id, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Poll, TimeProvider.System, cancellationToken);
            if (await LookAsync(id, cancellationToken) is not { } job)
            {
                continue;
            }

            switch (AgentConnection.Text(job, "status"))
            {
                case "queued" or "running":
                    break;
                case "completed":
                    return Result(job);
                case "timeout":
                    throw new AdvisorException(AdviceOutcome.Timeout, "the job took longer than it was given");
                case "failed" or "error":
                    throw new AdvisorException(AdviceOutcome.Failed, $"the job failed: {PlainText.Line(AgentConnection.Text(job, "error") ?? AgentConnection.Text(job, "stderr"), 200)}");
                default:
                    throw new AdvisorException(AdviceOutcome.Garbage, "a job without a known status was answered");
            }
        }
    }

    /// <returns>Null when the service is away or busy for the moment: it may come back with the job, or without.</returns>
    private async Task<JsonElement?> LookAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return AgentConnection.ReadObject(await connection.SendAsync(HttpMethod.Get, $"jobs/{id}", body: null, cancellationToken));
        }
        catch (AdvisorException e) when (e.Outcome is AdviceOutcome.Unreachable or AdviceOutcome.Busy or AdviceOutcome.Failed)
        {
            return null;
        }
    }

    /// <summary>The lines are one JSON object with the text in <c>result</c>; where they are not, they are the text.</summary>
    private static string Result(JsonElement job)
    {
        var output = job.TryGetProperty("output", out var lines) && lines.ValueKind == JsonValueKind.Array
            ? string.Join('\n', lines.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString()))
            : "";
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(output));
            return ((string[])["result", "content", "text"]).Select(name => AgentConnection.Text(document.RootElement, name)).FirstOrDefault(text => text is not null) ?? output;
        }
        catch (JsonException)
        {
            return output;
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex Ids();
}
