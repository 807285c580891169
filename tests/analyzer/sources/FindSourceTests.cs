using System.Text;
using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Outside;
using Upgrades.Analyzer.Sources;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;
using Upgrades.Tests.Analyzer.Forges;

namespace Upgrades.Tests.Analyzer.Sources;

public sealed class FindSourceTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly SourcesOfThisRun _known = new();
    private ForgeWorld _world = null!;
    private int _labelsRead;

    public async ValueTask InitializeAsync() => _world = await ForgeWorld.StartAsync("forgejo");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_operators_word_goes_before_the_charts_before_the_label_before_the_name()
    {
        const string Catalog = """{"github_repo_overrides":{"o/engine":"a/override"},"helm_chart_repo_overrides":{"https://charts.example.org":"b/chart"}}""";
        foreach (var name in (string[])["a/override", "b/chart", "c/engine", "o/engine"])
        {
            _world.Outside.GitHub.AddRepository(name, []);
        }

        (await FindAsync("o/engine", Catalog, "https://charts.example.org/", "https://github.com/c/engine")).ShouldBe("a/override: github_repo_overrides");
        (await FindAsync("o/engine", Catalog.Replace("o/engine", "o/other", StringComparison.Ordinal), "https://charts.example.org/", "https://github.com/c/engine"))
            .ShouldBe("b/chart: helm_chart_repo_overrides for https://charts.example.org/");
        (await FindAsync("o/engine", label: "https://github.com/c/engine")).ShouldBe("c/engine: the image's label org.opencontainers.image.source");
    }

    [Fact]
    public async Task an_override_by_any_of_linuxservers_three_names_is_the_images()
    {
        _world.Outside.GitHub.AddRepository("Sonarr/Sonarr", []);

        (await FindAsync("lscr.io/linuxserver/sonarr", """{"github_repo_overrides":{"linuxserver/sonarr":"Sonarr/Sonarr"}}""")).ShouldBe("Sonarr/Sonarr: github_repo_overrides");
    }

    [Fact]
    public async Task an_override_on_another_forge_is_asked_there()
    {
        _world.StandIn.AddRepository("forgejo/forgejo", []);

        (await FindAsync("o/app", """{"github_repo_overrides":{"o/app":"https://codeberg.org/forgejo/forgejo"}}""")).ShouldBe("codeberg.org/forgejo/forgejo: github_repo_overrides");
        _world.Outside.GitHub.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://git.example.org/o/app", "what speaks at git.example.org is not known (UPGRADES__FORGES__HOSTS)")]
    [InlineData("https://example.org", "which is no address of a repository")]
    public async Task an_override_that_cannot_be_asked_ends_the_search(string written, string expected)
    {
        _world.Outside.GitHub.AddRepository("o/app", []);

        (await FindAsync("o/app", "{\"github_repo_overrides\":{\"o/app\":\"" + written + "\"}}")).ShouldContain(expected);
        _world.Outside.GitHub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_label_cannot_make_us_ask_a_host_that_nobody_named()
    {
        (await FindAsync("registry.example.org/o/engine", label: $"{_world.Outside.RegistryAddress}o/engine")).ShouldContain("nobody has said what speaks there");
        _world.Outside.Registry.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_wrong_override_is_passed_over_and_said()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);

        (await FindAsync("o/app", """{"github_repo_overrides":{"o/app":"o/gone"}}""")).ShouldBe("o/app: the name on docker.io; there is no o/gone (github_repo_overrides)");
    }

    [Fact]
    public async Task where_nothing_is_found_all_that_was_tried_is_named() =>
        (await FindAsync("o/app-server")).ShouldBe("there is no o/app-server (the name on docker.io), no o/app (the name on docker.io without -server) on GitHub");

    [Fact]
    public async Task where_nothing_says_anything_that_is_said() => (await FindAsync("nginx")).ShouldBe("nothing says where the source of docker.io/library/nginx is");

    [Fact]
    public async Task archived_repositories_and_forks_are_called_so()
    {
        _world.StandIn.AddRepository("o/app", [], archived: true, forkOf: "first/app");

        (await FindAsync("codeberg.org/o/app")).ShouldBe("codeberg.org/o/app: the name on codeberg.org; it is archived, so nothing new comes there; it is a fork of first/app");
    }

    [Fact]
    public async Task what_was_found_is_not_guessed_again()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);

        var first = await FindAsync("o/app-server", label: "https://github.com/debuerreotype/docker-debian-artifacts");
        var second = await FindAsync("o/app-server", label: "https://github.com/debuerreotype/docker-debian-artifacts");

        second.ShouldBe(first);
        _labelsRead.ShouldBe(1);
        _world.Outside.GitHub.Requests.ShouldBe(["GET /repos/o/app-server", "GET /repos/o/app", "GET /repos/o/app"]);
    }

    [Fact]
    public async Task a_renamed_repository_is_remembered_by_its_new_name_though_somebody_takes_the_old_one()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);
        _world.Outside.GitHub.Rename("o/app", "new/app");
        (await FindAsync("o/app")).ShouldBe("new/app: the name on docker.io; it was o/app before");
        _world.Outside.GitHub.AddRepository("o/app", []);

        (await FindAsync("o/app")).ShouldBe("new/app: the name on docker.io; it was o/app before");
        (await _known.FindAsync("docker.io/o/app", CancellationToken.None))!.Repository.ShouldBe("new/app");
    }

    [Fact]
    public async Task a_rename_after_it_was_found_is_remembered_too()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);
        await FindAsync("o/app");
        _world.Outside.GitHub.Rename("o/app", "new/app");

        (await FindAsync("o/app")).ShouldStartWith("new/app:");
        (await _known.FindAsync("docker.io/o/app", CancellationToken.None))!.Repository.ShouldBe("new/app");
    }

    [Fact]
    public async Task what_is_gone_is_looked_for_anew()
    {
        _world.StandIn.AddRepository("o/engine", []);
        await FindAsync("codeberg.org/o/engine");
        _world.StandIn.Remove("o/engine");
        _world.Outside.GitHub.AddRepository("o/engine", []);

        (await FindAsync("codeberg.org/o/engine", label: "https://github.com/o/engine")).ShouldBe("o/engine: the image's label org.opencontainers.image.source");
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    public async Task after_a_month_it_is_looked_for_anew(int days, int labelsRead)
    {
        _world.Outside.GitHub.AddRepository("o/app", []);
        await FindAsync("o/app");
        _time.Advance(TimeSpan.FromDays(days));

        await FindAsync("o/app");

        _labelsRead.ShouldBe(labelsRead);
    }

    [Fact]
    public async Task what_the_operator_writes_later_counts_at_once()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);
        _world.Outside.GitHub.AddRepository("a/override", []);
        await FindAsync("o/app");

        (await FindAsync("o/app", """{"github_repo_overrides":{"o/app":"a/override"}}""")).ShouldStartWith("a/override");
        (await FindAsync("o/app")).ShouldStartWith("o/app");
    }

    [Fact]
    public async Task an_outage_is_no_answer_and_nothing_is_forgotten()
    {
        _world.Outside.GitHub.AddRepository("o/app", []);
        await FindAsync("o/app");
        for (var i = 0; i < 20; i++)
        {
            _world.Outside.GitHub.AnswerNext(503, "");
        }

        await Should.ThrowAsync<OutsideUnavailableException>(() => FindAsync("o/app"));
        (await _known.FindAsync("docker.io/o/app", CancellationToken.None)).ShouldNotBeNull();
    }

    [Fact]
    public void an_image_in_a_charts_values_is_brought_by_that_chart()
    {
        var stack = Infra.Stack(
            """
            resource "helm_release" "app" {
              name       = "app"
              repository = "https://charts.example.org/"
              chart      = "app"
              version    = "1.0.0"
              values     = [yamlencode({ image = { repository = "ghcr.io/o/app", tag = "1.0.0" } })]
            }

            resource "helm_release" "other" {
              name       = "other"
              repository = "https://other.example.org/"
              chart      = "other"
              version    = "1.0.0"
            }

            """ + Infra.Deployment("web", "\"o/web:1.0.0\""));

        BringingCharts.RepositoriesOf(stack, ImageReference.Parse("ghcr.io/o/app")).ShouldBe(["https://charts.example.org/"]);
        BringingCharts.RepositoriesOf(stack, ImageReference.Parse("o/web")).ShouldBeEmpty();
    }

    /// <returns>"repository: why", or why there is none.</returns>
    private async Task<string> FindAsync(string image, string catalog = "{}", string? chart = null, string? label = null)
    {
        var reading = CatalogReader.Read("upgrade-config.json", Encoding.UTF8.GetBytes(catalog));
        reading.Problems.ShouldBeEmpty();
        var found = await new FindSource(_world.Outside.Get<KnownForges>(), _known, _time).FindAsync(
            new SourceQuestion
            {
                Image = ImageReference.Parse(image),
                Catalog = reading.Catalog,
                ChartRepositories = chart is null ? [] : [chart],
                Labels = _ =>
                {
                    _labelsRead++;
                    return Task.FromResult(label is null ? ImageLabels.None : ImageLabels.Read(new Dictionary<string, string> { ["org.opencontainers.image.source"] = label }));
                },
            },
            CancellationToken.None);
        return found.For(image) is { } source ? $"{source.Repository}: {source.Why}" : found.Why;
    }
}
