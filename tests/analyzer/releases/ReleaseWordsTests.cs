using Upgrades.Analyzer.Releases;

namespace Upgrades.Tests.Analyzer.Releases;

public sealed class ReleaseWordsTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData(" \r\n", false)]
    [InlineData("## v1.2.3", false)]
    [InlineData("**Full Changelog**: https://github.com/o/app/compare/v1.2.2...v1.2.3", false)]
    [InlineData("See [CHANGELOG.md](https://github.com/o/app/blob/main/CHANGELOG.md) for details.", false)]
    [InlineData("Please refer to the release notes: <https://example.org/notes/removed-things>", false)]
    [InlineData("Fixes", true)]
    [InlineData("## What's Changed\r\n* Drop the old door by @somebody in https://github.com/o/app/pull/1", true)]
    [InlineData("破坏性变更", true)]
    public void a_release_with_nothing_but_links_says_nothing(string text, bool expected) => ReleaseWords.Any(text).ShouldBe(expected);

    [Theory]
    [InlineData("linuxserver/docker-sonarr", "**CI Report:**\n\nhttps://ci-tests.linuxserver.io/x\n\n**LinuxServer Changes:**\n\nRebase to Alpine 3.21.\n\n**Remote Changes:**\n\nUpdating to 4.0.15", true)]
    [InlineData("linuxserver/docker-sonarr", "**LinuxServer Changes:**\n\nNo changes\n\n**Remote Changes:**\n\n## Fixes\n- A crash with empty lists", false)]
    [InlineData("linuxserver/docker-sonarr", "Migrate the configuration by hand", false)]
    [InlineData("crazy-max/docker-app", "* Bump alpine from 3.20 to 3.21", true)]
    [InlineData("o/app", "* Bump alpine from 3.20 to 3.21", false)]
    public void notes_of_packaging_are_not_the_applications(string repository, string text, bool expected) =>
        (PackagingNotes.IsPackaging(repository) && PackagingNotes.SayNothingOfTheApplication([new ReleaseNote("1", ReleaseTag.Parse("1.0.0")!.Version, text, null)])).ShouldBe(expected);
}
