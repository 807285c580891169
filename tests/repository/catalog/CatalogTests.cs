using System.Text;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Repository.Catalogs;

public sealed class CatalogTests
{
    /// <summary>As operators have it, with the kinds of mistakes they make (reference, origin behaviour, parts A and F).</summary>
    internal const string Existing = """
        {
        	"github_repo_overrides": {
        		"vaultwarden/server": "dani-garcia/vaultwarden",
        		"docker.io/vaultwarden/server": "dani-garcia\/vaultwarden",
        		"clickhouse/clickhouse-server": "ClickHouse/ClickHouse",
        		"ghcr.io/immich-app/immich-server": "immich-app/immich"
        	},
        	"helm_chart_repo_overrides": {
        		"https://charts.goauthentik.io/": "goauthentik/authentik",
        		"oci://ghcr.io/kyverno/charts": "kyverno/kyverno"
        	},
        	"db_backed_services": {
        		"immich": {"type": "postgresql", "db_name": "immich", "dedicated": true, "backup_cronjob": "postgresql-backup", "backup_namespace": "immich"},
        		"url": {"type": "mysql", "db_name": "shlink", "shared": true},
        		"authentik": {"type": "postgresql", "dedicated": true, "notes": "runs on the shared cluster"}
        	},
        	"backup_infrastructure": {
        		"postgresql": {"cronjob_name": "postgresql-backup", "namespace": "dbaas", "credential_secret": "s", "credential_key": "k", "host": "h", "backup_pvc": "p"},
        		"mysql": {"cronjob_name": "mysql-backup", "namespace": "dbaas", "credential_secret": "s", "credential_key": "k", "host": "h", "backup_pvc": "p"}
        	},
        	"version_jump_always_step": ["authentik", "nextcloud", "immich"],
        	"auto_detect_rules": {"ghcr.io/ORG/REPO": "use ORG/REPO \ud83d\ude00"},
        	"skip_image_patterns": ["*postgres*", "*clickhouse*", "ownorg/*", "registry.k8s.io/*", "*:latest"],
        	"breaking_change_keywords": ["breaking", "BREAKING", "removed"]
        }
        """;

    [Fact]
    public void an_existing_file_is_taken_as_it_is()
    {
        var (catalog, problems) = Read(Existing);

        problems.ShouldNotContain(p => p.Severity == CatalogSeverity.Error);
        catalog.SourceRepositoryFor(Image("vaultwarden/server:1.2")).ShouldBe("dani-garcia/vaultwarden");
        catalog.SourceRepositoryFor(Image("nginx")).ShouldBeNull();
        catalog.ChartRepositoryFor("https://charts.goauthentik.io").ShouldBe("goauthentik/authentik");
        catalog.ChartRepositoryFor("oci://ghcr.io/kyverno/charts/").ShouldBe("kyverno/kyverno");
        catalog.AlwaysSteps("immich").ShouldBeTrue();
        catalog.AlwaysSteps("url").ShouldBeFalse();
        catalog.Keywords.ShouldBe(["breaking", "BREAKING", "removed"]);
        catalog.BackupFor("immich").ShouldBe(
            new BackupPlan { Engine = DatabaseEngine.PostgreSql, CronJob = "postgresql-backup", Namespace = "immich", Shared = false, Database = "immich" });
        catalog.BackupFor("url").ShouldBe(
            new BackupPlan { Engine = DatabaseEngine.MySql, CronJob = "mysql-backup", Namespace = "dbaas", Shared = true, Database = "shlink" });
        catalog.BackupFor("authentik").ShouldBeNull();
        catalog.IsDatabaseBacked("authentik").ShouldBeTrue();
        catalog.BackupFor("web").ShouldBeNull();
    }

    [Fact]
    public void its_mistakes_are_said_with_path_and_line() =>
        Read(Existing).Problems.Select(p => $"{p.Severity} {p.Path} {p.Line}: {p.Message}").ShouldBe(
            [
                "Warning github_repo_overrides.docker.io/vaultwarden/server 4: is docker.io/vaultwarden/server a second time, after line 3: keep one of them",
                "Warning db_backed_services.authentik 15: is dedicated, and names no backup_cronjob in a backup_namespace: no backup is known for it",
                "Note auto_detect_rules 22: is prose for a person and is not read; the rules are built in",
                "Warning github_repo_overrides.clickhouse/clickhouse-server 5: is never used: skip_image_patterns has '*clickhouse*'",
                "Note breaking_change_keywords[1] 24: 'BREAKING' adds nothing to 'breaking' in line 24: case does not matter",
            ],
            ignoreOrder: true);

    [Theory]
    [InlineData("postgres:15", true)]
    [InlineData("ghcr.io/cloudnative-pg/PostgreSQL", null)]
    [InlineData("ghcr.io/cloudnative-pg/postgresql:15", true)]
    [InlineData("ownorg/app:1", true)]
    [InlineData("docker.io/ownorg/deep/app:1", true)]
    [InlineData("ghcr.io/ownorg/app:1", false)]
    [InlineData("registry.k8s.io/ingress-nginx/controller:v1", true)]
    [InlineData("nginx:latest", true)]
    [InlineData("nginx:1.27", false)]
    public void patterns_are_held_against_canonical_names(string image, bool? skipped)
    {
        if (skipped is null)
        {
            ImageReference.TryParse(image, out _, out _).ShouldBeFalse();
            return;
        }

        Read(Existing).Catalog.IsSkipped(Image(image)).ShouldBe(skipped.Value);
    }

    [Theory]
    [InlineData("nginx", "nginx", true)]
    [InlineData("nginx*", "nginx-unprivileged", true)]
    [InlineData("nginx", "bitnami/nginx", false)]
    [InlineData("index.docker.io/a/b", "a/b", true)]
    [InlineData("registry.example.org:5000/*", "registry.example.org:5000/x", true)]
    [InlineData("gh?r.io/*", "ghcr.io/a/b", true)]
    [InlineData("a.b/*", "aXb/c", false)]
    [InlineData("*", "x/y", true)]
    public void a_glob_crosses_slashes(string pattern, string image, bool matches) =>
        new ImagePattern(pattern).Matches(Image(image.ToLowerInvariant())).ShouldBe(matches);

    [Fact]
    public void our_additions_are_read_from_yaml()
    {
        var (catalog, problems) = Read("""
            stack_roots: [stacks/*, apps/]
            max_steps: 4
            registry_mirrors:
              mirror.example.org/hub: docker.io
              mirror.example.org: ghcr.io
            services:
              nextcloud:
                namespaces: [nextcloud, nextcloud-jobs]
                hosts: cloud.example.org
                monitors: [Nextcloud]
                stepping: every
                waypoints: [28.0.10, 29.10]
                window_minutes: 7.5
                backup: {cron_job: dump, namespace: nextcloud}
                restore: {policy: whenRollbackFails, cron_job: restore, namespace: nextcloud, database: nc}
            """);

        problems.ShouldBeEmpty();
        catalog.StackRoots.ShouldBe(["stacks/*", "apps"]);
        catalog.MaxSteps.ShouldBe(4);
        catalog.Keywords.ShouldBe(Catalog.DefaultKeywords);
        catalog.Unmirrored(Image("mirror.example.org/hub/library/nginx:1")).ToString().ShouldBe("docker.io/library/nginx:1");
        catalog.Unmirrored(Image("mirror.example.org/a/b:1")).ToString().ShouldBe("ghcr.io/a/b:1");
        catalog.Unmirrored(Image("mirror.example.org.evil/a/b:1")).Name.ShouldBe("mirror.example.org.evil/a/b");
        var service = catalog.ServiceFor("nextcloud");
        service.Namespaces.ShouldBe(["nextcloud", "nextcloud-jobs"]);
        service.Hosts.ShouldBe(["cloud.example.org"]);
        service.Stepping.ShouldBe(Stepping.Every);
        service.Waypoints.ShouldBe(["28.0.10", "29.10"]);
        service.Window.ShouldBe(TimeSpan.FromMinutes(7.5));
        catalog.BackupFor("nextcloud")!.ShouldSatisfyAllConditions(b => b.CronJob.ShouldBe("dump"), b => b.Shared.ShouldBeFalse());
        catalog.RestoreFor("nextcloud")!.Policy.ShouldBe("whenRollbackFails");
        catalog.ServiceFor("other").ShouldBe(ServiceSettings.None);
    }

    [Theory]
    [InlineData("{\"db_backed_services\":\n{\"immich\":{\"type\":7,\"shared\":true}}}", "Error db_backed_services.immich.type 2: must be a text, not '7'")]
    [InlineData("db_backed_services:\n  a: {type: oracle, shared: true}", "Error db_backed_services.a.type 2: must be postgresql or mysql, not 'oracle'")]
    [InlineData("db_backed_services:\n  a: {shared: true}", "Error db_backed_services.a 2: needs a type: postgresql or mysql")]
    [InlineData("db_backed_services:\n  a: {type: mysql, shared: \"true\"}", "Error db_backed_services.a.shared 2: must be true or false, not a text")]
    [InlineData("db_backed_services:\n  a: {type: mysql, shared: true}", "Warning db_backed_services.a 2: is shared, and backup_infrastructure names no CronJob for its type")]
    [InlineData("db_backed_services: [a]", "Error db_backed_services 1: must be a map, not a list")]
    [InlineData("db_backed_services:\n  a: {type: mysql, dedicated: true, backup_cronjob: x}", "Error db_backed_services.a 2: needs both backup_cronjob and backup_namespace: no backup can be planned with one alone")]
    [InlineData("skip_image_patterns: [a, {b: c}]", "Error skip_image_patterns[1] 1: must be a text, not a map")]
    [InlineData("skip_image_patern: [a]", "Warning skip_image_patern 1: is no key that anybody reads; was skip_image_patterns meant?")]
    [InlineData("github_repo_overrides: {nginx: nginx}", "Error github_repo_overrides.nginx 1: must be owner/repository or a URL, not 'nginx'")]
    [InlineData("github_repo_overrides: {'a b': x/y}", "Error github_repo_overrides.a b 1: the key is not an OCI image reference")]
    [InlineData("helm_chart_repo_overrides: {charts.example.org: x/y}", "Error helm_chart_repo_overrides.charts.example.org 1: the key must be the URL of a chart repository (https://… or oci://…)")]
    [InlineData("max_steps: many", "Error max_steps 1: must be a number from 1 to 100, not 'many'")]
    [InlineData("max_steps: 1\nmax_steps: 2", "Warning max_steps 2: stands here 2 times (lines 1, 2); this one counts")]
    [InlineData("services:\n  a:\n    stepping: fast", "Error services.a.stepping 3: must be one of every, breaking, direct, not 'fast'")]
    [InlineData("services:\n  a:\n    window_minutes: -1", "Error services.a.window_minutes 3: must be a number from 0.1 to 1440, not '-1'")]
    [InlineData("services:\n  a:\n    restore: {policy: always}", "Error services.a.restore 3: needs cron_job, namespace and database: nothing can be restored without")]
    [InlineData("services:\n  a:", "Error services.a 2: must be a map, not nothing")]
    public void a_mistake_is_said_where_it_is(string text, string expected) =>
        Read(text).Problems.Select(p => $"{p.Severity} {p.Path} {p.Line}: {p.Message}").ShouldContain(expected);

    [Fact]
    public void a_database_with_a_wrong_entry_is_still_a_database() =>
        Read("db_backed_services: {a: {type: 7}}").Catalog.IsDatabaseBacked("a").ShouldBeTrue();

    [Theory]
    [InlineData("{\"max_steps\": 3")]
    [InlineData("a: [")]
    [InlineData("[1, 2]")]
    [InlineData("just words")]
    [InlineData("a: *b")]
    [InlineData("a: 1\n---\nb: 2")]
    public void a_file_that_cannot_be_read_says_so(string text) => Read(text).Unreadable.ShouldBeTrue();

    [Fact]
    public void without_a_catalog_the_defaults_hold()
    {
        Catalog.Empty.Keywords.ShouldContain("manual intervention");
        Catalog.Empty.MaxSteps.ShouldBe(10);
        Catalog.Empty.BackupFor("web").ShouldBeNull();
        Catalog.Empty.IsSkipped(Image("postgres")).ShouldBeFalse();
    }

    [Fact]
    public void a_file_nested_without_end_is_refused() => Read(new string('[', 100_000)).Unreadable.ShouldBeTrue();

    [Fact]
    public void an_enormous_file_is_refused() => Read("# " + new string('x', 2 << 20)).Unreadable.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("# nothing yet\n")]
    [InlineData("{}")]
    [InlineData("\ufeff{}")]
    public void an_empty_file_is_an_empty_catalog(string text) => Read(text).Problems.ShouldBeEmpty();

    [Fact]
    public void an_anchor_may_be_used_again() =>
        Read("services:\n  a: &a {hosts: [x]}\n  b: *a").Catalog.ServiceFor("b").Hosts.ShouldBe(["x"]);

    [Fact]
    public void what_stacks_share_and_how_much_memory_they_may_be_given_is_read_and_a_slip_is_told_with_its_line()
    {
        var reading = Read("services:\n  web:\n    shared_with: shop\n    max_memory: 1.5Gi\n  shop:\n    max_memory: lots\n");

        reading.Catalog.ServiceFor("web").ShouldSatisfyAllConditions(s => s.SharedWith.ShouldBe(["shop"]), s => s.MaxMemory.ShouldBe("1.5Gi"));
        reading.Catalog.ServiceFor("shop").MaxMemory.ShouldBeNull();
        reading.Problems.Select(p => $"{p.Path}: {p.Message}").ShouldBe(["services.shop.max_memory: must be a quantity such as 8Gi or 512Mi, not 'lots'"]);
        reading.Problems.Single().Severity.ShouldBe(CatalogSeverity.Error);
        reading.Problems.Single().Line.ShouldBe(6);
    }

    [Fact]
    public void images_that_charts_bring_are_known_by_their_canonical_names()
    {
        var reading = Read("services:\n  web:\n    charts:\n      o/web: web\n      ghcr.io/o/side:1.0: [x]\n      UPPER: web\n      docker.io/o/web: other\n");

        reading.Catalog.ServiceFor("web").Charts.ShouldBe(new Dictionary<string, string> { ["docker.io/o/web"] = "web" });
        reading.Problems.Select(p => $"{p.Line} {p.Path}").ShouldBe(["5 services.web.charts.ghcr.io/o/side:1.0", "6 services.web.charts.UPPER", "7 services.web.charts.docker.io/o/web"]);
    }

    private static CatalogReading Read(string text) => CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(text));

    private static ImageReference Image(string text) => ImageReference.Parse(text);
}
