using Upgrades.Analyzer.Forges;

namespace Upgrades.Tests.Analyzer.Forges;

public sealed class ForgeAddressTests
{
    [Theory]
    [InlineData("owner/repo", "owner/repo")]
    [InlineData("https://github.com/owner/repo", "owner/repo")]
    [InlineData("https://github.com/owner/repo.git", "owner/repo")]
    [InlineData("git+https://github.com/owner/repo.git", "owner/repo")]
    [InlineData("https://github.com/owner/repo/", "owner/repo")]
    [InlineData("https://github.com/owner/repo/tree/main/docker", "owner/repo")]
    [InlineData("https://github.com/owner/repo?tab=readme#top", "owner/repo")]
    [InlineData("https://someone:secret@github.com/owner/repo", "owner/repo")]
    [InlineData("git@github.com:owner/repo.git", "owner/repo")]
    [InlineData("https://www.github.com/owner/repo.js", "owner/repo.js")]
    [InlineData("https://gitlab.com/owner/repo", "gitlab.com/owner/repo")]
    [InlineData("https://gitlab.com/group/sub/project/-/releases", "gitlab.com/group/sub/project")]
    [InlineData("https://gitlab.com/group/sub/project.git", "gitlab.com/group/sub/project")]
    [InlineData("https://codeberg.org/forgejo/forgejo", "codeberg.org/forgejo/forgejo")]
    [InlineData("https://codeberg.org/forgejo/forgejo/src/branch/forgejo/README.md", "codeberg.org/forgejo/forgejo")]
    [InlineData("https://Git.Example.org:3000/o/r", "git.example.org:3000/o/r")]
    [InlineData("ssh://git@git.example.org:2222/o/r.git", "git.example.org/o/r")]
    [InlineData("git@git.example.org:group/sub/r.git", "git.example.org/group/sub/r")]
    [InlineData("https://github.com.evil.example/owner/repo", "github.com.evil.example/owner/repo")]
    [InlineData("https://github.com/owner", null)]
    [InlineData("https://github.com/owner/repo/../../user", null)]
    [InlineData("owner/..", null)]
    [InlineData("owner/.", null)]
    [InlineData("owner/repo/sub", null)]
    [InlineData("-owner/repo", null)]
    [InlineData("owner/repo\nx", null)]
    [InlineData("https://example.org", null)]
    [InlineData("https://example.org/a%2f/b", null)]
    [InlineData("javascript:alert/x", null)]
    [InlineData("file:///etc/passwd", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void a_repository_is_named_in_many_ways(string? written, string? expected) => (ForgeAddress.Read(written)?.ToString()).ShouldBe(expected);

    [Fact]
    public void an_endless_address_is_none() => ForgeAddress.Read("https://example.org/" + string.Concat(Enumerable.Repeat("a/", 100_000))).ShouldBeNull();
}
