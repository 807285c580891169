using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Repository;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Repository;

public sealed class RemoteCheckTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData(RemoteRight.Read)]
    [InlineData(RemoteRight.Push)]
    public async Task who_is_let_in_learns_the_branchs_head_and_changes_nothing(RemoteRight right)
    {
        await using var world = await GitWorld.StartAsync();
        var head = await world.Server.HeadAsync("infra");

        (await world.Mirror().CheckAsync(right, None)).ShouldBe(new RemoteCheck { Head = head });

        (await world.Server.HeadAsync("infra")).ShouldBe(head);
        Directory.Exists(world.MirrorFolder("a")).ShouldBeFalse();
    }

    [Fact]
    public Task a_wrong_password() => FailsAsync(o => o.Password = "wrong-password", "answered 401: user name or password is wrong", "UPGRADES__REPOSITORY__PASSWORD a login that is accepted now");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public Task no_password(string? password) => FailsAsync(o => o.Password = password, "answered 401, and there is no UPGRADES__REPOSITORY__PASSWORD", "set UPGRADES__REPOSITORY__USERNAME");

    [Fact]
    public async Task a_password_that_was_revoked_meanwhile()
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror();
        (await repository.CheckAsync(RemoteRight.Push, None)).Trouble.ShouldBeNull();

        world.Server.ChangePassword("another");

        (await repository.CheckAsync(RemoteRight.Push, None)).Trouble!.ShouldContain("401");
    }

    [Fact]
    public async Task who_may_read_and_not_push_is_told_so_in_the_servers_words()
    {
        await using var world = await GitWorld.StartAsync();
        world.Server.IsReadOnly = true;
        var repository = world.Mirror();

        var push = await repository.CheckAsync(RemoteRight.Push, None);

        push.Trouble!.ShouldContain("answered 403: UPGRADES__REPOSITORY__PASSWORD may not push here: Write access to repository not granted.");
        push.Advice!.ShouldContain("let the user of UPGRADES__REPOSITORY__USERNAME push");
        (await repository.CheckAsync(RemoteRight.Read, None)).Trouble.ShouldBeNull();
    }

    [Fact]
    public Task a_missing_repository() => FailsAsync(o => o.Url = o.Url.Replace("infra", "elsewhere", StringComparison.Ordinal), "answered 404", "UPGRADES__REPOSITORY__URL");

    [Fact]
    public Task a_missing_branch() => FailsAsync(o => o.Branch = "main", "has no branch main", "UPGRADES__REPOSITORY__BRANCH");

    [Fact]
    public Task nobody_there() => FailsAsync(o => o.Url = "http://127.0.0.1:1/infra.git", "cannot be reached: Connection refused", "network policy");

    [Fact]
    public Task a_local_path() => FailsAsync(o => o.Url = "/srv/git/infra.git", "for reading only", "UPGRADES__REPOSITORY__URL");

    [Fact]
    public Task no_tls_where_it_was_expected() => FailsAsync(o => o.Url = o.Url.Replace("http:", "https:", StringComparison.Ordinal), "cannot be reached", "SSL_CERT_FILE");

    [Fact]
    public async Task a_mute_server_is_left()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await FailsAsync(
            o =>
            {
                o.Url = $"http://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}/infra.git";
                (o.ConnectTimeout, o.ServerTimeout) = (TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.2));
            },
            "did not answer within 0.4 s", "UPGRADES__REPOSITORY__SERVERTIMEOUT");
    }

    [Theory]
    [InlineData("/login", "is UPGRADES__REPOSITORY__URL a git repository, and no login page before it?")]
    [InlineData("/busy", "answered 503")]
    [InlineData("/error", "ERR upload-pack: not our ref")]
    [InlineData("/noise", "does not speak git's protocol")]
    [InlineData("/short", "broke off")]
    [InlineData("/empty", "has no branch master")]
    public async Task an_answer_that_is_not_a_list_of_branches(string path, string words)
    {
        await using var odd = await StandInServer.StartAsync(app =>
        {
            IResult Git(string text) => Results.Content(text, "application/x-git-receive-pack-advertisement");
            const string Service = "001f# service=git-receive-pack\n0000";
            app.MapGet("/login/{**rest}", () => Results.Content("<html>Sign in</html>", "text/html"));
            app.MapGet("/busy/{**rest}", () => Results.StatusCode(503));
            app.MapGet("/error/{**rest}", () => Git(Service + "0020ERR upload-pack: not our ref\n"));
            app.MapGet("/noise/{**rest}", () => Git("SSH-2.0-OpenSSH_9.2"));
            app.MapGet("/short/{**rest}", () => Git(Service + "00ff1234"));
            app.MapGet("/empty/{**rest}", () => Git(Service + "0000"));
        });
        await FailsAsync(o => o.Url = new Uri(odd.Address, path).ToString(), words, "");
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task over_ssh()
    {
        await using var ssh = await SshServer.StartAsync();
        await using var world = await GitWorld.StartAsync();
        RepositoryOptions? options = null;
        var repository = world.Mirror(change: o =>
        {
            (o.Url, o.SshKeyFile, o.SshKnownHostsFile) = ($"ssh://{Environment.UserName}@127.0.0.1:{ssh.Port}{world.Server.Folder("infra")}", ssh.KeyFile, ssh.KnownHostsFile);
            (o.Username, o.Password) = (null, null);
            options = o;
        });

        (await repository.CheckAsync(RemoteRight.Push, None)).ShouldBe(new RemoteCheck { Head = await world.Server.HeadAsync("infra") });

        await ssh.LetInOnlyAsync("case \"$SSH_ORIGINAL_COMMAND\" in *receive-pack*) echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2; exit 1;; *) eval \"$SSH_ORIGINAL_COMMAND\";; esac");
        (await repository.CheckAsync(RemoteRight.Push, None)).Trouble!.ShouldEndWith("marked as read only.");
        (await repository.CheckAsync(RemoteRight.Read, None)).Trouble.ShouldBeNull();

        options!.SshKeyFile = ssh.OtherKeyFile;
        var unknown = await repository.CheckAsync(RemoteRight.Push, None);
        unknown.Trouble!.ShouldContain("does not accept the key (UPGRADES__REPOSITORY__SSHKEYFILE)");
        unknown.Advice!.ShouldContain("a key that may push");
    }

    private static async Task FailsAsync(Action<RepositoryOptions> change, string trouble, string advice)
    {
        await using var world = await GitWorld.StartAsync();
        var check = await world.Mirror(change: change).CheckAsync(RemoteRight.Push, None);
        check.Head.ShouldBeNull();
        check.Trouble!.ShouldContain(trouble);
        check.Trouble!.ShouldNotContain("wrong-password");
        check.Advice!.ShouldContain(advice);
    }
}
