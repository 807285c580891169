using Upgrades.Analyzer.Forges;
using Upgrades.Analyzer.Releases;
using Upgrades.Sandbox.GitHub;

namespace Upgrades.Tests.Analyzer.Releases;

/// <summary>Against GitHub's stand-in: which file is read where, and what is said when there is none.</summary>
public sealed class ReadNotesTests : IAsyncLifetime
{
    private OutsideWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await OutsideWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task the_file_is_read_at_the_targets_tag_where_it_is_known()
    {
        Host([new("v1.0.0", ""), new("v1.1.0", "")], ("CHANGELOG.md", "## 1.1.0\n- One\n## 1.0.0\n- Old"));

        var note = (await ReadAsync("1.0.0", "1.1.0")).Notes.ShouldHaveSingleItem();

        (note.Name, note.Text, note.Url).ShouldBe(("v1.1.0", "- One", "https://github.com/o/app/blob/v1.1.0/CHANGELOG.md?plain=1#L1"));
        _world.GitHub.Requests.ShouldContain("GET /repos/o/app/contents/CHANGELOG.md?ref=v1.1.0");
    }

    [Fact]
    public async Task releases_speak_first_and_the_file_for_those_that_say_nothing()
    {
        Host([new("v1.1.0", "Full Changelog: https://x/compare"), new("v1.2.0", "Words of it")], ("CHANGELOG.md", "## 1.2.0\n- File\n## 1.1.0\n- From the file\n## 1.0.0\n"));

        var notes = await ReadAsync("1.0.0", "1.2.0");

        notes.Notes.Select(n => n.Text).ShouldBe(["- From the file", "Words of it"]);
        notes.Missing.ShouldBeNull();
    }

    [Fact]
    public async Task where_every_release_has_words_no_file_is_looked_for()
    {
        Host([new("v1.0.0", "Zero"), new("v1.1.0", "One")], ("CHANGELOG.md", "## 1.1.0\n- File"));

        await ReadAsync("1.0.0", "1.1.0");

        _world.GitHub.Requests.ShouldBe(["GET /repos/o/app", "GET /repos/o/app/releases?per_page=100"]);
    }

    [Theory]
    [InlineData("CHANGELOG-1.x.md: ## 1.9.0|CHANGELOG-2.x.md: ## 2.0.0|CHANGELOG.md: See the files beside", "1.9.0 2.0.0")]
    [InlineData("docs/changelog/v1.md: ## 1.9.0|docs/changelog/v2.md: ## 2.0.0", "1.9.0 2.0.0")]
    [InlineData("changelog/v2.md: ## 2.0.0|changelog/v1.md: ## 1.9.0", "1.9.0 2.0.0")]
    [InlineData("docs/releases/1.9.md: Only words|docs/releases/2.0.md: Other words", "2.0.0")]
    [InlineData("docs/releases/1.9.0.md: Only words|docs/releases/2.0.0.md: Other words", "1.9.0 2.0.0")]
    [InlineData("doc/NEWS: * Changes in 2.0.0:", "2.0.0")]
    [InlineData("docs/CHANGELOG.md: ## 2.0.0", "2.0.0")]
    [InlineData("CHANGES/2.0.0.rst: Words", "2.0.0")]
    public async Task files_lie_in_many_places(string files, string expected)
    {
        Host([], [.. files.Split('|').Select(f => (f.Split(": ")[0], f[(f.IndexOf(": ", StringComparison.Ordinal) + 2)..] + "\n\nWords\n"))]);

        string.Join(' ', (await ReadAsync("1.8.0", "2.0.0")).Notes.Select(n => n.Version.Tag.Core.TrimStart('v') is var core && core.Count(c => c == '.') == 1 ? core + ".0" : n.Version.Tag.Core)).ShouldBe(expected);
    }

    [Fact]
    public async Task a_file_that_is_too_long_is_said_and_not_asked_for()
    {
        Host([], ("CHANGELOG.md", "x"));
        _world.GitHub.AnswerNext(200, """{"full_name":"o/app","html_url":"https://github.com/o/app"}""");
        _world.GitHub.AnswerNext(200, "[]");
        _world.GitHub.AnswerNext(200, """[{"type":"file","name":"CHANGELOG.md","size":30000000}]""");

        (await ReadAsync("1.0.0", "1.1.0")).Missing!.ShouldContain("28 MB long, which is not read");

        _world.GitHub.Requests.ShouldNotContain(r => r.Contains("contents/CHANGELOG.md", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "o/app: it has no releases; it has no changelog file")]
    [InlineData("## 1.0.5\nText", "o/app: there is no release for 1.1.0; no section for 1.1.0")]
    [InlineData("# Changelog\nSee the website", "o/app: it has no releases; CHANGELOG.md: none of its sections is on the way; no section for 1.1.0")]
    public async Task what_could_not_be_read_is_said(string text, string expected)
    {
        Host([], text.Length == 0 ? [] : [("CHANGELOG.md", text)]);

        (await ReadAsync("1.0.0", "1.1.0")).Missing.ShouldBe(expected);
    }

    [Fact]
    public async Task a_target_without_words_is_not_known_whatever_the_others_say()
    {
        Host([new("v1.1.0", "One"), new("v1.2.0", "")]);

        (await ReadAsync("1.0.0", "1.2.0")).Missing!.ShouldContain("the release for 1.2.0 has no words");
    }

    [Fact]
    public async Task a_rebuild_has_no_notes_and_says_so()
    {
        Host([new("v5.1.4", "Words"), new("v5.1.3", "Old")], ("CHANGELOG.md", "## 5.1.4\n- Words"));

        var notes = await ReadAsync("5.1.4-r0-ls391", "5.1.4-r0-ls392");

        notes.Notes.ShouldBeEmpty();
        notes.Missing.ShouldBe("o/app: 5.1.4 stays and is only packed anew, which nobody wrote notes about");
    }

    [Fact]
    public async Task a_rebuild_that_somebody_wrote_about_has_notes()
    {
        Host([new("docker/5.1.4-r1", "First"), new("docker/5.1.4-r2", "OpenSSL is newer")]);

        (await ReadAsync("5.1.4-r1", "5.1.4-r2")).Notes.ShouldHaveSingleItem().Text.ShouldBe("OpenSSL is newer");
    }

    [Fact]
    public async Task notes_of_the_packaging_are_shown_and_do_not_make_it_safe()
    {
        _world.GitHub.AddRepository("linuxserver/docker-app", [new("1.1.0-ls5", "**Remote Changes:**\n\nUpdating to 1.1.0")]);

        var notes = await ReadAsync("1.0.0-ls4", "1.1.0-ls5", "linuxserver/docker-app");

        notes.Notes.Count.ShouldBe(1);
        notes.Missing!.ShouldContain("of the packaging and not of the application");
    }

    [Fact]
    public async Task a_charts_notes_are_those_of_its_own_releases_and_its_own_folder()
    {
        _world.GitHub.AddRepository("o/charts", [new("app-1.1.0", ""), new("other-1.1.0", "Other")], new Dictionary<string, string>
        {
            ["CHANGELOG.md"] = "## 1.1.0\n- Of all\n",
            ["charts/app/CHANGELOG.md"] = "## 1.1.0\n- Of the chart\n",
        });

        var found = await _world.Get<KnownForges>().For("github.com")!.FindAsync("o/charts", CancellationToken.None);
        var range = ReleaseSelectionTests.Range("o/app:1.0.0", "1.1.0") with { Image = null };

        (await _world.Get<ReadNotes>().ReadAsync(found!, range, "app", CancellationToken.None)).Notes.ShouldHaveSingleItem().Text.ShouldBe("- Of the chart");
    }

    private void Host(IEnumerable<ReleaseSpec> releases, params (string Path, string Text)[] files) =>
        _world.GitHub.AddRepository("o/app", releases, files.ToDictionary(f => f.Path, f => f.Text));

    private async Task<ReleaseNotes> ReadAsync(string from, string to, string repository = "o/app")
    {
        var found = await _world.Get<KnownForges>().For("github.com")!.FindAsync(repository, CancellationToken.None);
        return await _world.Get<ReadNotes>().ReadAsync(found!, ReleaseSelectionTests.Range($"o/app:{from}", to), chart: null, CancellationToken.None);
    }
}
