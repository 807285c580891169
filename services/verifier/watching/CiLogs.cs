using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;
using Upgrades.Verifier.Ci;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Verifier.Watching;

/// <summary>Reads what the steps of the workflow that applies have written. A log that CI has lost never stops a verdict.</summary>
internal sealed class CiLogs(WoodpeckerClient woodpecker, WoodpeckerOptions ci)
{
    private const int MostSteps = 10;
    private const int MostLines = 200_000;

    /// <summary>
    /// What the apply step says of the stack. Which step that is nobody tells: it is the one whose log has the line, and most
    /// likely the one that failed.
    /// </summary>
    /// <returns>Null: no pattern is given, or no line says anything.</returns>
    public async Task<StackResult?> ResultAsync(Pipeline pipeline, string? pattern, string stack, CancellationToken cancellationToken)
    {
        if (pattern is null)
        {
            return null;
        }

        var (wanted, lines) = (LinePattern.Parse(pattern), 0);
        foreach (var step in Steps(pipeline))
        {
            var log = await ReadAsync(pipeline.Number, step.Id, cancellationToken);
            if (StackResult.Of(wanted, stack, log) is { } result)
            {
                return result;
            }

            lines += log.Count;
            if (lines > MostLines)
            {
                break;
            }
        }

        return null;
    }

    /// <summary>The end of a step's log, fit for people.</summary>
    public async Task<IReadOnlyList<string>> TailAsync(int pipeline, long step, CancellationToken cancellationToken) =>
        OutsideLines.Last(await ReadAsync(pipeline, step, cancellationToken));

    private IEnumerable<PipelineStep> Steps(Pipeline pipeline)
    {
        var failed = CiJudgement.FailedStep(pipeline, ci.Workflow);
        return pipeline.Workflows.Where(w => w.Name == ci.Workflow).SelectMany(w => w.Steps).OrderBy(s => s.Id != failed?.Id).Take(MostSteps);
    }

    private async Task<IReadOnlyList<string>> ReadAsync(int pipeline, long step, CancellationToken cancellationToken)
    {
        try
        {
            return await woodpecker.LogAsync(pipeline, step, cancellationToken);
        }
        catch (WoodpeckerException e)
        {
            return [$"(the log of the step could not be read: {e.Message})"];
        }
    }
}
