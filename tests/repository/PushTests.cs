using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class PushTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_commit_arrives_with_its_message_and_only_its_change()
    {
        await using var world = await GitWorld.StartAsync(("stacks/db/main.tf", "tag = \"15\"\n"));
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("stacks/web/main.tf", "tag = \"1.1\"\n"), GitWorld.Message, None);

        var result = await repository.PushAsync(commit, None);

        result.ShouldBe(new PushResult.Pushed(commit));
        var log = await world.Server.LogAsync("infra");
        log[0].ShouldSatisfyAllConditions(
            l => l.Sha.ShouldBe(commit),
            l => l.Subject.ShouldBe("upgrade: web 1.0 -> 1.1"),
            l => l.Body.ShouldBe("Risk: Safe\n\nUpgrade-Id: 1/1/Upgrade"),
            l => l.Files.ShouldBe(["stacks/web/main.tf"]));
        (await world.Server.ReadAsync("infra", "master", "stacks/web/main.tf")).ShouldBe("tag = \"1.1\"\n");
        (await world.Server.ReadAsync("infra", "master", "stacks/db/main.tf")).ShouldBe("tag = \"15\"\n");
    }

    [Fact]
    public async Task a_commit_of_someone_else_is_kept()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var late = await repository.CommitAsync(head, GitWorld.Edit("stacks/web/main.tf", "tag = \"1.1\"\n"), GitWorld.Message, None);
        var theirs = await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "Theirs\n" }, "[CI SKIP] state");

        var first = await repository.PushAsync(late, None);
        first.ShouldBe(new PushResult.HeadMoved(theirs));
        var again = await repository.CommitAsync(theirs, GitWorld.Edit("stacks/web/main.tf", "tag = \"1.1\"\n"), GitWorld.Message, None);
        (await repository.PushAsync(again, None)).ShouldBe(new PushResult.Pushed(again));

        (await world.Server.LogAsync("infra")).Select(l => l.Sha).ShouldBe([again, theirs, head]);
        (await world.Server.ReadAsync("infra", "master", "README.md")).ShouldBe("Theirs\n");
    }

    [Fact]
    public async Task a_commit_that_comes_between_negotiation_and_push_is_kept()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var late = await repository.CommitAsync(head, GitWorld.Edit("stacks/web/main.tf", "tag = \"1.1\"\n"), GitWorld.Message, None);
        string? theirs = null;
        world.Server.Hold.BeforePush = async _ =>
            theirs ??= await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["README.md"] = "Theirs\n" }, "theirs");

        var result = await repository.PushAsync(late, None);

        result.ShouldBe(new PushResult.HeadMoved(theirs!));
        (await world.Server.HeadAsync("infra")).ShouldBe(theirs);
    }

    [Fact]
    public async Task what_a_hook_says_is_heard()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        world.Server.Hold.RefusePushes = "This branch is frozen until Monday";

        var result = await repository.PushAsync(commit, None);

        result.ShouldBeOfType<PushResult.Refused>().Message.ShouldBe("pre-receive hook declined: This branch is frozen until Monday");
        (await world.Server.HeadAsync("infra")).ShouldBe(head);
    }

    [Fact]
    public async Task hooks_of_the_repository_itself_run()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        world.Server.AddHook("infra", "update", "#!/bin/sh\necho \"$1 is protected\"\nexit 1\n");

        var result = await repository.PushAsync(commit, None);

        result.ShouldBeOfType<PushResult.Refused>().Message.ShouldStartWith("hook declined: refs/heads/master is protected");
    }

    [Fact]
    public async Task a_push_whose_answer_is_lost_counts_when_the_branch_contains_it()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: o => o.ServerTimeout = TimeSpan.FromSeconds(1));
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        var never = new TaskCompletionSource();
        world.Server.Hold.AfterPush = _ => never.Task;

        var result = await repository.PushAsync(commit, None);
        never.SetResult();

        result.ShouldBe(new PushResult.Pushed(commit));
    }

    [Fact]
    public async Task a_push_that_breaks_off_is_no_push()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: o => o.ServerTimeout = TimeSpan.FromSeconds(1));
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);
        var never = new TaskCompletionSource();
        world.Server.Hold.BeforePush = _ => never.Task;

        var failure = await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.PushAsync(commit, None));
        never.SetResult();

        failure.Message.ShouldContain("was silent for 1 s");
    }

    [Fact]
    public async Task a_local_path_is_never_pushed_to()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: o => o.Url = world.Server.Folder("infra"));
        var head = await repository.FetchAsync(None);
        var commit = await repository.CommitAsync(head, GitWorld.Edit("README.md", "x"), GitWorld.Message, None);

        await Should.ThrowAsync<InvalidOperationException>(() => repository.PushAsync(commit, None));
    }

    [Fact]
    public async Task twenty_pushers_through_two_mirrors_all_land_once()
    {
        var files = Enumerable.Range(0, 20).Select(i => ($"stacks/s{i}/main.tf", "tag = \"1\"\n")).ToArray();
        await using var world = await GitWorld.StartAsync(files);
        InfrastructureRepository[] mirrors = [world.Mirror("a"), world.Mirror("b")];

        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, ct) =>
        {
            var repository = mirrors[i % 2];
            var message = new CommitMessage($"upgrade: s{i} 1 -> 2", [], [("Upgrade-Id", $"{i}/1/Upgrade")]);
            PushResult result;
            do
            {
                result = await repository.ExclusiveAsync(
                    async turn =>
                    {
                        var head = repository.LastSeenHead ?? await repository.FetchAsync(turn);
                        var commit = await repository.CommitAsync(head, GitWorld.Edit($"stacks/s{i}/main.tf", "tag = \"2\"\n"), message, turn);
                        return await repository.PushAsync(commit, turn);
                    },
                    ct);
            }
            while (result is PushResult.HeadMoved);

            result.ShouldBeOfType<PushResult.Pushed>();
        });

        var log = await world.Server.LogAsync("infra");
        log.Count.ShouldBe(21);
        log.Select(l => l.Subject).Where(s => s.StartsWith("upgrade", StringComparison.Ordinal)).ShouldBeUnique();
        var tree = await world.Server.ReadAllAsync("infra", "master");
        files.ShouldAllBe(f => tree[f.Item1] == "tag = \"2\"\n");
    }
}
