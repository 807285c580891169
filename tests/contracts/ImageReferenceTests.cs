using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Tests.Contracts;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("nginx", "docker.io/library/nginx")]
    [InlineData("docker.io/nginx", "docker.io/library/nginx")]
    [InlineData("index.docker.io/library/nginx", "docker.io/library/nginx")]
    [InlineData("vaultwarden/server", "docker.io/vaultwarden/server")]
    [InlineData("ghcr.io/immich-app/immich-server:v2.7.5", "ghcr.io/immich-app/immich-server:v2.7.5")]
    [InlineData("localhost/a", "localhost/a")]
    [InlineData("registry:5000/a/b", "registry:5000/a/b")]
    [InlineData("registry.example.test:5000/a:1", "registry.example.test:5000/a:1")]
    [InlineData("a_b/c__d.e-f", "docker.io/a_b/c__d.e-f")]
    public void an_image_has_one_canonical_spelling(string text, string canonical)
    {
        ImageReference.Parse(text).ToString().ShouldBe(canonical);
        ImageReference.Parse(canonical).ToString().ShouldBe(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" nginx")]
    [InlineData("nginx\n")]
    [InlineData("nginx:1\n")]
    [InlineData("Nginx/Server")]
    [InlineData("ghcr.io/Owner/repo")]
    [InlineData("ghcr.io//repo")]
    [InlineData("a/../b")]
    [InlineData("nginx:")]
    [InlineData("nginx:${var.v}")]
    [InlineData("${var.image}")]
    [InlineData("nginx@sha256:abc")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("nginx:1 ")]
    [InlineData("nginx:\"; rm")]
    [InlineData("<script>")]
    public void what_is_no_reference_is_refused(string text) =>
        ImageReference.TryParse(text, out _, out var error).ShouldBeFalse(error);

    [Fact]
    public void ten_thousand_characters_are_refused_with_their_number()
    {
        ImageReference.TryParse(new string('a', 10_000), out _, out var error).ShouldBeFalse();
        error.ShouldContain("10000");
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("_x", true)]
    [InlineData("", false)]
    [InlineData("-1", false)]
    [InlineData(".1", false)]
    [InlineData("1\n", false)]
    [InlineData("${var.v}", false)]
    [InlineData("1+2", false)]
    public void a_tag_follows_the_grammar(string tag, bool valid) => ImageReference.IsTag(tag).ShouldBe(valid);
}
