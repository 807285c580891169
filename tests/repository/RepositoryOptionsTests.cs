using System.ComponentModel.DataAnnotations;
using Upgrades.Repository;

namespace Upgrades.Tests.Repository;

public sealed class RepositoryOptionsTests
{
    [Theory]
    [InlineData("https://git.example.org/ops/infra.git", "git.example.org/ops/infra")]
    [InlineData("https://robot@git.example.org:8443/ops/infra/", "git.example.org:8443/ops/infra")]
    [InlineData("ssh://git@git.example.org/ops/infra.git", "git.example.org/ops/infra")]
    [InlineData("git@git.example.org:ops/infra.git", "git.example.org/ops/infra")]
    [InlineData("/srv/git/infra.git", "/srv/git/infra")]
    public void the_identity_is_host_and_path(string url, string identity) => new RepositoryOptions { Url = url }.Identity.ShouldBe(identity);

    [Theory]
    [InlineData("", "Url")]
    [InlineData("https://robot:secret@git.example.org/infra", "Url")]
    [InlineData("ftp://git.example.org/infra", "Url")]
    public void a_url_that_cannot_be_is_refused_at_start(string url, string member) =>
        Problems(new RepositoryOptions { Url = url }).ShouldContain(member);

    [Fact]
    public void a_timeout_of_nothing_is_refused_at_start() =>
        Problems(new RepositoryOptions { Url = "https://x.example/y", ServerTimeout = TimeSpan.Zero }).ShouldBe(["ServerTimeout"]);

    [Theory]
    [InlineData("ssh://git@git.example.org/ops/infra.git", true)]
    [InlineData("git@git.example.org:ops/infra.git", true)]
    [InlineData("https://git.example.org/ops/infra.git", false)]
    public void a_key_that_is_no_file_is_refused_at_start_where_it_is_needed(string url, bool isSsh)
    {
        var options = new RepositoryOptions { Url = url, SshKeyFile = "/does/not/exist" };

        Problems(options).Except(["Url"]).ShouldBe(isSsh ? ["SshKeyFile"] : []);
    }

    [Theory]
    [InlineData("main", true)]
    [InlineData("release/1.2", true)]
    [InlineData("HEAD", false)]
    [InlineData("a..b", false)]
    [InlineData("x:refs/heads/y", false)]
    [InlineData("-", true)]
    [InlineData("*", false)]
    public void a_service_needs_the_name_of_a_branch(string branch, bool isOne) =>
        Problems(new RepositoryOptions { Url = "https://x.example/y", Branch = branch }).ShouldBe(isOne ? [] : ["Branch"]);

    private static IEnumerable<string> Problems(RepositoryOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.SelectMany(r => r.MemberNames);
    }
}
