using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Agent;

namespace Upgrades.Tests.Analyzer.Advisor;

public sealed class AskAdvisorTests
{
    [Theory]
    [InlineData("Chat", "/v1/chat/completions")]
    [InlineData("Job", "/execute")]
    public async Task what_was_said_between_the_marks_becomes_the_advice(string mode, string path)
    {
        await using var world = await AgentWorld.StartAsync(mode);
        world.Agent.Reply = prompt => AgentStandIn.Obey(prompt, "The door is gone.\n\n\n\nBack up first.");

        (await world.AdviceAsync()).ShouldBe("The door is gone.\n\nBack up first.");

        world.Agent.Asked.ShouldHaveSingleItem().Path.ShouldBe(path);
    }

    [Fact]
    public async Task a_job_says_whose_it_is_and_what_it_may_cost()
    {
        await using var world = await AgentWorld.StartAsync("Job");
        await world.AdviceAsync();

        var body = world.Agent.Asked.ShouldHaveSingleItem().Body;
        body["metadata"]!["upgrade_id"]!.GetValue<string>().ShouldBe(AgentWorld.Plan.UpgradeId.ToString());
        (body["agent"]!.GetValue<string>(), body["max_budget_usd"]!.GetValue<double>(), body["timeout_seconds"]!.GetValue<int>()).ShouldBe(("advisor", 0.5, 300));
    }

    [Fact]
    public async Task an_older_service_is_understood_too()
    {
        await using var world = await AgentWorld.StartAsync("Job");
        world.Agent.SpeaksOldVersion = true;

        (await world.AdviceAsync()).ShouldBe("Back up first.");
    }

    [Theory]
    [InlineData("Chat", 401, "{\"detail\":\"Invalid token\"}")]
    [InlineData("Chat", 400, "{\"error\":\"unsupported model\"}")]
    [InlineData("Chat", 422, "{\"detail\":[]}")]
    [InlineData("Chat", 404, "<html>")]
    [InlineData("Chat", 302, "")]
    [InlineData("Chat", 429, "{\"detail\":\"Queue full\"}")]
    [InlineData("Chat", 409, "{\"detail\":\"Agent is busy\"}")]
    [InlineData("Chat", 503, "{\"error\":\"execution failed\",\"detail\":\"queue full\"}")]
    [InlineData("Chat", 500, "Internal Server Error")]
    [InlineData("Chat", 200, "")]
    [InlineData("Chat", 200, "not JSON")]
    [InlineData("Chat", 200, "<html>Log in</html>")]
    [InlineData("Chat", 200, "{\"choices\":[{\"message\":{\"content\":\"not streamed\"}}]}")]
    [InlineData("Chat", 200, "data: {\"choices\":\ndata: [DONE]")]
    [InlineData("Chat", 200, "data: [1]\n\ndata: [DONE]")]
    [InlineData("Chat", 200, "data: {\"choices\":[{\"delta\":{\"content\":{\"a\":1}}}]}\n\ndata: [DONE]")]
    [InlineData("Chat", 200, "data: {\"choices\":[7]}\n\ndata: [DONE]")]
    [InlineData("Chat", 200, "data: {\"error\":\"agent timed out\"}\n\ndata: [DONE]")]
    [InlineData("Chat", 200, "data: [DONE]")]
    [InlineData("Job", 401, "{\"detail\":\"Missing bearer token\"}")]
    [InlineData("Job", 422, "{\"detail\":[]}")]
    [InlineData("Job", 429, "{\"detail\":\"Queue full\"}")]
    [InlineData("Job", 409, "{\"detail\":\"Agent is busy\"}")]
    [InlineData("Job", 200, "<html>")]
    [InlineData("Job", 202, "[]")]
    [InlineData("Job", 202, "{\"job_id\":\"../../etc\"}")]
    [InlineData("Job", 202, "{\"job_id\":5}")]
    public async Task an_answer_that_is_none_leaves_the_plan_as_it_was(string mode, int status, string body)
    {
        await using var world = await AgentWorld.StartAsync(mode);
        world.Agent.AnswerNext(status, body);

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("Chat")]
    [InlineData("Job")]
    public async Task ten_megabytes_are_not_read(string mode)
    {
        await using var world = await AgentWorld.StartAsync(mode);
        world.Agent.AnswerNext(200, new string('x', 10 << 20));

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData(RunFate.Fails)]
    [InlineData(RunFate.TimesOut)]
    [InlineData(RunFate.Errors)]
    public async Task a_job_that_ends_badly_leaves_the_plan_as_it_was(RunFate fate)
    {
        await using var world = await AgentWorld.StartAsync("Job");
        world.Agent.Fate = fate;

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"detail":"Job not found"}""", 404)]
    [InlineData("""{"status":"vanished"}""", 200)]
    [InlineData("""{"status":"completed","output":"not a list"}""", 200)]
    [InlineData("""{"status":"completed","output":[1,{}]}""", 200)]
    [InlineData("""{"status":"completed"}""", 200)]
    [InlineData("<html>", 200)]
    public async Task a_job_that_is_lost_or_makes_no_sense_leaves_the_plan_as_it_was(string look, int status)
    {
        await using var world = await AgentWorld.StartAsync("Job");
        world.Agent.AnswerNext(202, """{"job_id":"a1b2c3d4e5f6","status":"queued"}""");
        world.Agent.AnswerNext(status, look);

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task a_pod_that_is_replaced_while_it_works_has_lost_the_job()
    {
        await using var world = await AgentWorld.StartAsync("Job");
        world.Agent.Reply = prompt =>
        {
            _ = Task.Run(async () =>
            {
                await Eventually.TrueAsync(() => Task.FromResult(world.Agent.Asked.Count == 1), "the job");
                world.Agent.Restart();
            });
            return AgentStandIn.Obey(prompt, "Too late.");
        };
        world.Agent.Fate = RunFate.NeverEnds;

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task a_service_that_is_away_for_a_moment_while_it_works_is_waited_for()
    {
        await using var world = await AgentWorld.StartAsync("Job");
        world.Agent.Reply = prompt =>
        {
            world.Agent.AnswerNext(503, "");
            world.Agent.AnswerNext(500, "");
            return AgentStandIn.Obey(prompt, "Back up first.");
        };

        (await world.AdviceAsync()).ShouldBe("Back up first.");
        world.Agent.Asked.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Chat")]
    [InlineData("Job")]
    public async Task who_never_answers_is_waited_for_no_longer_than_set(string mode)
    {
        await using var world = await AgentWorld.StartAsync(mode);
        world.Settings["Advisor:Timeout"] = "00:00:01";
        (world.Agent.HangsInStream, world.Agent.Fate) = (true, RunFate.NeverEnds);

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task nobody_at_the_address_is_no_advice()
    {
        await using var world = await AgentWorld.StartAsync();
        world.Settings["Advisor:Url"] = "http://127.0.0.1:1/";

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task an_answer_that_was_cut_off_is_none()
    {
        await using var world = await AgentWorld.StartAsync();
        world.Agent.Reply = prompt => AgentStandIn.Obey(prompt, new string('x', 200));
        world.Agent.CutsStreamAfter = 100;

        (await world.AdviceAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task who_is_not_well_is_left_alone_for_a_while()
    {
        await using var world = await AgentWorld.StartAsync();
        world.Agent.AnswerNext(503, "");
        await world.AdviceAsync();

        (await world.AdviceAsync()).ShouldBeNull();

        world.Agent.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task one_bad_answer_is_no_reason_not_to_ask_about_the_next_plan()
    {
        await using var world = await AgentWorld.StartAsync();
        world.Agent.AnswerNext(200, "<html>");
        await world.AdviceAsync();

        (await world.AdviceAsync()).ShouldBe("Back up first.");
    }

    [Fact]
    public async Task who_gives_up_waiting_is_heard()
    {
        await using var world = await AgentWorld.StartAsync();
        world.Agent.HangsInStream = true;
        using var stop = new CancellationTokenSource();
        var asking = world.Advisor.AdviseAsync(AgentWorld.Update(AgentWorld.Plan, "x"), stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(world.Agent.Asked.Count == 1), "the question");

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asking);
    }

    [Fact]
    public async Task nobody_is_asked_about_what_is_safe_or_has_no_notes_or_while_it_is_off()
    {
        await using var world = await AgentWorld.StartAsync();
        var safe = AgentWorld.Plan with { Risk = Risk.Safe };
        await world.AskAsync(safe);
        await world.Advisor.AdviseAsync(AgentWorld.Update(AgentWorld.Plan, "x") with { Notes = new Dictionary<Guid, IReadOnlyList<Upgrades.Analyzer.Releases.ReleaseNote>>() }, CancellationToken.None);
        await using var off = await AgentWorld.StartAsync("Off");
        (await off.AdviceAsync()).ShouldBeNull();

        world.Agent.Asked.Concat(off.Agent.Asked).ShouldBeEmpty();
    }

    [Fact]
    public async Task stacks_that_make_the_same_move_are_one_question()
    {
        await using var world = await AgentWorld.StartAsync();
        var other = AgentWorld.Plan with { UpgradeId = Guid.NewGuid(), Stack = "web2" };
        var update = AgentWorld.Update(AgentWorld.Plan, "x");
        update = update with { Plans = [AgentWorld.Plan, other], Notes = new Dictionary<Guid, IReadOnlyList<Upgrades.Analyzer.Releases.ReleaseNote>>(update.Notes) { [other.UpgradeId] = update.Notes.Values.Single() } };

        (await world.Advisor.AdviseAsync(update, CancellationToken.None)).Plans.Select(p => p.Advice).ShouldBe(["Back up first.", "Back up first."]);

        world.Agent.Asked.ShouldHaveSingleItem();
    }
}
