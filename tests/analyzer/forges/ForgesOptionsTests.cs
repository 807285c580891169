using System.ComponentModel.DataAnnotations;
using Upgrades.Analyzer.Forges;

namespace Upgrades.Tests.Analyzer.Forges;

public sealed class ForgesOptionsTests
{
    [Theory]
    [InlineData("codeberg.org", ForgeKind.Forgejo)]
    [InlineData("gitlab.com", ForgeKind.GitLab)]
    [InlineData("git.example.org", null)]
    [InlineData("codeberg.org.evil.example", null)]
    public void two_are_known_without_a_setting(string host, ForgeKind? expected) => (new ForgesOptions().For(host)?.Kind).ShouldBe(expected);

    [Fact]
    public void a_setting_says_what_speaks_there_and_where()
    {
        var options = new ForgesOptions { Hosts = { new ForgeHost { Host = "Git.Example.org", Kind = ForgeKind.Gitea, Url = new Uri("http://10.0.0.1:3000/git"), Token = "t" } } };

        options.For("git.example.org").ShouldBe(new ForgeAccess("git.example.org", ForgeKind.Gitea, new Uri("http://10.0.0.1:3000/git/"), "t", "UPGRADES__FORGES__HOSTS__0__TOKEN"));
    }

    [Theory]
    [InlineData("", "forgejo", null, "Hosts__0__Host")]
    [InlineData("https://git.example.org/", "forgejo", null, "Hosts__0__Host")]
    [InlineData("git.example.org", null, null, "Hosts__0__Kind")]
    [InlineData("git.example.org", "gitlab", "ftp://x", "Hosts__0__Url")]
    [InlineData("codeberg.org", null, null, null)]
    public void a_wrong_setting_is_named(string host, string? kind, string? url, string? member)
    {
        var entry = new ForgeHost { Host = host, Kind = kind is null ? null : Enum.Parse<ForgeKind>(kind, ignoreCase: true), Url = url is null ? null : new Uri(url) };
        var options = new ForgesOptions { Hosts = { entry } };

        options.Validate(new ValidationContext(options)).SelectMany(r => r.MemberNames).ShouldBe(member is null ? [] : [member]);
    }
}
