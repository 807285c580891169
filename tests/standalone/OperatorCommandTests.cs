using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox;
using Upgrades.Standalone.Commands;
using Upgrades.Tests.Analyzer;
using Upgrades.Tests.Ingest;
using Upgrades.Tests.Pipeline;

namespace Upgrades.Tests.Standalone;

/// <summary>What an operator types, against the services as they are.</summary>
public sealed class OperatorCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task an_upgrade_waits_while_paused_or_held_and_can_be_cancelled()
    {
        await using var pipeline = await PipelineWorld.StartAsync([Fixtures.Web()]);
        var at = At(new Uri(pipeline.App!.Urls.Single()));
        Run(at, "pause").ShouldBe(new CommandRun(0, Lines("Paused: 0 under way, 0 waiting"), ""));
        await pipeline.ReportAsync("web");
        await Eventually.TrueAsync(() => Task.FromResult(Run(at, "list", "--state", "waiting").Code == 0), "the upgrade waits");

        Run(at, "hold", "web", "--reason", "the \u001b[31mlibrary is being moved").Output.ShouldBe(Lines("web is held"));
        var status = Run(at, "status");
        status.Output.ShouldContain("paused     yes");
        status.Output.ShouldContain("waiting    1");
        status.Output.ShouldContain("held       web: the \uFFFD[31mlibrary is being moved");
        Run(at, "status", "--json").Json.GetProperty("held").GetProperty("web").GetString()!.ShouldStartWith("the ");

        var list = Run(at, "list");
        var id = Run(at, "list", "--json").Json[0].GetProperty("upgradeId").GetString()!;
        list.Output.ShouldContain(id);
        list.Output.ShouldContain("1.0.0 -> 1.1.0");
        Narrow(list);

        Run(at, "cancel", id).Output.ShouldBe(Lines("web 1.0.0 -> 1.1.0 is cancelled"));
        Run(at, "cancel", id).ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("only what has not begun"));
        Run(at, "list", "--state", "waiting").ShouldBe(new CommandRun(3, Lines("There are no such upgrades."), ""));
        Run(at, "release", "web").ShouldBe(new CommandRun(0, Lines("web is released"), ""));
        Run(at, "release", "web").ShouldBe(new CommandRun(3, "", Lines("web is not held")));
        Run(at, "resume").Output.ShouldBe(Lines("Resumed: 0 under way, 0 waiting"));
    }

    [Fact]
    public async Task failed_versions_are_listed_lifted_and_tried_again()
    {
        await using var analyzer = await AnalyzerHost.StartAsync(PlanLoopTests.FurnishShlink, ("stacks/shlink/main.tf", Infra.Deployment("shlink", "\"shlinkio/shlink:4.3.4\"")));
        var at = At(analyzer.Address);
        Run(at, "quarantine").Code.ShouldBe(3);
        await analyzer.PublishAsync(Outcomes.RolledBack(await ReplanLoopTests.PlanAsync(analyzer), 1, FailureCause.Version));
        await analyzer.PublishAsync(Outcomes.Aborted(await ReplanLoopTests.PlanAsync(analyzer, "5.0.2"), AbortStage.Backup, "the backup Job mysql-backup-1a2b3c had not ended after 30 min"));
        await Eventually.TrueAsync(() => Task.FromResult(Run(at, "quarantine", "--json") is { Code: 0 } listed && listed.Json.GetArrayLength() == 2), "both ends are noted");

        var list = Run(at, "quarantine");
        foreach (var expected in (string[])["shlinkio/shlink", "4.4.1", "quarantined", "crash loop", "5.0.2", "second-chance", "mysql-backup-1a2b3c"])
        {
            list.Output.ShouldContain(expected);
        }

        Narrow(list);
        Run(at, "quarantine", "lift", "shlink", "shlinkio/shlink", "4.4.1").Output.ShouldBe(Lines("shlinkio/shlink:4.4.1 of shlink is lifted: the next signal plans it"));
        Run(at, "quarantine", "lift", "shlink", "shlinkio/shlink", "4.4.1").Code.ShouldBe(3);
        Run(at, "quarantine", "lift", "shlink", "Not An Image", "4.4.1").ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldStartWith("image "));
        Run(at, "quarantine", "retry", "shlink", "shlinkio/shlink", "5.0.2").Code.ShouldBe(0);
        await Eventually.TrueAsync(() => Task.FromResult(Run(at, "quarantine").Code == 3), "the second chance is taken");
    }

    [Fact]
    public async Task the_limit_is_shown_changed_and_begun_anew()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, limit: 5);
        var at = At(ingest.Address);

        Run(at, "rate-limit").Output.ShouldContain("limit      5 within 6 h");
        Run(at, "rate-limit", "--limit", "50", "--window-hours", "1.5").Output.ShouldContain("limit      50 within 1.5 h");
        Run(at, "rate-limit", "--reset", "--json").Json.GetProperty("limit").GetInt32().ShouldBe(50);
        Run(at, "rate-limit", "--limit", "0").ShouldBe(new CommandRun(2, "", Lines("limit is 1 to 100000, windowHours above 0 and up to 8760")));
    }

    [Fact]
    public async Task who_may_not_is_told_what_to_set_and_no_token_is_shown()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);
        var wrong = Run(At(ingest.Address, token: "guessed-token"), "rate-limit");

        (wrong.Code, wrong.Output).ShouldBe((1, ""));
        wrong.Error.ShouldContain("does not take the token of UPGRADES_TOKEN: it has to be the server's UPGRADES__OPERATOR__TOKEN");
        wrong.Error.ShouldNotContain("guessed-token");
    }

    [Fact]
    public async Task a_server_without_a_token_says_so()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path, settings: new Dictionary<string, string?> { ["Operator:Token"] = null });

        Run(At(ingest.Address), "rate-limit").ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("lets no operator in: UPGRADES__OPERATOR__TOKEN is not set"));
    }

    [Fact]
    public async Task each_service_may_be_elsewhere_and_the_token_in_a_file()
    {
        await using var ingest = await IngestHost.StartAsync(_folder.Path);
        var file = Path.Combine(_folder.Path, "token");
        await File.WriteAllTextAsync(file, IngestHost.Token + "\n");
        var at = new Dictionary<string, string> { ["UPGRADES_URL"] = "http://127.0.0.1:1", ["UPGRADES_INGEST_URL"] = ingest.Address.ToString(), ["UPGRADES__OPERATOR__TOKEN"] = "another" };

        Run(at, "rate-limit", "--token-file", file).Code.ShouldBe(0);
        Run(at, "status", "--token-file", file).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(1), r => r.Error.ShouldStartWith("http://127.0.0.1:1/ (UPGRADES_URL) does not answer: "));
        Run(at, "status", "--token-file", file, "--url", ingest.Address.ToString()).ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("(--url) has no /operator/executor/status: it is another service, or an older one"));
    }

    [Fact]
    public async Task what_stands_before_the_services_is_not_taken_for_them()
    {
        await using var page = await StandInServer.StartAsync(app =>
        {
            app.MapPost("/{**path}", () => Results.Redirect("https://upgrades.example.org/"));
            app.MapGet("/{**path}", () => "<html>Log in</html>");
        });
        var at = At(page.Address);

        Run(at, "status").ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("what it sent is no JSON"));
        Run(at, "pause").ShouldSatisfyAllConditions(r => r.Code.ShouldBe(1), r => r.Error.ShouldContain("points to https://upgrades.example.org/: name that address"));
    }

    [Theory]
    [InlineData("Where is the executor?", "", "token", "status")]
    [InlineData("Where is the ingest?", "", "token", "rate-limit")]
    [InlineData("Which token?", "http://127.0.0.1:1", "", "status")]
    [InlineData("UPGRADES_TOKEN: a token is one word", "http://127.0.0.1:1", "two words", "status")]
    [InlineData("UPGRADES_URL: an address is", "127.0.0.1:8080", "token", "status")]
    [InlineData("UPGRADES_URL: an address is", "http://user:secret@127.0.0.1:1", "token", "status")]
    [InlineData("--token-file", "http://127.0.0.1:1", "token", "status", "--token-file", "/nowhere/token")]
    [InlineData("The stack is named by its folder alone", "http://127.0.0.1:1", "token", "hold", "stacks/immich")]
    [InlineData("The stack is named by its folder alone", "http://127.0.0.1:1", "token", "release", "..")]
    [InlineData("", "http://127.0.0.1:1", "token", "cancel", "no-id")]
    [InlineData("", "http://127.0.0.1:1", "token", "quarantine", "lift", "shlink")]
    public void wrong_usage_is_told_before_anything_is_sent(string expected, string url, string token, params string[] arguments)
    {
        var run = Run(new Dictionary<string, string> { ["UPGRADES_URL"] = url, ["UPGRADES_TOKEN"] = token }, arguments);

        run.Code.ShouldBe(2);
        run.Error.ShouldContain(expected);
        run.Error.ShouldNotContain("secret");
        run.Error.ShouldNotContain("two words");
    }

    private static Dictionary<string, string> At(Uri address, string token = PipelineWorld.OperatorToken) =>
        new() { ["UPGRADES_URL"] = address.ToString(), ["UPGRADES_TOKEN"] = token };

    private static CommandRun Run(IReadOnlyDictionary<string, string> environment, params string[] arguments) => CommandRun.Operating(environment, arguments);

    private static string Lines(string text) => text + Environment.NewLine;

    private static void Narrow(CommandRun run) => run.Output.Split(Environment.NewLine).ShouldAllBe(line => line.Length <= TextWidth.Columns);
}
