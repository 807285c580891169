using System.ComponentModel.DataAnnotations;
using Upgrades.Analyzer.Advisor;

namespace Upgrades.Tests.Analyzer.Advisor;

public sealed class AdvisorOptionsTests
{
    [Fact]
    public void off_needs_nothing() => Problems(new AdvisorOptions()).ShouldBeEmpty();

    [Fact]
    public void chat_needs_an_address_and_a_token() => Problems(new AdvisorOptions { Mode = AdvisorMode.Chat }).ShouldBe(["Url", "Token"]);

    [Fact]
    public void a_job_needs_an_agent_too() => Problems(Chat(o => o.Mode = AdvisorMode.Job)).ShouldBe(["Agent"]);

    [Fact]
    public void wrong_values_are_named()
    {
        Problems(Chat(o => o.Url = new Uri("ftp://x"))).ShouldBe(["Url"]);
        Problems(Chat(o => o.Token = "two words")).ShouldBe(["Token"]);
        Problems(Chat(o => o.Token = "line\nbreak")).ShouldBe(["Token"]);
        Problems(Chat(o => o.Timeout = TimeSpan.FromHours(1))).ShouldBe(["Timeout"]);
        Problems(Chat(o => o.Poll = TimeSpan.Zero)).ShouldBe(["Poll"]);
        Problems(Chat(o => o.MaxBytesSent = 1_000_000)).ShouldBe(["MaxBytesSent"]);
        Problems(Chat(o => o.MaxBudgetUsd = 0)).ShouldBe(["MaxBudgetUsd"]);
        Problems(Chat(_ => { })).ShouldBeEmpty();
    }

    private static AdvisorOptions Chat(Action<AdvisorOptions> change)
    {
        var options = new AdvisorOptions { Mode = AdvisorMode.Chat, Url = new Uri("http://agent:8080"), Token = "t" };
        change(options);
        return options;
    }

    private static IEnumerable<string> Problems(AdvisorOptions options)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.SelectMany(r => r.MemberNames);
    }
}
