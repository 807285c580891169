using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Registry;

namespace Upgrades.Tests.Analyzer.Registry;

/// <summary>Whose password is shown to whom, and what a token is good for.</summary>
public sealed class RegistryCredentialsTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly ImageReference App = ImageReference.Parse("lscr.io/o/app");
    private readonly RegistryStandIn _behind = new();
    private OutsideWorld _world = null!;
    private StandInServer _other = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await OutsideWorld.StartAsync();
        _other = await StandInServer.StartAsync(_behind.Map);
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task a_registry_in_front_of_another_one_gets_by_with_the_others_token()
    {
        // As lscr.io, whose challenge leads to ghcr.io's realm.
        _behind.NeedsToken = false;
        _world.Registry.NeedsToken = false;
        _world.Registry.AddImage("o/app", ["1.0.0"]);
        Challenge($"Bearer realm=\"{_other.Address}token\",service=\"ghcr.io\",scope=\"repository:o/app:pull\"");

        (await Client.LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Found>();
        _behind.Requests.ShouldBe(["GET /token?service=ghcr.io&scope=repository%3Ao%2Fapp%3Apull"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task whoever_we_are_redirected_to_gets_a_password_of_his_own_and_no_other(bool hasOne)
    {
        (_behind.NeedsToken, _behind.Credentials) = (false, "guest:theirs");
        _behind.AddImage("o/app", ["1.0.0"]);
        await using var front = await StandInServer.StartAsync(app => app.Run(context =>
        {
            context.Response.Redirect(new Uri(_other.Address, context.Request.Path).ToString(), permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        }));
        Entry(1, "lscr.io", front.Address, "robot", "ours");
        if (hasOne)
        {
            Entry(2, "ghcr.io", _other.Address, "guest", "theirs");
        }

        var found = await Client.LookUpAsync(App, "1.0.0", None);

        if (hasOne)
        {
            found.ShouldBe(new TagLookup.Found(_behind.DigestOf("o/app", "1.0.0")));
        }
        else
        {
            found.ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("not permitted");
        }
    }

    [Fact]
    public async Task a_token_that_is_good_but_not_for_this_is_not_asked_for_again()
    {
        (_world.Registry.Credentials, _world.Registry.NeedsToken) = ("robot:secret", true);
        _world.Registry.AddImage("o/app", ["1.0.0"]);
        await Client.LookUpAsync(App, "1.0.0", None);
        var before = _world.Registry.Requests.Count;

        (await Client.LookUpAsync(App, "1.0.0", None)).ShouldBeOfType<TagLookup.Missing>().Detail.ShouldContain("not permitted");

        _world.Registry.Requests.Skip(before).ShouldBe(["HEAD /v2/o/app/manifests/1.0.0"]);
    }

    [Theory]
    [InlineData("{\"token\":\"t\"}", 45, 1)]
    [InlineData("{\"token\":\"t\"}", 55, 2)]
    [InlineData("{\"access_token\":\"t\",\"expires_in\":300}", 285, 1)]
    [InlineData("{\"access_token\":\"t\",\"expires_in\":300}", 295, 2)]
    [InlineData("{\"token\":\"t\",\"expires_in\":1e300}", 3585, 1)]
    [InlineData("{\"token\":\"t\",\"expires_in\":5}", 0, 2)]
    public async Task a_token_is_used_until_shortly_before_its_end(string issued, int later, int asked)
    {
        var (time, requests) = (new FakeTimeProvider(), 0);
        await using var realm = await StandInServer.StartAsync(app => app.Run(context =>
        {
            requests++;
            return context.Response.WriteAsync(issued, context.RequestAborted);
        }));
        using var http = new HttpClient(new SocketsHttpHandler());
        var (tokens, call) = (new RegistryTokens(new OutsideClock(time)), new OutsideCall(http, "realm", TimeSpan.FromSeconds(10)));
        var challenge = new RegistryChallenge(new Uri(realm.Address, "token"), "s", "repository:o/app:pull");
        await tokens.AnswerAsync(call, challenge, null, anew: false, None);
        time.Advance(TimeSpan.FromSeconds(later));

        (await tokens.AnswerAsync(call, challenge, null, anew: false, None))!.ToString().ShouldBe("Bearer t");
        requests.ShouldBe(asked);
    }

    [Fact]
    public async Task a_token_is_its_owners()
    {
        var issued = 0;
        await using var realm = await StandInServer.StartAsync(app => app.Run(context => context.Response.WriteAsync($"{{\"token\":\"t{issued++}\"}}", context.RequestAborted)));
        using var http = new HttpClient(new SocketsHttpHandler());
        var (tokens, call) = (new RegistryTokens(new OutsideClock(TimeProvider.System)), new OutsideCall(http, "realm", TimeSpan.FromSeconds(10)));
        var challenge = new RegistryChallenge(new Uri(realm.Address, "token"), "s", "repository:o/app:pull");
        async Task<string> TokenAsync(RegistryHost? host, RegistryChallenge? other = null) => (await tokens.AnswerAsync(call, other ?? challenge, host, anew: false, None))!.Parameter!;

        var first = await TokenAsync(null);
        string[] all =
        [
            first, await TokenAsync(new RegistryHost { Username = "robot", Password = "one" }), await TokenAsync(new RegistryHost { Username = "robot", Password = "two" }),
            await TokenAsync(null, challenge with { Scope = "repository:o/other:pull" }), await TokenAsync(null, challenge with { Service = "other" }),
        ];

        all.ShouldBeUnique();
        (await TokenAsync(null)).ShouldBe(first);
    }

    private RegistryClient Client => _world.Get<RegistryClient>();

    private void Entry(int number, string domain, Uri address, string user, string password)
    {
        _world.Settings[$"Registry:Hosts:{number}:Domain"] = domain;
        _world.Settings[$"Registry:Hosts:{number}:Url"] = address.ToString();
        _world.Settings[$"Registry:Hosts:{number}:Username"] = user;
        _world.Settings[$"Registry:Hosts:{number}:Password"] = password;
    }

    private void Challenge(string challenge) => _world.Registry.AnswerNext(401, "", new Dictionary<string, string> { ["WWW-Authenticate"] = challenge });
}
