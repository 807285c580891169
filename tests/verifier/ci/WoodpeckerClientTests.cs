using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Sandbox;
using Upgrades.Sandbox.Woodpecker;
using Upgrades.Verifier.Ci;

namespace Upgrades.Tests.Verifier.Ci;

public sealed class WoodpeckerClientTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly WoodpeckerStandIn _woodpecker;
    private readonly List<ServiceProvider> _services = [];
    private StandInServer _server = null!;

    public WoodpeckerClientTests() => _woodpecker = new WoodpeckerStandIn(_time, "Infra", "Home", repositoryId: 82);

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(_woodpecker.Map);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _woodpecker.Dispose();
        _services.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task the_list_is_read_page_by_page_back_to_a_time(bool version2)
    {
        _woodpecker.SpeaksVersion2 = version2;
        for (var i = 0; i < 130; i++)
        {
            _woodpecker.Start($"{i}", "master", "m", new PipelineScript());
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var pipelines = await Client().ListAsync(_time.GetUtcNow().AddMinutes(-70), _ => false, CancellationToken.None);

        pipelines.Select(p => p.Number).ShouldBe(Enumerable.Range(61, 70).Reverse());
        _woodpecker.Requests.Count(r => r.Contains("/pipelines?", StringComparison.Ordinal)).ShouldBe(2);
        (await Client().ListAsync(default, p => p.Number == 100, CancellationToken.None)).Count.ShouldBe(50);
    }

    [Fact]
    public async Task a_pipeline_comes_with_its_workflows_and_steps_and_the_log_of_a_step()
    {
        var number = _woodpecker.Start("abc", "master", "m", new PipelineScript { Default = WorkflowEnd.Failure, ApplyLog = ["one", "Grüße"] });
        _time.Advance(TimeSpan.FromMinutes(1));

        var pipeline = (await Client().FindAsync(number, CancellationToken.None))!;

        (pipeline.Commit, pipeline.Branch, pipeline.Event, pipeline.Workflows.Single().State).ShouldBe(("abc", "master", "push", "failure"));
        var failed = pipeline.Workflows[0].Steps.Single(s => s.State == "failure");
        (failed.Name, failed.ExitCode).ShouldBe(("apply", 1));
        (await Client().LogAsync(number, failed.Id, CancellationToken.None)).ShouldBe(["one", "Grüße"]);
        (await Client().PageAsync(number, CancellationToken.None)).ShouldBe($"{_server.Address}repos/82/pipeline/{number}");
    }

    [Fact]
    public async Task what_is_not_there_is_nothing()
    {
        (await Client().FindAsync(99, CancellationToken.None)).ShouldBeNull();
        var number = _woodpecker.Start("abc", "master", "m", new PipelineScript());
        (await Client().LogAsync(number, 1, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_pipeline_can_be_started_by_hand_and_a_filtered_one_says_so()
    {
        (await Client().TriggerAsync("master", "m", CancellationToken.None)).ShouldBe(new TriggerResult(null, "every workflow is filtered out for pipelines started by hand"));

        _woodpecker.OnManual = _ => new PipelineScript();
        var branch = await Client().BranchAsync(CancellationToken.None);
        (await Client().TriggerAsync(branch, "m", CancellationToken.None)).Number.ShouldBe(1);

        var client = Client();
        await client.BranchAsync(CancellationToken.None);
        _woodpecker.AnswerNext(403, "");
        (await client.TriggerAsync(branch, "m", CancellationToken.None)).Refusal!.ShouldContain("needs the right to push");
    }

    [Fact]
    public async Task the_web_ui_answering_with_200_is_an_error_that_names_the_setting()
    {
        var client = Client(o => o.Url = new Uri(_server.Address, "somewhere/"));

        (await Should.ThrowAsync<WoodpeckerException>(() => client.FindAsync(1, CancellationToken.None))).Message
            .ShouldBe("UPGRADES__WOODPECKER__URL: what answers there is a web page, not Woodpecker's API");
    }

    [Theory]
    [InlineData(401, "", "UPGRADES__WOODPECKER__TOKEN is not accepted (401)")]
    [InlineData(500, "store is locked", "Woodpecker answered 500 store is locked")]
    public async Task errors_are_said(int status, string body, string message)
    {
        _woodpecker.AnswerNext(status, body);

        (await Should.ThrowAsync<WoodpeckerException>(() => Client().FindAsync(1, CancellationToken.None))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task a_repository_that_is_not_there_or_not_the_one_is_said()
    {
        (await MessageAsync(o => o.Repository = "infra/other")).ShouldBe("UPGRADES__WOODPECKER__REPOSITORY: Woodpecker knows no infra/other, or the token has no right to it");
        (await MessageAsync(o => o.RepositoryId = 5)).ShouldBe("UPGRADES__WOODPECKER__REPOSITORYID: Woodpecker knows no repository 5, or the token has no right to it");

        _woodpecker.AnswerNext(200, """{"id":3,"full_name":"infra/renamed"}""", new Dictionary<string, string> { ["Content-Type"] = "application/json" });
        (await MessageAsync(_ => { })).ShouldBe("UPGRADES__WOODPECKER__REPOSITORY: infra/home is infra/renamed now");
    }

    [Theory]
    [InlineData("https://FORGE.example/Infra/Home", null)]
    [InlineData("git@forge.example:Infra/Home.git", null)]
    [InlineData("ssh://git@forge.example:2222/Infra/Home.git/", null)]
    [InlineData("https://github.com/Infra/Home", "github.com/infra/home")]
    [InlineData("https://forge.example/infra/other", "forge.example/infra/other")]
    public async Task a_repository_of_the_same_name_on_another_forge_is_not_the_one(string cloneUrl, string? ours)
    {
        foreach (int? id in (int?[])[null, 82])
        {
            var asking = Client(o => (o.CloneUrl, o.RepositoryId) = (cloneUrl, id)).BranchAsync(CancellationToken.None);
            if (ours is null)
            {
                await asking;
                continue;
            }

            (await Should.ThrowAsync<WoodpeckerException>(() => asking)).Message.ShouldBe(
                $"UPGRADES__WOODPECKER__CLONEURL: Woodpecker's repository 82 is forge.example/infra/home and not {ours}: two forges may have the same name; " +
                "set UPGRADES__WOODPECKER__REPOSITORYID to the number of the right one");
        }
    }

    [Theory]
    [InlineData("nowhere", false)]
    [InlineData("https://forge.example/", false)]
    [InlineData("", true)]
    [InlineData("forge.example:infra/home", true)]
    public void a_clone_address_that_is_none_is_said_at_start(string cloneUrl, bool right)
    {
        var options = new WoodpeckerOptions { Url = _server.Address, Repository = "infra/home", CloneUrl = cloneUrl };

        options.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(options)).Any().ShouldBe(!right);
    }

    [Fact]
    public async Task a_repository_that_is_switched_off_is_said()
    {
        _woodpecker.IsActive = false;

        (await MessageAsync(_ => { })).ShouldBe("Woodpecker knows Infra/Home, but it is not activated there: no commit gets a pipeline until somebody activates it");
        (await MessageAsync(o => o.RepositoryId = 82)).ShouldContain("is not activated there");
    }

    [Fact]
    public async Task fields_that_are_missing_null_or_warnings_do_no_harm()
    {
        var client = Client();
        await client.BranchAsync(CancellationToken.None);
        _woodpecker.AnswerNext(
            200,
            """{"number":4,"workflows":null,"errors":[{"message":"old syntax","is_warning":true},{"type":"compiler"},null],"cancel_info":{"superseded_by":5}}""",
            new Dictionary<string, string> { ["Content-Type"] = "application/json" });

        var pipeline = (await client.FindAsync(4, CancellationToken.None))!;

        (pipeline.Status, pipeline.SupersededBy).ShouldBe(("", 5));
        pipeline.Errors.ShouldBe(["compiler"]);
        pipeline.Workflows.ShouldBeEmpty();
    }

    [Fact]
    public async Task nobody_there_is_said()
    {
        var client = Client();
        await _server.DisposeAsync();

        (await Should.ThrowAsync<WoodpeckerException>(() => client.FindAsync(1, CancellationToken.None))).Message.ShouldStartWith("Woodpecker cannot be reached");
    }

    private async Task<string> MessageAsync(Action<WoodpeckerOptions> change) =>
        (await Should.ThrowAsync<WoodpeckerException>(() => Client(change).BranchAsync(CancellationToken.None))).Message;

    private WoodpeckerClient Client(Action<WoodpeckerOptions>? change = null)
    {
        var options = new WoodpeckerOptions { Url = _server.Address, Repository = "infra/home", Token = "token-of-ci" };
        change?.Invoke(options);
        var services = new ServiceCollection().AddSingleton(options);
        services.AddWoodpecker();
        _services.Add(services.BuildServiceProvider());
        return _services[^1].GetRequiredService<WoodpeckerClient>();
    }
}
