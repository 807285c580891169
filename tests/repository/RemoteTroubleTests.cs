using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Repository;
using Upgrades.Sandbox;

namespace Upgrades.Tests.Repository;

public sealed class RemoteTroubleTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public Task a_wrong_password_names_the_setting() =>
        FailsWithAsync(o => o.Password = "wrong", "answered 401: user name or password is wrong, or the token has expired (UPGRADES__REPOSITORY__USERNAME, UPGRADES__REPOSITORY__PASSWORD)");

    [Fact]
    public Task no_password_names_the_setting() => FailsWithAsync(o => o.Password = null, "UPGRADES__REPOSITORY__PASSWORD");

    [Fact]
    public Task a_missing_repository_names_the_setting() =>
        FailsWithAsync(o => o.Url = o.Url.Replace("infra", "elsewhere", StringComparison.Ordinal), "answered 404");

    [Fact]
    public Task a_missing_branch_names_the_setting() => FailsWithAsync(o => o.Branch = "main", "has no branch 'main' (UPGRADES__REPOSITORY__BRANCH)");

    [Fact]
    public Task nobody_there_is_said() => FailsWithAsync(o => o.Url = "http://127.0.0.1:1/infra.git", "Connection refused");

    [Fact]
    public async Task a_wrong_password_does_not_cost_the_mirror()
    {
        await using var world = await GitWorld.StartAsync();
        using (var first = world.Mirror())
        {
            await first.FetchAsync(None);
        }

        var repository = world.Mirror(change: o => o.Password = "wrong");
        await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.FetchAsync(None));

        (await GitWorld.TextAsync(repository, await world.Server.HeadAsync("infra"), "README.md")).ShouldBe("Ours\n");
    }

    [Fact]
    public async Task a_mute_server_is_left_after_the_server_timeout()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await FailsWithAsync(
            o =>
            {
                o.Url = $"http://127.0.0.1:{((IPEndPoint)mute.LocalEndpoint).Port}/infra.git";
                o.ServerTimeout = TimeSpan.FromSeconds(0.5);
            },
            "was silent for 0.5 s (UPGRADES__REPOSITORY__SERVERTIMEOUT)");
    }

    [Fact]
    public async Task a_dripping_server_is_left_after_the_total_timeout()
    {
        await using var drip = await StandInServer.StartAsync(app => app.Run(async context =>
        {
            context.Response.ContentType = "application/x-git-upload-pack-advertisement";
            await context.Response.WriteAsync("001e# service=git-upload-pack\n0000fff0");
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ");
                await context.Response.Body.FlushAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }));
        await FailsWithAsync(
            o =>
            {
                o.Url = new Uri(drip.Address, "infra.git").ToString();
                o.TotalTimeout = TimeSpan.FromSeconds(1);
            },
            "was not done within 1 s (UPGRADES__REPOSITORY__TOTALTIMEOUT)");
    }

    [Theory]
    [InlineData("/login", "is UPGRADES__REPOSITORY__URL a git repository, and no login page before it?")]
    [InlineData("/moved", "has moved to https://elsewhere.example/infra.git")]
    [InlineData("/broken", "answered 500")]
    [InlineData("/closed", "answered 403: UPGRADES__REPOSITORY__PASSWORD may not read here")]
    public async Task an_answer_that_is_not_gits_is_explained(string path, string words)
    {
        await using var odd = await StandInServer.StartAsync(app =>
        {
            app.MapGet("/login/{**rest}", () => Results.Content("<html>Sign in</html>", "text/html"));
            app.MapGet("/moved/{**rest}", () => Results.Redirect("https://elsewhere.example/infra.git"));
            app.MapGet("/broken/{**rest}", () => Results.StatusCode(500));
            app.MapGet("/closed/{**rest}", () => Results.StatusCode(403));
        });
        await FailsWithAsync(o => o.Url = new Uri(odd.Address, path).ToString(), words);
    }

    [Theory]
    [InlineData("http://127.0.0.1")]
    [InlineData("ssh://git@127.0.0.1")]
    public async Task a_caller_that_gives_up_is_let_go(string server)
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: o => o.Url = $"{server}:{((IPEndPoint)mute.LocalEndpoint).Port}/infra.git");
        using var cancel = new CancellationTokenSource();

        var fetch = repository.FetchAsync(cancel.Token);
        using var connection = await mute.AcceptTcpClientAsync();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => fetch);
    }

    private static async Task FailsWithAsync(Action<RepositoryOptions> change, string words)
    {
        await using var world = await GitWorld.StartAsync();
        var repository = world.Mirror(change: change);
        (await Should.ThrowAsync<RepositoryUnavailableException>(() => repository.FetchAsync(None))).Message.ShouldContain(words);
    }
}
