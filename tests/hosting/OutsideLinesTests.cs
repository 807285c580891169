using Upgrades.Hosting.Text;

namespace Upgrades.Tests.Hosting;

public sealed class OutsideLinesTests
{
    [Theory]
    [InlineData("Authorization: Bearer abc.def-123", "Authorization: Bearer ***")]
    [InlineData("authorization: basic dXNlcjpwYXNz", "authorization: basic ***")]
    [InlineData("cannot reach postgres://app:s3cret@db:5432/app", "cannot reach postgres://***@db:5432/app")]
    [InlineData("DB_PASSWORD=hunter2 HOST=db", "DB_PASSWORD=*** HOST=db")]
    [InlineData("{\"password\":\"a b c\",\"user\":\"u\"}", "{\"password\":***,\"user\":\"u\"}")]
    [InlineData("api_key: xyz", "api_key: ***")]
    [InlineData("SECRET_KEY_BASE='abc'", "SECRET_KEY_BASE=***")]
    [InlineData("using ghp_0123456789abcdefghijABCDEFGHIJ012345 now", "using *** now")]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "jwt ***")]
    [InlineData("key 0123456789abcdef0123456789abcdef", "key ***")]
    [InlineData("value q1W2e3R4t5Y6u7I8o9P0a1S2d3F4g5H6", "value ***")]
    public void secrets_are_masked(string line, string masked) => OutsideLines.Line(line).ShouldBe(masked);

    [Theory]
    [InlineData("migration 42 failed: column users.name does not exist")]
    [InlineData("at /usr/src/app/node_modules/typeorm/driver/PostgresDriver.js:42:13")]
    [InlineData("pulling docker.io/a/b@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("immich-machine-learning-deployment-7c9d8f6b5d-x2x4z is not ready")]
    [InlineData("https://immich.example.org/ answered 502")]
    public void what_helps_stays(string line) => OutsideLines.Line(line).ShouldBe(line);

    [Fact]
    public void of_a_long_log_the_last_lines_are_kept_short_and_without_control_characters()
    {
        var lines = OutsideLines.Last([.. Enumerable.Range(0, 100).Select(i => $"line {i}\n\u001b[31mred\u001b[0m \u0007 {new string('x', 2000)}")]);

        lines.Count.ShouldBe(20);
        lines[^1].ShouldStartWith("red   xxx");
        lines.ShouldAllBe(l => l.Length <= 500 && !l.Any(char.IsControl));
    }
}
