using Upgrades.Hosting.Settings;
using Upgrades.Standalone;

namespace Upgrades.Tests.Standalone;

public sealed class SettingsCommandTests
{
    private static readonly SettingsCatalog Catalog = SettingsCatalog.Of(AllServices.Definitions, AppContext.BaseDirectory);

    [Fact]
    public void the_reference_is_what_the_options_classes_say() => CommandRun.Settings(new Dictionary<string, string>(), "settings", "--markdown").Output.ShouldBe(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SETTINGS.md")), "make it anew: ./run settings --markdown > SETTINGS.md");

    [Fact]
    public void every_setting_says_what_it_means() =>
        Catalog.Settings.Where(s => s.Meaning is null).Select(s => s.Name).ShouldBeEmpty("a property of an options class has no doc comment");

    [Fact]
    public void what_sounds_like_a_secret_is_marked_as_one() =>
        Catalog.Settings.Where(s => !s.IsSecret && Sounding.Any(word => s.Name.EndsWith(word, StringComparison.Ordinal))).Select(s => s.Name)
            .ShouldBeEmpty("the property needs [DataType(DataType.Password)]");

    [Fact]
    public void names_defaults_bounds_and_readers_come_from_the_classes()
    {
        Catalog.Settings.Single(s => s.Name == "UPGRADES__EXECUTOR__MODE").ShouldSatisfyAllConditions(
            s => (s.Default, s.Allowed, s.IsSecret).ShouldBe(("Upgrade", "Upgrade, Observe", false)),
            s => s.Services.ShouldBe(["executor"]),
            s => s.Meaning!.ShouldContain("`Observe`: "));
        Catalog.Settings.Single(s => s.Name == "UPGRADES__INGEST__LIMITWINDOW").ShouldSatisfyAllConditions(
            s => (s.Default, s.Allowed).ShouldBe(("06:00:00", "00:00:01 to 365.00:00:00")));
        Catalog.Settings.Single(s => s.Name == "UPGRADES__REPOSITORY__URL").ShouldSatisfyAllConditions(
            s => (s.Default, s.IsRequired).ShouldBe((null, true)), s => s.Services.ShouldBe(["analyzer", "executor"]));
        Catalog.Settings.Single(s => s.Name == "UPGRADES__BUS__URL").Services.Count.ShouldBe(5);
        Catalog.Settings.ShouldContain(s => s.Name == "UPGRADES__REGISTRY__HOSTS__N__PASSWORD" && s.IsSecret);
        Catalog.Settings.ShouldContain(s => s.Name == "UPGRADES__INGEST__OWNIMAGES__N");
        Catalog.Settings.Select(s => s.Name).ShouldBeUnique();
        Catalog.Settings.ShouldNotContain(s => s.Name.EndsWith("__IDENTITY", StringComparison.Ordinal));
    }

    [Fact]
    public void what_is_set_is_shown_with_where_it_is_from_and_without_secrets()
    {
        var run = CommandRun.Settings(
            new Dictionary<string, string>
            {
                ["UPGRADES__EXECUTOR__MODE"] = "Observe",
                ["UPGRADES__BUS__URL"] = "amqp://a:hunter2@b",
                ["UPGRADES__GITHUB__TOKEN_FILE"] = "/secrets/github",
                ["UPGRADES__REGISTRY__HOSTS__0__PASSWORD_VAULT"] = "secret/upgrades#hub",
                ["UPGRADES__REGISTRY__HOSTS__0__DOMAIN"] = "docker.io",
                ["UPGRADES__SLACK__WEBHOOK"] = "https://hooks.slack.com/hunter2",
                ["PATH"] = "/bin",
            },
            "settings", "--set", "--json");

        run.Code.ShouldBe(1);
        run.Output.ShouldNotContain("hunter2");
        run.Json.GetProperty("settings").EnumerateArray().Select(s => (s.GetProperty("name").GetString(), s.GetProperty("value").GetString(), s.GetProperty("from").GetString(), s.GetProperty("known").GetBoolean())).ShouldBe(
        [
            ("UPGRADES__BUS__URL", "***", "environment", true),
            ("UPGRADES__EXECUTOR__MODE", "Observe", "environment", true),
            ("UPGRADES__GITHUB__TOKEN_FILE", "***", "file /secrets/github", true),
            ("UPGRADES__REGISTRY__HOSTS__0__DOMAIN", "docker.io", "environment", true),
            ("UPGRADES__REGISTRY__HOSTS__0__PASSWORD_VAULT", "***", "Vault secret/upgrades#hub", true),
            ("UPGRADES__SLACK__WEBHOOK", "***", "environment", false),
        ]);
    }

    [Fact]
    public void a_section_is_shown_alone_and_one_that_is_not_there_is_named()
    {
        var one = CommandRun.Settings(new Dictionary<string, string>(), "settings", "slack");
        (one.Code, one.Output.Split('\n')[0]).ShouldBe((0, "Slack (notifier)"));
        one.Output.ShouldNotContain("UPGRADES__EXECUTOR");

        CommandRun.Settings(new Dictionary<string, string>(), "settings", "slak").ShouldSatisfyAllConditions(r => r.Code.ShouldBe(2), r => r.Error.ShouldContain("There is no section slak"));
        CommandRun.Settings(new Dictionary<string, string>(), "settings", "--set").Code.ShouldBe(3);
    }

    private static readonly string[] Sounding = ["TOKEN", "PASSWORD", "SECRET", "APIKEY", "WEBHOOKURL", "POSTGRES", "BUS__URL"];
}
