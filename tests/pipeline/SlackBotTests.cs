using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Sandbox.Kubernetes;
using Upgrades.Sandbox.Slack;
using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline;

/// <summary>What the members of a channel read when a bot tells, as a transcript that was reviewed by eye.</summary>
[Trait("Length", "long")]
public sealed partial class SlackBotTests
{
    [Fact]
    public async Task a_service_that_fails_is_one_message_and_a_thread_and_the_end_is_shown_to_everybody()
    {
        await using var pipeline = await StartAsync(Fixtures.WithDatabase());
        pipeline.World.Behave("shop", tag => tag == "1.1.0", new ImageBehaviour.CrashLoop(1, ["applying migration 42", "fatal: no such column"]));

        await pipeline.ReportAsync("shop");

        (await pipeline.OutcomeAsync("shop")).ShouldBeOfType<UpgradeRolledBack>();
        await ReadsAsync(pipeline, "slack-bot-rolled-back.txt", "not tried again by itself", ":lock:");
    }

    [Fact]
    public async Task a_service_that_is_upgraded_makes_no_sound_but_one()
    {
        await using var pipeline = await StartAsync(Fixtures.Stepping());

        await pipeline.ReportAsync("wiki");

        (await pipeline.OutcomeAsync("wiki")).ShouldBeOfType<UpgradeSucceeded>();
        await ReadsAsync(pipeline, "slack-bot-upgraded.txt", "\nupgraded", ":white_check_mark: *");
        pipeline.World.Slack.Messages.ShouldBeEmpty("nothing goes through the webhook");
    }

    private static Task<PipelineWorld> StartAsync(FixtureService service) => PipelineWorld.StartAsync(
        [service],
        ("Slack:WebhookUrl", ""),
        ("Slack:BotToken", SlackWorkspace.BotToken),
        ("Slack:Channel", SlackWorkspace.Channel),
        ("Slack:TimelineUrl", "https://upgrades.example.org"));

    private static async Task ReadsAsync(PipelineWorld pipeline, string golden, string end, string lastAnswer)
    {
        var workspace = pipeline.World.Slack.Workspace;
        // The message is made from the timeline, which may be ahead of the thread.
        await Eventually.TrueAsync(
            () => Task.FromResult(workspace.Messages is [var first, ..] && first.Text.Contains(end, StringComparison.Ordinal)
                && workspace.Thread(first) is [.., var last] && last.Text.StartsWith(lastAnswer, StringComparison.Ordinal)),
            $"the message says \"{end}\"");

        Transcript(workspace).ShouldBe(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "pipeline", "golden", golden)));
    }

    /// <summary>The channel from top to bottom, threads below their messages; what differs from run to run is masked.</summary>
    private static string Transcript(SlackWorkspace workspace)
    {
        var shown = workspace.Shown(SlackWorkspace.Channel).Select(m => (m.Broadcast ? "# shown in the channel, too: " : "# ") + m.Text.Split('\n')[0]);
        var threads = workspace.Messages.Where(m => m.ThreadTs is null).Select(m => $"{m.Text}\n{string.Concat(workspace.Thread(m).Select(r => Indent().Replace($"\n{r.Text}", "\n    ") + "\n"))}");
        return Masked($"{string.Join('\n', shown)}\n\n{string.Join('\n', threads)}");
    }

    private static string Masked(string text) => ((IEnumerable<(Regex Run, string Mask)>)
    [
        (Shas(), "COMMIT"), (Hosts(), "http://HERE/"), (Guids(), "ID"), (Seconds(), "in 5 s"), (Pods(), "POD"), (Crashes(), "keeps crashing (3 restarts)"), (States(), "CrashLoopBackOff"), (Jobs(), "ID"),
    ]).Aggregate(text, (masked, m) => m.Run.Replace(masked, m.Mask));

    [GeneratedRegex(@"(?<=`)[0-9a-f]{10}(?=`)")]
    private static partial Regex Shas();

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/")]
    private static partial Regex Hosts();

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"in \d+ s\b")]
    private static partial Regex Seconds();

    [GeneratedRegex("(?<=shop-)[a-z0-9]{10}-[a-z0-9]{5}")]
    private static partial Regex Pods();

    [GeneratedRegex(@"keeps crashing \(\d+ restarts?\)|crashed \d+ times")]
    private static partial Regex Crashes();

    /// <summary>Between two starts a container is in the one state or in the other.</summary>
    [GeneratedRegex("(?<=container `shop`, `)Error(?=`)")]
    private static partial Regex States();

    [GeneratedRegex("(?<=backup-)[0-9a-f]{8}(?=`)")]
    private static partial Regex Jobs();

    [GeneratedRegex(@"\n(?=.)")]
    private static partial Regex Indent();
}
