using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Upgrades.Sandbox;
using Upgrades.Verifier.Decisions;
using Upgrades.Verifier.Http;

namespace Upgrades.Tests.Verifier.Http;

public sealed class HttpProbeTests : IAsyncLifetime
{
    private readonly List<string> _seen = [];
    private readonly List<ServiceProvider> _services = [];
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(app => app.Run(async context =>
    {
        lock (_seen)
        {
            _seen.Add($"{context.Request.Host}{context.Request.Path}");
        }

        switch (context.Request.Path.Value)
        {
            case "/login":
                break;
            case "/loop":
                context.Response.Redirect("/loop");
                break;
            case "/sso":
                context.Response.Redirect("https://auth.example.org/start");
                break;
            case "/odd":
                context.Response.Redirect("ftp://a.example/");
                break;
            case "/silent":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case "/cut":
                context.Abort();
                break;
            case "/503":
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            default:
                context.Response.Redirect("/login");
                break;
        }
    }));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _services.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task redirects_of_the_host_are_followed_at_the_fixed_address()
    {
        (await AskAsync("https://a.example/")).ShouldBe(new HttpAnswer("https://a.example/", 200));

        _seen.ShouldBe(["a.example/", "a.example/login"]);
    }

    [Fact]
    public async Task a_redirect_elsewhere_is_the_answer() =>
        (await AskAsync("https://a.example/sso")).ShouldBe(new HttpAnswer("https://a.example/sso", 302, RedirectedTo: "auth.example.org"));

    [Fact]
    public async Task a_redirect_to_no_web_address_is_the_answer() => (await AskAsync("https://a.example/odd")).Status.ShouldBe(302);

    [Fact]
    public async Task a_loop_ends_after_three_redirects()
    {
        (await AskAsync("https://a.example/loop")).Status.ShouldBe(302);

        _seen.Count.ShouldBe(4);
    }

    [Fact]
    public async Task a_service_that_is_down_is_an_answer() => (await AskAsync("https://a.example/503")).IsDown.ShouldBeTrue();

    [Fact]
    public async Task silence_is_an_answer_too() =>
        (await AskAsync("https://a.example/silent", o => o.Timeout = TimeSpan.FromMilliseconds(200))).ShouldBe(new HttpAnswer("https://a.example/silent", null, "nothing within 0 s"));

    [Fact]
    public async Task a_connection_that_breaks_is_an_answer_too()
    {
        var answer = await AskAsync("https://a.example/cut");

        answer.Status.ShouldBeNull();
        answer.Words.ShouldStartWith("gave no answer: ");
    }

    [Fact]
    public async Task refused_is_told_from_a_name_that_is_not_known()
    {
        (await AskAsync("http://127.0.0.1:1/", o => o.Address = null)).Error.ShouldBe("the connection was refused or lost");
        (await AskAsync("http://no-such-host.invalid/", o => o.Address = null)).Error.ShouldBe("the name cannot be resolved");
    }

    private async Task<HttpAnswer> AskAsync(string url, Action<HttpCheckOptions>? change = null)
    {
        var options = new HttpCheckOptions { Address = _server.Address };
        change?.Invoke(options);
        var services = new ServiceCollection().AddSingleton(options);
        services.AddHttpProbe();
        _services.Add(services.BuildServiceProvider());
        return (await _services[^1].GetRequiredService<HttpProbe>().AskAsync([url], CancellationToken.None)).Single();
    }
}
