using System.Text;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Repository.Catalogs;

/// <summary>Mistakes of the kinds that operators' real files hold (reference, origin behaviour, part F): each with severity, path, line and what to do.</summary>
public sealed class CatalogMistakesTests
{
    [Theory]
    [InlineData("github_repo_overrides:\n  nginx: a/b\n  docker.io/library/nginx: a/b", "Warning github_repo_overrides.docker.io/library/nginx 3: is docker.io/library/nginx a second time, after line 2: keep one of them")]
    [InlineData("github_repo_overrides:\n  index.docker.io/x/y: a/b\n  x/y: c/d", "Error github_repo_overrides.x/y 3: is docker.io/x/y a second time, and line 2 says a/b: this one counts, keep one of them")]
    [InlineData("helm_chart_repo_overrides:\n  https://Charts.example.org/: a/b\n  https://charts.example.org: A/B", "Warning helm_chart_repo_overrides.https://charts.example.org 3: is https://charts.example.org a second time, after line 2: keep one of them")]
    [InlineData("helm_chart_repo_overrides:\n  https://example.org/Charts: a/b\n  https://example.org/charts/: c/d", "Error helm_chart_repo_overrides.https://example.org/charts/ 3: is https://example.org/Charts a second time, and line 2 says a/b: this one counts, keep one of them")]
    [InlineData("helm_chart_repo_overrides:\n  oci://ghcr.io/o/charts: a/b\n  oci://ghcr.io/o/charts/: a/b", "Warning helm_chart_repo_overrides.oci://ghcr.io/o/charts/ 3: is oci://ghcr.io/o/charts a second time, after line 2: keep one of them")]
    [InlineData("services:\n  a: {hosts: x}\n  b: {hosts: y}\n  a: {hosts: z}", "Warning services.a 4: stands here 2 times (lines 2, 4); this one counts")]
    public void what_is_said_twice_is_told_with_both_lines(string text, string expected) => Told(text).ShouldBe([expected]);

    [Theory]
    [InlineData("skip_image_patterns: ['*clickhouse*']\ngithub_repo_overrides:\n  clickhouse/clickhouse-server: ClickHouse/ClickHouse", "Warning github_repo_overrides.clickhouse/clickhouse-server 3: is never used: skip_image_patterns has '*clickhouse*'")]
    [InlineData("github_repo_overrides:\n  clickhouse/clickhouse-server: ClickHouse/ClickHouse", "Warning github_repo_overrides.clickhouse/clickhouse-server 2: is never used: images like '*clickhouse*' are not upgraded by anybody")]
    [InlineData("github_repo_overrides:\n  registry.k8s.io/a/b: a/b", "Warning github_repo_overrides.registry.k8s.io/a/b 2: is never used: images like 'registry.k8s.io/*' are not upgraded by anybody")]
    [InlineData("skip_image_patterns: ['*mysql*']\nhelm_chart_repo_overrides:\n  https://mysql.github.io/mysql-operator: mysql/mysql-operator", "Note helm_chart_repo_overrides.https://mysql.github.io/mysql-operator 3: looks like skip_image_patterns' '*mysql*', which is held against images: charts from here are upgraded all the same")]
    [InlineData("github_repo_overrides:\n  codeberg.org/forgejo/forgejo: forgejo/forgejo", "Warning github_repo_overrides.codeberg.org/forgejo/forgejo 2: means forgejo/forgejo on GitHub, and the image is from codeberg.org: write https://codeberg.org/forgejo/forgejo if its source is there")]
    [InlineData("github_repo_overrides:\n  registry.gitlab.com/o/app: o/app", "Warning github_repo_overrides.registry.gitlab.com/o/app 2: means o/app on GitHub, and the image is from registry.gitlab.com: write https://gitlab.com/o/app if its source is there")]
    [InlineData("github_repo_overrides:\n  amruthpillai/reactive-resume: AmruthPillworking/Reactive-Resume", "Warning github_repo_overrides.amruthpillai/reactive-resume 2: names the owner AmruthPillworking, which is nearly the image's own, amruthpillai: is that a slip?")]
    [InlineData("github_repo_overrides:\n  a/b: o/app.git", "Error github_repo_overrides.a/b 2: must be owner/repository or a URL, not 'o/app.git'")]
    [InlineData("github_repo_overrides:\n  a/b: -o/app", "Error github_repo_overrides.a/b 2: must be owner/repository or a URL, not '-o/app'")]
    [InlineData("github_repo_overrides:\n  a/b: o--p/app", "Error github_repo_overrides.a/b 2: must be owner/repository or a URL, not 'o--p/app'")]
    [InlineData("github_repo_overrides:\n  a/b: o/..", "Error github_repo_overrides.a/b 2: must be owner/repository or a URL, not 'o/..'")]
    [InlineData("github_repo_overrides:\n  a/b: ssh://git@github.com/o/app", "Error github_repo_overrides.a/b 2: must be owner/repository or a URL, not 'ssh://git@github.com/o/app'")]
    [InlineData("github_repo_overrides:\n  a/b:1.0: o/app", "Warning github_repo_overrides.a/b:1.0 2: has a tag or digest, which is not looked at")]
    public void an_override_that_cannot_be_what_was_meant_is_told(string text, string expected) => Told(text).ShouldBe([expected]);

    [Theory]
    [InlineData("github_repo_overrides: {codeberg.org/forgejo/forgejo: 'https://codeberg.org/forgejo/forgejo'}")]
    [InlineData("github_repo_overrides: {vaultwarden/server: dani-garcia/vaultwarden, ghcr.io/immich-app/immich-server: immich-app/immich}")]
    [InlineData("github_repo_overrides: {amruthpillai/reactive-resume: AmruthPillai/Reactive-Resume}")]
    [InlineData("skip_image_patterns: ['*:latest', 'ownorg/*', '*postgres*', '?']")]
    [InlineData("registry_mirrors: {mirror.example.org: ghcr.io, mirror.example.org/hub: docker.io}")]
    [InlineData("services: {a: {waypoints: [28, 28.0.10, 29.10, v30.1]}}")]
    [InlineData("services: {a: {shared_with: b}, b: {vendor_stops: false}}")]
    [InlineData("move_together: [[a/b, a/c], [d/e, ghcr.io/f/g, h]]")]
    [InlineData("{\"$schema\": \"./catalog.schema.json\", \"moveTogether\": [[\"a/b\", \"a/c\"]]}")]
    public void what_is_sound_is_not_complained_about(string text) => Told(text).ShouldBeEmpty();

    [Theory]
    [InlineData("db_backed_services:\n  a: {type: mysql, shared: true, dedicated: true}", "Warning db_backed_services.a 2: says shared: true and dedicated: true; taken as shared, keep one of them")]
    [InlineData("db_backed_services:\n  a: {type: mysql}", "Warning db_backed_services.a 2: should say shared: true or dedicated: true; taken as shared")]
    [InlineData("db_backed_services:\n  a: {type: sqlite, dedicated: true, backup_cronjob: x, backup_namespace: y}", "Error db_backed_services.a.type 2: must be postgresql or mysql, not 'sqlite'")]
    [InlineData("version_jump_always_step:\n- a\n- b\n- a", "Warning version_jump_always_step[2] 4: a stands in line 2 already")]
    [InlineData("version_jump_always_step: [a]\nservices: {a: {stepping: direct}}", "Warning version_jump_always_step[0] 1: a is not stepped: services.a.stepping is direct")]
    [InlineData("services:\n  a:\n    shared_with: [b, a]", "Warning services.a.shared_with[1] 3: is the stack itself")]
    public void stacks_that_contradict_themselves_are_told(string text, string expected) => Told(text).ShouldContain(expected);

    [Theory]
    [InlineData("registry_mirrors:\n  a.example: b.example\n  b.example: a.example", "Error registry_mirrors.a.example 2: goes in a circle: a.example -> b.example -> a.example|Error registry_mirrors.b.example 3: goes in a circle: b.example -> a.example -> b.example")]
    [InlineData("registry_mirrors:\n  docker.io: docker.io", "Error registry_mirrors.docker.io 2: goes in a circle: docker.io -> docker.io")]
    [InlineData("registry_mirrors:\n  a.example: b.example/hub\n  b.example/hub: docker.io", "Warning registry_mirrors.a.example 2: leads to b.example/hub, which is a mirror itself; one step is taken, so name docker.io")]
    [InlineData("registry_mirrors:\n  a.example/x: docker.io\n  a.example/x/: ghcr.io", "Error registry_mirrors.a.example/x/ 3: stands here more than once, with and without a slash at its end (line 2)")]
    public void mirrors_lead_somewhere(string text, string expected) => Told(text).ShouldBe(expected.Split('|'));

    [Fact]
    public void mirrors_in_a_circle_are_left_out_and_others_are_kept()
    {
        var catalog = Read("registry_mirrors: {a.example: b.example, b.example: a.example, c.example: docker.io}").Catalog;

        catalog.Mirrors.ShouldBe([("c.example", "docker.io")]);
    }

    [Theory]
    [InlineData("waypoints: [28.0.10, newest]", "Error services.a.waypoints[1] 3: 'newest' is no version: write 28.0.10, v1.132 for its newest patch, or 28 for the newest of a major")]
    [InlineData("waypoints: [29.0.5, 28.0.10]", "Warning services.a.waypoints[1] 3: 28.0.10 stands after 29.0.5 (line 3), which is newer")]
    [InlineData("waypoints: [29.0.5, 29.0.5]", "Warning services.a.waypoints[1] 3: 29.0.5 stands in line 3 already")]
    [InlineData("vendor_stops: perhaps", "Error services.a.vendor_stops 3: must be true or false, not 'perhaps'")]
    public void waypoints_are_versions_in_their_order(string service, string expected) => Told($"services:\n  a:\n    {service}").ShouldBe([expected]);

    [Theory]
    [InlineData("skip_image_patterns:\n- '*'", "Warning skip_image_patterns[0] 2: '*' skips every image: nothing will ever be upgraded")]
    [InlineData("skip_image_patterns:\n- '*/*'", "Warning skip_image_patterns[0] 2: '*/*' skips every image: nothing will ever be upgraded")]
    [InlineData("skip_image_patterns:\n- '*:*'", "Warning skip_image_patterns[0] 2: '*:*' skips every image: nothing will ever be upgraded")]
    [InlineData("skip_image_patterns:\n- https://ghcr.io/o/*", "Warning skip_image_patterns[0] 2: 'https://ghcr.io/o/*' matches nothing: names of images hold no spaces and no '://'")]
    [InlineData("skip_image_patterns:\n- ''", "Error skip_image_patterns[0] 2: must not be empty")]
    [InlineData("skip_image_patterns:\n- a/*\n- a/*", "Warning skip_image_patterns[1] 3: 'a/*' stands in line 2 already")]
    [InlineData("breaking_change_keywords:\n- breaking\n- BREAKING", "Note breaking_change_keywords[1] 3: 'BREAKING' adds nothing to 'breaking' in line 2: case does not matter")]
    [InlineData("breaking_change_keywords:\n- to", "Warning breaking_change_keywords[0] 2: 'to' is so short that it is in nearly every text")]
    [InlineData("breaking_change_keywords: {a: b}", "Error breaking_change_keywords 1: must be a list, not a map")]
    public void words_and_globs_without_effect_or_with_too_much_are_told(string text, string expected) => Told(text).ShouldBe([expected]);

    [Fact]
    public void keywords_that_cannot_be_read_are_no_wish_for_none()
    {
        Read("breaking_change_keywords: {a: b}").Catalog.Keywords.ShouldBe(Catalog.DefaultKeywords);
        Read("breaking_change_keywords: []").Catalog.Keywords.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("maxSteps: 3", "Warning maxSteps 1: is no key that anybody reads; was max_steps meant?")]
    [InlineData("db_backed_service:\n  a: {}", "Warning db_backed_service 1: is no key that anybody reads; was db_backed_services meant?")]
    [InlineData("services:\n  a:\n    waypoint:\n    - 1.0", "Warning services.a.waypoint 3: is no key that anybody reads; was waypoints meant?")]
    [InlineData("services:\n  a:\n    tetsing: x", "Warning services.a.tetsing 3: is no key that anybody reads")]
    [InlineData("services:\n  a:\n    backup: {cron_job: a, namespace: b, namepsace: c}", "Warning services.a.backup.namepsace 3: is no key that anybody reads; was namespace meant?")]
    public void an_unknown_key_is_told_with_the_one_that_was_meant(string text, string expected) => Told(text).ShouldBe([expected]);

    [Fact]
    public void a_key_of_a_megabyte_is_an_unknown_key() =>
        Read($"{{\"{new string('a', 1000)}\": 1}}").Problems.ShouldHaveSingleItem().Message.ShouldBe("is no key that anybody reads");

    [Theory]
    [InlineData("move_together: [[a/b]]", "Error move_together[0] 1: needs two images or more: one alone has nobody to move with")]
    [InlineData("move_together: [a/b, a/c]", "Error move_together[0] 1: needs two images or more: one alone has nobody to move with|Error move_together[1] 1: needs two images or more: one alone has nobody to move with")]
    [InlineData("move_together: {a: b}", "Error move_together 1: must be a list of lists of images, not a map")]
    [InlineData("move_together:\n- [a/b, a/c]\n- [a/d, docker.io/a/b, a/e]", "Error move_together[1][1] 3: docker.io/a/b is in a group already (line 2)")]
    [InlineData("move_together: [[a/b, A B, a/c]]", "Error move_together[0][1] 1: 'A B' is not an OCI image reference")]
    [InlineData("move_together: [['a/b:1', a/c]]", "Warning move_together[0][0] 1: has a tag or digest, which is not looked at")]
    [InlineData("skip_image_patterns: ['a/*']\nmove_together: [[a/b, b/c]]", "Warning move_together[0][0] 2: never moves, so neither does its group: skip_image_patterns has 'a/*'")]
    [InlineData("move_together: [[a/b, a/c]]\nmoveTogether: [[d/e, f/g]]", "Error moveTogether 2: is not read beside move_together, which is the same")]
    public void groups_are_of_images_that_can_move(string text, string expected) => Told(text).ShouldBe(expected.Split('|'));

    [Fact]
    public void an_image_knows_its_companions_by_canonical_name()
    {
        var catalog = Read("move_together: [[immich-app/server, ghcr.io/immich-app/ml]]").Catalog;

        catalog.CompanionsOf("ghcr.io/immich-app/ml").ShouldBe(["docker.io/immich-app/server"]);
        catalog.CompanionsOf("docker.io/library/nginx").ShouldBeEmpty();
    }

    [Fact]
    public void what_the_repository_does_not_hold_is_told_where_the_catalog_speaks_of_it()
    {
        var reading = Read(
            """
            github_repo_overrides:
              o/app: o/app
              o/gone: o/gone
            helm_chart_repo_overrides:
              https://Charts.example.org/: o/app
              oci://ghcr.io/o/charts: o/app
              https://charts.example.com: o/app
            db_backed_services:
              imich: {type: mysql, dedicated: true, backup_cronjob: a, backup_namespace: b}
            version_jump_always_step: [immich, nextcloud]
            services:
              web: {shared_with: [immich, shop]}
            move_together: [[o/app, o/lone]]
            """);
        var repository = new CatalogInUse(["immich", "web"], ["docker.io/o/app"], ["https://charts.example.org", "oci://ghcr.io/o/charts/app"], IsWhole: true);

        repository.Missing(reading).Select(Told).ShouldBe(
            [
                "Note github_repo_overrides.o/gone 3: no stack holds docker.io/o/gone",
                "Warning helm_chart_repo_overrides.https://charts.example.com 7: no helm_release takes a chart from there; was https://charts.example.org meant?",
                "Warning db_backed_services.imich 9: there is no stack imich in the repository; was immich meant?",
                "Warning version_jump_always_step[1] 10: there is no stack nextcloud in the repository",
                "Warning services.web.shared_with[1] 12: there is no stack shop in the repository",
                "Warning move_together[0][1] 13: no stack holds docker.io/o/lone",
            ],
            ignoreOrder: true);
        (repository with { IsWhole = false }).Missing(reading).Select(Told).ShouldContain("Note github_repo_overrides.o/gone 3: no stack holds docker.io/o/gone (not everything in the repository could be followed)");
    }

    private static IEnumerable<string> Told(string text) => Read(text).Problems.Select(Told);

    private static string Told(CatalogProblem problem) => $"{problem.Severity} {problem.Path} {problem.Line}: {problem.Message}";

    private static CatalogReading Read(string text) => CatalogReader.Read("upgrade-config.yaml", Encoding.UTF8.GetBytes(text));
}
