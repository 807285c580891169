using Upgrades.Verifier.Ci;

namespace Upgrades.Verifier.Decisions;

/// <summary>What CI's state means for a commit.</summary>
internal abstract record CiOutcome
{
    private CiOutcome()
    {
    }

    public sealed record Wait(string For) : CiOutcome;

    /// <summary>No pipeline came by itself: start one.</summary>
    public sealed record Trigger : CiOutcome;

    public sealed record Green(string Words) : CiOutcome;

    /// <param name="Ended">False when a deadline passed.</param>
    public sealed record Red(string Words, string Reason, bool Ended) : CiOutcome;
}

/// <summary>What one look at CI has to judge.</summary>
/// <param name="Pipeline">Null when there is none.</param>
/// <param name="Successor">What took the place of a stopped pipeline.</param>
internal sealed record CiLook(string Commit, Pipeline? Pipeline, int? Successor, string Workflow, DateTimeOffset Now);

/// <summary>
/// Judges by the state of the one workflow that applies, never by the pipeline's; a pipeline that a later one superseded is
/// followed there (DESIGN §6.5). Deadlines run on our own clock from what we saw, so a CI server's clock does not matter.
/// </summary>
internal static class CiJudgement
{
    private enum State { Queued, Blocked, Running, Green, Red, Stopped, Missing }

    public static (CiOutcome Outcome, Progress Progress) Judge(CiLook look, Progress progress, VerifierOptions options)
    {
        if (look.Pipeline is not { } pipeline)
        {
            return (WithoutPipeline(look, progress, options), progress);
        }

        var state = StateOf(pipeline, look.Workflow);
        if (state == State.Stopped && look.Successor is { } successor)
        {
            progress = progress with { Pipeline = successor, PipelineSince = look.Now, RunningSince = null, SupersededSince = progress.SupersededSince ?? look.Now };
            return (Late(look, progress, options) ?? new CiOutcome.Wait($"pipeline {successor}, which superseded pipeline {pipeline.Number}"), progress);
        }

        progress = state == State.Running ? progress with { RunningSince = progress.RunningSince ?? look.Now } : progress;
        return (state switch
        {
            State.Green => new CiOutcome.Green($"pipeline {pipeline.Number}: workflow {look.Workflow} succeeded"),
            State.Red => new CiOutcome.Red(WordsOf(pipeline, look.Workflow), ReasonOf(pipeline, look.Workflow), Ended: true),
            State.Stopped => new CiOutcome.Red($"pipeline {pipeline.Number} was stopped and no later one of its branch took its place", pipeline.Status, Ended: true),
            State.Missing => new CiOutcome.Red(MissingWords(pipeline, look.Workflow), pipeline.Status, Ended: true),
            _ => Late(look, progress, options) ?? new CiOutcome.Wait($"pipeline {pipeline.Number}, {(state == State.Blocked ? "which waits for an approval" : state == State.Queued ? "which is queued" : "which runs")}"),
        }, progress);
    }

    private static CiOutcome WithoutPipeline(CiLook look, Progress progress, VerifierOptions options)
    {
        var none = $"no pipeline for commit {look.Commit[..10]}";
        if (progress.TriggeredAt is { } triggered)
        {
            return look.Now - triggered < options.PipelineTimeout
                ? new CiOutcome.Wait($"the pipeline that was started by hand; {none}")
                : new CiOutcome.Red($"{none}, and none came of starting one by hand{(progress.TriggerRefusal is { } refusal ? $": {refusal}" : "")}", "no pipeline", Ended: false);
        }

        return look.Now - progress.Since < options.PipelineTimeout ? new CiOutcome.Wait(none) : new CiOutcome.Trigger();
    }

    private static CiOutcome? Late(CiLook look, Progress progress, VerifierOptions options)
    {
        var number = progress.Pipeline;
        if (progress.SupersededSince is { } superseded)
        {
            return look.Now - superseded < options.SupersededTimeout
                ? null
                : new CiOutcome.Red($"the commit's pipeline was superseded, and pipeline {number} has not ended within {Minutes(options.SupersededTimeout)}", "superseded", Ended: false);
        }

        if (progress.RunningSince is { } running)
        {
            return look.Now - running < options.RunTimeout
                ? null
                : new CiOutcome.Red($"pipeline {number} runs for more than {Minutes(options.RunTimeout)}", "running", Ended: false);
        }

        var what = look.Pipeline is { } pipeline && StateOf(pipeline, look.Workflow) == State.Blocked ? ("still waits for an approval", "blocked") : ("is still queued", "pending");
        return look.Now - (progress.PipelineSince ?? progress.Since) < options.QueueTimeout
            ? null
            : new CiOutcome.Red($"pipeline {number} {what.Item1} after {Minutes(options.QueueTimeout)}", what.Item2, Ended: false);
    }

    private static State StateOf(Pipeline pipeline, string workflow)
    {
        var states = pipeline.Workflows.Where(w => w.Name == workflow).Select(w => w.State).ToList();
        if (states.Count == 0)
        {
            return pipeline.Status switch
            {
                "pending" or "created" or "" => State.Queued,
                "blocked" => State.Blocked,
                "killed" or "canceled" => State.Stopped,
                // Workflows are absent when the configuration could not be read; otherwise ours is not among them.
                "error" or "failure" or "declined" when pipeline.Workflows.Count == 0 => State.Red,
                "success" or "failure" or "error" or "declined" or "skipped" => State.Missing,
                _ => State.Running,
            };
        }

        // A person's word goes before what the workflow never became.
        return pipeline.Status == "declined" || states.Any(s => s is "failure" or "error" or "declined") ? State.Red
            : states.Any(s => s is "killed" or "canceled" || (pipeline.WasStopped && s is "skipped" or "pending" or "created" or "blocked")) ? State.Stopped
            : states.All(s => s == "success") ? State.Green
            : states.Contains("skipped") ? State.Red
            : pipeline.Status == "blocked" || states.Contains("blocked") ? State.Blocked
            : states.All(s => s is "pending" or "created") ? State.Queued
            : State.Running;
    }

    private static string WordsOf(Pipeline pipeline, string workflow)
    {
        if (pipeline.Status == "declined" || pipeline.Workflows.Any(w => w.Name == workflow && w.State == "declined"))
        {
            return $"pipeline {pipeline.Number} was declined by a person, so nothing was applied";
        }

        if (pipeline.Workflows.FirstOrDefault(w => w.Name == workflow && w.State != "success") is not { } bad)
        {
            return $"pipeline {pipeline.Number} could not start: {(pipeline.Errors.Count > 0 ? string.Join("; ", pipeline.Errors) : pipeline.Status)}";
        }

        if (bad.State == "skipped")
        {
            return $"pipeline {pipeline.Number}: workflow {workflow} was skipped, so nothing was applied";
        }

        var words = FailedStep(pipeline, workflow) is { } step ? $"failed at step {step.Name} (exit code {step.ExitCode})" : $"ended with {bad.State}";
        var errors = string.Join("; ", ((string?[])[bad.Error, .. pipeline.Errors]).Where(e => !string.IsNullOrEmpty(e)));
        return $"pipeline {pipeline.Number}: workflow {workflow} {words}{(errors.Length > 0 ? ": " + errors : "")}";
    }

    /// <summary>The step whose log tells why.</summary>
    public static PipelineStep? FailedStep(Pipeline pipeline, string workflow) => pipeline.Workflows.Where(w => w.Name == workflow)
        .SelectMany(w => w.Steps).FirstOrDefault(s => s.State is "failure" or "error" or "killed");

    private static string ReasonOf(Pipeline pipeline, string workflow) =>
        pipeline.Workflows.FirstOrDefault(w => w.Name == workflow && w.State != "success")?.State ?? pipeline.Status;

    private static string MissingWords(Pipeline pipeline, string workflow) =>
        $"pipeline {pipeline.Number} ended without a workflow named {workflow} (UPGRADES__WOODPECKER__WORKFLOW); it has: {string.Join(", ", pipeline.Workflows.Select(w => w.Name))}";

    private static string Minutes(TimeSpan span) => $"{span.TotalMinutes:0.#} min";
}
