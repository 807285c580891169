using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Assessment;

public sealed class NoteJudgeTests
{
    private static readonly Keywords Default = new(Catalog.DefaultKeywords);

    [Theory]
    [InlineData("- **BREAKING**: the port is 8081 now", "breaking")]
    [InlineData("This is a breaking change.", "breaking")]
    [InlineData("backwards-incompatible storage", "incompatible")]
    [InlineData("A database migration runs at the first start", "database migration")]
    [InlineData("Two database\nmigrations run at the first start", "database migration")]
    [InlineData("> Action required for who has two doors", "action required")]
    [InlineData("> > - It was renamed", "renamed")]
    [InlineData("* Removed the v1 API by @someone in https://github.com/o/r/pull/1", "removed")]
    [InlineData("[Deprecated the flag](https://example.org/x)", "deprecated")]
    [InlineData("| change | kind |\n|---|---|\n| PORT | renamed |", "renamed")]
    [InlineData("There are no new features, but breaking changes", "breaking")]
    [InlineData("1. Step one\n   - nested: schema change", "schema change")]
    [InlineData("* The `X` setting has been removed", "removed")]
    [InlineData("* The legacy player is deprecated and will be removed in v3", "deprecated")]
    [InlineData("This is breaking if you use the old door", "breaking")]
    [InlineData("<ul><li>Renamed the port</li></ul>", "renamed")]
    [InlineData("Fix: the door\n\nThe setting must be removed from your configuration", "removed")]
    [InlineData("### Bug fixes\n* BREAKING: the door opens outwards", "breaking")]
    public void a_keyword_in_prose_warns(string text, string rule) => Read(text).Warnings.ShouldHaveSingleItem().Rule.ShouldBe(rule);

    [Theory]
    [InlineData("## Breaking\r\n- The port is 8081 now", "The port is 8081 now")]
    [InlineData("## ⚠️ Breaking changes\n\nThe port is 8081 now.\n", "The port is 8081 now.")]
    [InlineData("# v2\n**Breaking Changes**\n* The port is 8081 now\n\n**Fixes**\n* A door", "The port is 8081 now")]
    [InlineData("Breaking changes:\n- The port is 8081 now\n\nOther things are as they were.", "The port is 8081 now")]
    [InlineData("- Breaking changes:\n  - The port is 8081 now\n- Other things", "The port is 8081 now")]
    [InlineData("<details><summary>Breaking changes</summary>\n\nThe port is 8081 now\n\n</details>\n\nOther things", "The port is 8081 now")]
    [InlineData("Breaking changes\n================\n\nThe port is 8081 now\n\nFixes\n=====\n\nA door", "The port is 8081 now")]
    [InlineData("Backwards incompatible changes\n~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n\n* The port is 8081 now", "The port is 8081 now")]
    [InlineData("## BREAKING\n### Network\nThe port is 8081 now\n## Features\n* A door", "Network: The port is 8081 now")]
    [InlineData("> **Action required**\n> The port is 8081 now", "The port is 8081 now")]
    [InlineData("## Breaking changes\nThe following has changed:\n* The port is 8081 now", "The port is 8081 now")]
    public void what_stands_below_breaking_changes_warns_without_a_keyword(string text, string line)
    {
        var warning = Read(text).Warnings.ShouldHaveSingleItem();

        (warning.Rule, warning.Line).ShouldBe(("breaking-section", line));
    }

    [Fact]
    public void every_item_below_breaking_changes_is_cited_until_a_heading_of_the_same_rank() =>
        Read("## Breaking changes\n- One\n- Two\n#### Notes on it\n- Three\n## Added\n- Four").Warnings.Select(w => w.Line).ShouldBe(["One", "Two", "Notes on it: Three"]);

    [Theory]
    [InlineData("Breaking changes: none", "the text denies it")]
    [InlineData("## Breaking changes\n\nNone", "the text denies it")]
    [InlineData("### Breaking Changes\r\n- None.\r\n\r\n### Added\r\n- A door", "the text denies it")]
    [InlineData("## No breaking changes\n\n- The door is red", "the text denies it")]
    [InlineData("## Breaking changes\n\nThere are no breaking changes in this release.", "the text denies it")]
    [InlineData("## Breaking changes\n\n## Added\n- A door", "nothing stands below that heading")]
    [InlineData("No breaking changes.", "the text denies it")]
    [InlineData("There are no known breaking changes in this release", "the text denies it")]
    [InlineData("A non-breaking improvement", "the text denies it")]
    [InlineData("Nothing was removed", "the text denies it")]
    [InlineData("No options were added, and none removed", "the text denies it")]
    [InlineData("The door is no longer incompatible with windows", "the text denies it")]
    [InlineData("Manual intervention is not needed", "the text denies it")]
    [InlineData("The link to `removed` files works", "stands in code")]
    [InlineData("```\nremoved = true\n```", "stands in code")]
    [InlineData("Try:\n\n    removed = true", "stands in code")]
    [InlineData("<pre>\nremoved = true\n</pre>", "stands in code")]
    [InlineData("See https://example.org/breaking-changes/1", "stands in an address")]
    [InlineData("See [the notes](https://example.org/breaking-changes)", "stands in an address")]
    [InlineData("![a door](https://example.org/breaking.png)", "stands in an address")]
    [InlineData("* chore(deps): update dependency removed-lib to v2 by @renovate", "a dependency's version")]
    [InlineData("- build(deps): bump breaking from 1.0 to 2.0 by @dependabot in #12", "a dependency's version")]
    [InlineData("* Bump deprecated from 1.2.0 to 1.3.0 in /ui (#77)", "a dependency's version")]
    [InlineData("<!-- breaking: to be filled in -->", "stands in a comment that nobody sees")]
    [InlineData("Fixes \"Database migration fails on arm\"", "a quoted title")]
    [InlineData("- Closes “Removed entries come back”", "a quoted title")]
    [InlineData("- Fix #123: renamed folders are lost", "a quoted title")]
    [InlineData("### Bug fixes\n- Covers vanish after folders were renamed on disk", "below \"Bug fixes\"")]
    [InlineData("### Chores\n- Scripts removed", "below \"Chores\"")]
    [InlineData("- fix: albums removed by others vanish", "in a line of \"fix\"")]
    [InlineData("- refactor(api): removed the second loop", "in a line of \"refactor\"")]
    [InlineData("* Fixed a bug where removed users could log in", "in a line about a fix")]
    [InlineData("### Removed\n- Unused code", "what goes was the developers' own")]
    [InlineData("- Removed unused code", "what goes was the developers' own")]
    [InlineData("- Better line breaking of long titles", "another sense")]
    [InlineData("- Long titles wrap without breaking the page", "the text denies it")]
    [InlineData("- A list of removed users", "another sense")]
    [InlineData("- Covers can be removed", "another sense")]
    [InlineData("- The library is scanned again when a folder is renamed", "another sense")]
    [InlineData("- Improved the database migration tests", "another sense")]
    [InlineData("- Replace deprecated calls of the player", "another sense")]
    public void what_only_looks_like_a_warning_is_set_aside_with_the_reason(string text, string why)
    {
        var read = Read(text);

        read.Warnings.ShouldBeEmpty();
        read.Asides.Select(a => a.Why).Distinct().ShouldHaveSingleItem().ShouldBe(why);
    }

    [Theory]
    [InlineData("feat!: the door opens outwards", "conventional-commit")]
    [InlineData("* fix(api)!: answers are JSON", "conventional-commit")]
    [InlineData("feat: a door\nBREAKING CHANGE: it opens outwards", "conventional-commit")]
    [InlineData("BREAKING-CHANGE: it opens outwards", "conventional-commit")]
    [InlineData("feat!: Bump PostgreSQL to 16, manual intervention needed", "conventional-commit")]
    [InlineData("### Removed\n- The door to the garden", "removed")]
    [InlineData("### Deprecated\n- The door to the garden", "deprecated")]
    [InlineData("### Deprecations and Removals\n- The unstable endpoints", "removed")]
    [InlineData("## Upgrade notes\n- Set the new variable `DOOR` in your compose file", "upgrade-section")]
    [InlineData("This release drops support for Python 3.9.", "action")]
    [InlineData("- You must set `DOOR` before you start the new version: change your config", "action")]
    [InlineData("- `STORE_KEY` is now required", "action")]
    [InlineData("- MySQL 5.7 is no longer supported", "action")]
    [InlineData("- The default of `door` has changed from open to closed", "action")]
    [InlineData("- The server will not start unless a key is set", "action")]
    [InlineData("Back up your database before upgrading", "action")]
    [InlineData("- The minimum required version of PostgreSQL is 14", "action")]
    [InlineData("- `enable_metrics` moved to the listener's configuration", "action")]
    public void some_sentences_warn_without_a_keyword(string text, string rule) => Read(text).Warnings.ShouldHaveSingleItem().Rule.ShouldBe(rule);

    [Theory]
    [InlineData("## Upgrading\n\nTo upgrade, pull the new image: docker compose pull")]
    [InlineData("- Fixed login that no longer works behind a proxy")]
    [InlineData("- You need to click the button to see the door")]
    [InlineData("- It is no longer required to have a door")]
    [InlineData("- Support for Python 3.14")]
    [InlineData("## Features\n- feat: a door\n- perf: a faster door")]
    [InlineData("chore!")]
    [InlineData("Wow! This is a release: enjoy")]
    public void harmless_sentences_do_not_warn(string text) => Read(text).Warnings.ShouldBeEmpty();

    [Fact]
    public void an_operators_list_replaces_the_keywords_and_not_what_is_ours()
    {
        var own = new Keywords(["handle with care"]);

        NoteJudge.Read("It was renamed and removed\n\n### Removed\n- A door", own).Warnings.ShouldBeEmpty();
        NoteJudge.Read("Handle with care", own).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("handle with care");
        NoteJudge.Read("BREAKING: a door", own).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("action");
        NoteJudge.Read("## Breaking\n- A door", own).Warnings.ShouldHaveSingleItem().Rule.ShouldBe("breaking-section");
    }

    [Fact]
    public void a_sentence_behind_a_list_is_not_its_last_item() =>
        Read("* Fix a door\nThis release drops support for Python 3.9.").Warnings.ShouldHaveSingleItem().Line.ShouldBe("This release drops support for Python 3.9.");

    [Fact]
    public void code_in_a_line_is_shown_to_who_reads_it() =>
        Read("**Breaking:** `REMOVED_KEY = \"a b\"` is required").Warnings.ShouldHaveSingleItem().Line.ShouldBe("Breaking: REMOVED_KEY = \"a b\" is required");

    [Fact]
    public void a_dependency_line_does_not_hide_the_warning_beside_it() =>
        Read("* Bump x from 1.0 to 2.0\n* Removed the old door\n").Warnings.Select(w => w.Line).ShouldBe(["Removed the old door"]);

    [Fact]
    public void a_heading_is_cited_with_what_stands_below() =>
        Read("## The old door is removed\n\nUse the new one.\n").Warnings.ShouldHaveSingleItem().Line.ShouldBe("The old door is removed: Use the new one.");

    [Fact]
    public void a_long_text_is_cut_around_the_word()
    {
        var line = Read($"{string.Concat(Enumerable.Repeat("word ", 200))}the door is removed {string.Concat(Enumerable.Repeat("more ", 200))}").Warnings.ShouldHaveSingleItem().Line;

        line.Length.ShouldBeLessThanOrEqualTo(Excerpt.Longest);
        line.ShouldContain("the door is removed");
    }

    [Fact]
    public void an_invisible_character_hides_no_word_and_control_characters_are_gone() =>
        Read("It was re\u200bmoved: \u202eremoved\u0007\u001b[31m").Warnings.ShouldHaveSingleItem().Line.ShouldBe("It was removed: removed [31m");

    [Fact]
    public void private_characters_of_a_stranger_are_no_code() =>
        Read("It was \uE072\uE065removed\uE041 &#xE072;").Warnings.ShouldHaveSingleItem().Line.ShouldBe("It was removed");

    [Fact]
    public void news_are_kept_for_the_summary() =>
        Read("### Added\n* A door\n* chore(deps): bump x from 1 to 2\n### Fixed\n* A window\n").Highlights.ShouldBe(["A door"]);

    private static NoteReading Read(string text) => NoteJudge.Read(text, Default);
}
