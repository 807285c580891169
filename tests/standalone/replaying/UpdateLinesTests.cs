using Upgrades.Contracts;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Tests.Standalone.Replaying;

public sealed class UpdateLinesTests
{
    private const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    [Fact]
    public void an_update_needs_an_image_and_a_tag_and_keeps_what_else_is_said()
    {
        var update = UpdateLines.Read(["{\"image\":\"nginx\",\"tag\":\"1.27.1\",\"namespace\":\"web\",\"force\":true,\"digest\":\"" + Digest + "\",\"detectedAt\":\"2026-08-01T10:00:00Z\"}", "", "  "])
            .Updates.ShouldHaveSingleItem();

        (update.Image.ToString(), update.Message.Image, update.Message.Namespace, update.Message.Force)
            .ShouldBe(($"docker.io/library/nginx:1.27.1@{Digest}", "docker.io/library/nginx", "web", true));
        update.Built.ShouldBe(new DateTimeOffset(2026, 8, 1, 10, 0, 0, TimeSpan.Zero));
        update.Id.ShouldBe(Identity.Update("docker.io/library/nginx", "1.27.1", Digest, 0));
    }

    [Fact]
    public void what_diun_posts_is_taken_in_both_forms()
    {
        var lines = UpdateLines.Read(
        [
            """{"diun_version":"4.33.0","status":"new","provider":"kubernetes","image":"docker.io/vaultwarden/server:1.36.0","digest":"","created":"2026-08-01T10:11:12Z","metadata":{"pod_namespace":"vaultwarden","ctn_name":"x"}}""",
            """{"diun_entry_status":"update","diun_entry_image":"shlinkio/shlink","diun_entry_imagetag":"5.0.2"}""",
            """{"provider":"kubernetes","image":"o/x:1.0.0","metadata":{"pod_namespace":"Not A Name"}}""",
        ]);

        lines.Mistakes.ShouldBeEmpty();
        lines.Updates.Select(u => $"{u.Image} {u.Message.Namespace} {u.Built:yyyy-MM-dd}".TrimEnd()).ShouldBe(
            ["docker.io/vaultwarden/server:1.36.0 vaultwarden 2026-08-01", "docker.io/shlinkio/shlink:5.0.2", "docker.io/o/x:1.0.0"]);
    }

    [Theory]
    [InlineData("{\"image\":\"nginx\"", "is no JSON: byte ")]
    [InlineData("[]", "is no JSON object")]
    [InlineData("null", "is no JSON object")]
    [InlineData("{}", "is no update: ")]
    [InlineData("{\"image\":\"nginx\"}", "'tag'")]
    [InlineData("{\"image\":\"nginx\",\"tag\":null}", "tag")]
    [InlineData("{\"image\":\"nginx\",\"tag\":1}", "is no update: ")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1.27.0\",\"tag\":\"1.27.1\"}", "is no update: ")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1.27.0\",\"forced\":true}", "has a field forced that no update has")]
    [InlineData("{\"image\":\"Not An Image\",\"tag\":\"1.27.0\"}", "image is not an OCI image reference")]
    [InlineData("{\"image\":\"nginx:1.26.0\",\"tag\":\"1.27.0\"}", "image \"nginx:1.26.0\" names a version")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1 27\"}", "tag is not an OCI tag")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"latest\"}", "\"latest\" names no version")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1.27.0\",\"digest\":\"sha256:0\"}", "digest is not an OCI digest")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1.27.0\",\"namespace\":\"A B\"}", "namespace is no name of a namespace")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"1.27.0\",\"attempt\":-1}", "attempt is 0 or more")]
    [InlineData("{\"image\":\"nginx\",\"tag\":\"\\ud800\"}", "is no update: ")]
    [InlineData("{\"provider\":\"file\",\"image\":\"nginx\"}", "image names no tag")]
    [InlineData("{\"provider\":\"file\",\"image\":5}", "image must be a string")]
    [InlineData("{\"provider\":\"file\",\"image\":\"\\ud800\"}", "image is no valid Unicode text")]
    [InlineData("{\"diun_entry_image\":\"nginx\"}", "has no diun_entry_imagetag")]
    public void a_line_that_nobody_can_act_on_is_told_with_its_number(string line, string expected)
    {
        var read = UpdateLines.Read(["""{"image":"nginx","tag":"1.27.0"}""", "", line]);

        read.Mistakes.ShouldHaveSingleItem().ToString().ShouldSatisfyAllConditions(m => m.ShouldStartWith("line 3: "), m => m.ShouldContain(expected));
        read.Updates.Count.ShouldBe(1);
    }

    [Fact]
    public void what_two_lines_say_is_sent_once_and_a_line_has_an_end()
    {
        var read = UpdateLines.Read(["""{"image":"nginx","tag":"1.27.0"}""", """{"image":"docker.io/library/nginx","tag":"1.27.0"}""", new string(' ', 70_000) + "{}"]);

        (read.Updates.Count, read.Repeated).ShouldBe((1, 1));
        read.Mistakes.ShouldHaveSingleItem().Message.ShouldStartWith("has 70002 characters");
    }
}
