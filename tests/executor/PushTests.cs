using Upgrades.Contracts.Events;

namespace Upgrades.Tests.Executor;

/// <summary>Many upgrades want the branch at once, and so do others.</summary>
public sealed class PushTests
{
    [Fact]
    public async Task twelve_at_once_land_once_each_while_twelve_foreign_commits_arrive()
    {
        string[] stacks = [.. Enumerable.Range(1, 12).Select(i => $"web{i}")];
        await using var world = await ExecutorWorld.StartAsync(stacks);
        await world.StopServiceAsync();
        world.Settings["Executor:MaxInFlight"] = "12";
        await world.StartServiceAsync();
        var head = await world.HeadAsync();
        var foreign = 0;
        // Each arrives between the look at the head and the push on it, so each costs somebody a try.
        world.Git.Hold.BeforePush = async _ =>
        {
            if (Interlocked.Increment(ref foreign) is var number and <= 12)
            {
                await world.Git.CommitAsync("infra", new Dictionary<string, string?> { [$"state/{number}.json"] = "{}" }, $"foreign {number}");
            }
        };

        await Task.WhenAll(stacks.Select(s => world.ApplyAsync(Plans.At(s, head, "1.0", "1.1"))));

        var log = await world.LogAsync();
        log.Count.ShouldBe(1 + 12 + 12);
        log.Count(l => l.Subject.StartsWith("foreign ", StringComparison.Ordinal)).ShouldBe(12);
        log.Select(l => l.Subject).Where(s => s.StartsWith("upgrade: ", StringComparison.Ordinal)).ShouldBe(stacks.Select(s => $"upgrade: {s} 1.0 -> 1.1"), ignoreOrder: true);
        foreach (var stack in stacks)
        {
            (await world.TextAsync(stack)).ShouldBe(Plans.Terraform(stack, "1.1"));
        }

        (await world.PublishedAsync<UpgradeApplied>()).Count.ShouldBe(12);
    }
}
