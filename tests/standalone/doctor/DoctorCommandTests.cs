using Npgsql;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Doctor;
using Upgrades.Tests.Ingest;

namespace Upgrades.Tests.Standalone.Doctor;

public sealed class DoctorCommandTests(DoctorWorld doctor, RabbitMqServer rabbit, PostgresServer postgres) : IClassFixture<DoctorWorld>
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public void a_world_that_is_well_is_found_so()
    {
        var run = CommandRun.Doctor(new Dictionary<string, string?>(doctor.WithVault) { ["GitHubb:Url"] = "misspelt" }, Nothing);

        run.Output.ShouldNotContain("FAIL ", Case.Sensitive);
        (run.Code, run.Error).ShouldBe((0, ""));
        var lines = run.Output.Split('\n');
        lines.ShouldContain(l => l.StartsWith("ok   settings  vault              127.0.0.1:", StringComparison.Ordinal));
        Unwrapped(run.Output).ShouldSatisfyAllConditions(
            t => t.ShouldContain("UPGRADES__GITHUB__TOKEN from Vault, secret/upgrades#github"),
            t => t.ShouldContain("UPGRADES__INGEST__SECRET from the environment"),
            t => t.ShouldContain("UPGRADES__GITHUBB…: nobody reads this section"));
        lines.ShouldContain(l => l.StartsWith("ok   analyzer  git-read           branch master at ", StringComparison.Ordinal));
        lines.ShouldContain("ok   ingest    webhook-secret     is set");
        lines.ShouldContain("-    ingest    broker             UPGRADES__BUS__URL names no broker: the bus is in memory");
        lines[^2].ShouldMatch("^[0-9]+ work, 0 failed, [0-9]+ not set$");
        lines.ShouldAllBe(l => l.Length <= TextWidth.Columns);
        doctor.World.Slack.Messages.ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(doctor.Settings["State:Folder"]!).ShouldBeEmpty();
    }

    [Theory]
    [Trait("Length", "long")]
    [InlineData("Repository:Password", "guessed-credential", "git-", "UPGRADES__REPOSITORY__PASSWORD")]
    [InlineData("GitHub:Token", "guessed-credential", "github", "UPGRADES__GITHUB__TOKEN")]
    [InlineData("Registry:Hosts:0:Password", "guessed-credential", "registry/", "UPGRADES__REGISTRY__HOSTS__0__PASSWORD")]
    [InlineData("Slack:WebhookUrl", "{slack}services/T000/B000/guessed-credential", "slack", "UPGRADES__SLACK__WEBHOOKURL")]
    [InlineData("Bus:Url", "amqp://guest:guessed-credential@{rabbit}/", "broker", "UPGRADES__BUS__URL")]
    [InlineData("State:Postgres", "{postgres};Username=nobody;Password=guessed-credential", "store", "UPGRADES__STATE__POSTGRES")]
    [InlineData("Woodpecker:Token", "guessed-credential", "woodpecker", "UPGRADES__WOODPECKER__TOKEN")]
    [InlineData("Kubernetes:Token", "guessed-credential", "kubernetes", "UPGRADES__KUBERNETES__TOKEN")]
    [InlineData("UptimeKuma:ApiKey", "guessed-credential", "uptime-kuma", "UPGRADES__UPTIMEKUMA__APIKEY")]
    public async Task each_credential_made_wrong_is_the_only_failure_and_named_by_its_setting(string key, string value, string dependency, string setting)
    {
        var run = CommandRun.Doctor(new Dictionary<string, string?>(doctor.Settings) { [key] = await FillAsync(value) }, Nothing, "--json");

        run.Code.ShouldBe(1, run.Output);
        var failed = run.Json.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("verdict").GetString() == Finding.Failed).ToList();
        failed.ShouldNotBeEmpty();
        failed.ShouldAllBe(f => f.GetProperty("dependency").GetString()!.StartsWith(dependency, StringComparison.Ordinal));
        failed.ShouldAllBe(f => f.GetProperty("advice").GetString()!.Contains(setting, StringComparison.Ordinal));
        (run.Output + run.Error).ShouldNotContain("guessed-credential");
    }

    [Fact]
    public void a_vault_that_lets_nobody_in_is_the_only_failure()
    {
        var run = CommandRun.Doctor(new Dictionary<string, string?>(doctor.WithVault) { ["Vault:Role"] = "another" }, Nothing);

        run.Code.ShouldBe(1);
        Unwrapped(run.Output).ShouldSatisfyAllConditions(
            t => t.ShouldContain("FAIL settings vault auth/kubernetes/login is refused (400): the role or the login's path is wrong do: see UPGRADES__VAULT__ROLE"),
            t => t.ShouldContain("Nothing else was tried"));
        run.Output.ShouldContain("0 work, 1 failed, 1 not set");
    }

    [Fact]
    public void a_secret_that_is_not_in_its_file_is_told_with_the_file()
    {
        var settings = new Dictionary<string, string?>(doctor.Settings.Where(s => s.Key is not ("GitHub:Token" or "Slack:WebhookUrl")))
        {
            ["GitHub:Token_FILE"] = "/nowhere/github",
            ["Slack:WebhookUrl_FILE"] = doctor.File("empty", ""),
        };
        var run = CommandRun.Doctor(settings, Nothing);

        run.Code.ShouldBe(1);
        var text = Unwrapped(run.Output);
        text.ShouldContain("UPGRADES__GITHUB__TOKEN_FILE: Could not find");
        text.ShouldContain("UPGRADES__SLACK__WEBHOOKURL_FILE:");
        text.ShouldContain("is empty");
    }

    [Fact]
    public void every_wrong_setting_is_a_line_and_no_value_is_shown()
    {
        var run = CommandRun.Doctor(
            new Dictionary<string, string?>(doctor.Settings)
            {
                ["Ingest:Secret"] = "too-short",
                ["GitHub:Tokn"] = "guessed-credential",
                ["Time:Scale"] = "guessed-credential",
                ["Bus:Url"] = "http://guest:guessed-credential@broker",
            },
            Nothing);

        run.Code.ShouldBe(2);
        var text = Unwrapped(run.Output);
        text.ShouldContain("FAIL settings options UPGRADES__INGEST__SECRET: must have at least 16 characters");
        text.ShouldContain("UPGRADES__GITHUB__TOKN: there is no such setting");
        text.ShouldContain("UPGRADES__TIME__SCALE: is no Double");
        text.ShouldContain("UPGRADES__BUS__URL: must be empty or start with amqp://");
        text.ShouldContain("4 settings are wrong, so nothing else was tried");
        text.ShouldNotContain("guessed-credential");
    }

    [Fact]
    public void one_service_needs_its_own_settings_alone_and_what_a_server_quotes_of_a_secret_is_taken_out()
    {
        var settings = doctor.Settings.Where(s => s.Key.Split(':')[0] is "Slack" or "State").Append(new("GitHubb:Token", "x")).ToDictionary();
        settings["Slack:WebhookUrl"] = doctor.Settings["Slack:WebhookUrl"] + "?key=guessed-credential";
        settings["Slack:BotToken"] = null;
        doctor.World.Slack.AnswerNext(403, "invalid_token: ?key=guessed-credential of " + settings["Slack:WebhookUrl"]);
        var run = CommandRun.Doctor(settings, Nothing, "--service", "notifier");

        run.Code.ShouldBe(1);
        run.Output.ShouldContain("FAIL notifier  slack              may not post: 403");
        run.Output.ShouldNotContain("B000/secret");
        run.Output.ShouldNotContain("analyzer");
    }

    [Fact]
    public async Task running_services_are_asked_to_try_it_themselves()
    {
        using var folder = new TemporaryFolder();
        await using var ingest = await IngestHost.StartAsync(folder.Path);
        Dictionary<string, string> at = new() { ["UPGRADES_URL"] = ingest.Address.ToString(), ["UPGRADES_TOKEN"] = IngestHost.Token };

        var run = CommandRun.Doctor(doctor.Settings, at, "--running", "--service", "ingest");
        (run.Code, run.Error).ShouldBe((0, ""));
        run.Output.ShouldContain("ok   ingest    webhook-secret     is set");
        run.Output.ShouldContain("2 work, 0 failed, 2 not set");

        var missing = CommandRun.Doctor(doctor.Settings, at, "--running", "--service", "notifier", "--service", "ingest", "--json");
        missing.Code.ShouldBe(1);
        missing.Json.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("verdict").GetString() == Finding.Failed)
            .GetProperty("advice").GetString()!.ShouldContain("UPGRADES_NOTIFIER_URL");
        at["UPGRADES_TOKEN"] = "guessed-credential";
        CommandRun.Doctor(doctor.Settings, at, "--running", "--service", "ingest").ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe(1), r => Unwrapped(r.Output).ShouldContain("does not take the token of UPGRADES_TOKEN"), r => r.Output.ShouldNotContain("guessed-credential"));
        CommandRun.Doctor(doctor.Settings, Nothing, "--running").Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("--service", "nobody")]
    [InlineData("--timeout", "0")]
    public void what_the_command_line_cannot_mean_is_wrong_usage(params string[] arguments) => CommandRun.Doctor(doctor.Settings, Nothing, arguments).Code.ShouldBe(2);

    private async Task<string> FillAsync(string value)
    {
        var slack = new Uri(new Uri(doctor.Settings["Slack:WebhookUrl"]!), "/");
        if (value.StartsWith("{postgres}", StringComparison.Ordinal))
        {
            var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
            return value.Replace("{postgres}", $"Host={database.Host};Port={database.Port};Database={database.Database}", StringComparison.Ordinal);
        }

        return value.Contains("{rabbit}", StringComparison.Ordinal) && (await rabbit.CreateVirtualHostAsync()).Amqp is var broker
            ? value.Replace("{rabbit}", $"{broker.Host}:{broker.Port}", StringComparison.Ordinal)
            : value.Replace("{slack}", slack.ToString(), StringComparison.Ordinal);
    }

    /// <summary>As one long line.</summary>
    private static string Unwrapped(string text) => string.Join(' ', text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
