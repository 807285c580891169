using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

/// <summary>Over a real sshd.</summary>
[Trait("Length", "long")]
public sealed class SshTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task a_commit_goes_over_ssh_and_what_somebody_else_did_is_kept()
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        var repository = Mirror(world, ssh);
        var head = await repository.FetchAsync(None);
        var commit = await CommitAsync(repository, head);
        (await repository.PushAsync(commit, None)).ShouldBe(new PushResult.Pushed(commit));
        var late = await CommitAsync(repository, commit, "y");
        var theirs = await world.Server.CommitAsync("infra", new Dictionary<string, string?> { ["stacks/web/main.tf"] = "theirs" }, "theirs");

        (await repository.PushAsync(late, None)).ShouldBe(new PushResult.HeadMoved(theirs));
        var again = await CommitAsync(repository, theirs, "y");
        (await repository.PushAsync(again, None)).ShouldBe(new PushResult.Pushed(again));

        (await world.Server.LogAsync("infra")).Select(l => l.Sha).ShouldBe([again, theirs, commit, head]);
    }

    [Fact]
    public async Task what_a_hook_says_is_heard_over_ssh()
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        world.Server.AddHook("infra", "pre-receive", "#!/bin/sh\necho 'GitLab: You are not allowed to push code to protected branches on this project.' >&2\nexit 1\n");
        var repository = Mirror(world, ssh);
        var commit = await CommitAsync(repository, await repository.FetchAsync(None));

        var refused = (await repository.PushAsync(commit, None)).ShouldBeOfType<PushResult.Refused>();

        refused.Message.ShouldStartWith("the branch master is protected");
        refused.Message.ShouldEndWith("You are not allowed to push code to protected branches on this project.");
    }

    [Fact]
    public async Task a_key_that_may_only_read_is_a_refusal()
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        var repository = Mirror(world, ssh);
        var commit = await CommitAsync(repository, await repository.FetchAsync(None));
        // As GitHub does: the session is ended before git is started.
        await ssh.LetInOnlyAsync("case \"$SSH_ORIGINAL_COMMAND\" in *receive-pack*) echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2; exit 1;; *) eval \"$SSH_ORIGINAL_COMMAND\";; esac");

        var refused = (await repository.PushAsync(commit, None)).ShouldBeOfType<PushResult.Refused>();

        refused.Message.ShouldContain("UPGRADES__REPOSITORY__SSHKEYFILE");
        refused.Message.ShouldEndWith("marked as read only.");
    }

    [Fact]
    public Task a_key_that_is_not_known_names_the_setting() =>
        FailsWithAsync((o, ssh) => o.SshKeyFile = ssh.OtherKeyFile, "does not accept the key (UPGRADES__REPOSITORY__SSHKEYFILE)");

    [Fact]
    public Task a_host_that_is_not_known_names_the_setting() =>
        FailsWithAsync((o, _) => o.SshKnownHostsFile = "/dev/null", "has a host key that is not in UPGRADES__REPOSITORY__SSHKNOWNHOSTSFILE");

    [Fact]
    public Task a_missing_repository_names_the_setting() =>
        FailsWithAsync((o, _) => o.Url += "-elsewhere", "is no git repository, or one that the key may not see (UPGRADES__REPOSITORY__URL)");

    [Fact]
    public async Task a_server_that_dies_is_an_outage()
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        var repository = Mirror(world, ssh);
        await repository.FetchAsync(None);
        await ssh.LetInOnlyAsync("printf '00e0broken'; kill -9 $PPID");

        (await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.FetchAsync(None))).Message.ShouldContain("ssh://");
    }

    private static async Task FailsWithAsync(Action<RepositoryOptions, SshServer> change, string words)
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        (await Should.ThrowAsync<RepositoryUnavailableException>(() => Mirror(world, ssh, change).FetchAsync(None))).Message.ShouldContain(words);
    }

    private static InfrastructureRepository Mirror(GitWorld world, SshServer ssh, Action<RepositoryOptions, SshServer>? change = null) => world.Mirror(change: o =>
    {
        o.Url = $"ssh://{Environment.UserName}@127.0.0.1:{ssh.Port}{world.Server.Folder("infra")}";
        o.Username = null;
        o.Password = null;
        o.SshKeyFile = ssh.KeyFile;
        o.SshKnownHostsFile = ssh.KnownHostsFile;
        change?.Invoke(o, ssh);
    });

    private static Task<string> CommitAsync(InfrastructureRepository repository, string head, string text = "x") =>
        repository.CommitAsync(head, GitWorld.Edit("README.md", text), GitWorld.Message, None);
}
