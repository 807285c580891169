using Upgrades.Analyzer.Registry;

namespace Upgrades.Tests.Analyzer.Registry;

public sealed class RegistryChallengeTests
{
    [Theory]
    [InlineData("Bearer realm=\"https://ghcr.io/token\",service=\"ghcr.io\",scope=\"repository:linuxserver/x:pull\"", "https://ghcr.io/token?service=ghcr.io&scope=repository%3Alinuxserver%2Fx%3Apull")]
    [InlineData("Bearer realm=\"https://r/token\",scope=\"repository:a/b:pull,push\"", "https://r/token?scope=repository%3Aa%2Fb%3Apull%2Cpush")]
    [InlineData("Bearer realm=\"https://r/token\",scope=\"repository:a:pull repository:b:pull\"", "https://r/token?scope=repository%3Aa%3Apull&scope=repository%3Ab%3Apull")]
    [InlineData("Bearer realm=\"https://r/token?account=x\",service=\"s\"", "https://r/token?account=x&service=s")]
    [InlineData("Basic realm=\"Registry\", Bearer realm=\"https://r/token\",service=\"s\",scope=\"repository:a/b:pull,push\"", "https://r/token?service=s&scope=repository%3Aa%2Fb%3Apull%2Cpush")]
    [InlineData("Bearer realm=\"https://r/token\",service=\"s\", Basic realm=\"Registry\"", "https://r/token?service=s")]
    [InlineData("Negotiate, Bearer realm=\"https://r/token\"", "https://r/token")]
    [InlineData("bearer Realm=\"https://r/token\", Service=\"s\"", "https://r/token?service=s")]
    public void a_token_is_asked_for_as_the_challenge_says(string header, string expected) => Read(header)!.TokenAddress().AbsoluteUri.ShouldBe(expected);

    [Theory]
    [InlineData("Basic realm=\"Registry\"", true)]
    [InlineData("Negotiate", false)]
    [InlineData("Bearer realm=\"file:///etc/passwd\"", false)]
    [InlineData("Bearer service=\"s\"", false)]
    public void what_cannot_be_answered_is_no_challenge(string header, bool answerable) => (Read(header) is not null).ShouldBe(answerable);

    [Theory]
    [InlineData("Bearer realm=\"https://r/token\",error=\"insufficient_scope\"", true)]
    [InlineData("Bearer realm=\"https://r/token\",error=\"invalid_token\"", false)]
    [InlineData("Bearer realm=\"https://r/token\"", false)]
    public void a_scope_that_does_not_suffice_is_known(string header, bool insufficient) => Read(header)!.IsInsufficientScope.ShouldBe(insufficient);

    private static RegistryChallenge? Read(string header)
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.TryAddWithoutValidation("WWW-Authenticate", header);
        return RegistryChallenge.Read(answer.Headers.WwwAuthenticate);
    }
}
