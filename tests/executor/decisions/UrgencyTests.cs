using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class UrgencyTests
{
    [Theory]
    [InlineData("", 3)]
    [InlineData("?", 2)]
    [InlineData("low medium", 2)]
    [InlineData("low high", 1)]
    [InlineData("high critical ?", 0)]
    [InlineData("CRITICAL", 2)]
    public void the_worst_weakness_decides(string severities, int urgency) => Urgency.Of(Plans.Of("web", "1.0", "1.1") with
    {
        SecurityFixes = [.. severities.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => new SecurityFix { Id = "CVE-2026-0001", Severity = s == "?" ? null : s })],
    }).ShouldBe(urgency);

    [Fact]
    public void a_weakness_that_stays_is_no_hurry() => Urgency.Of(Plans.Of("web", "1.0", "1.1") with
    {
        KnownWeaknesses = [new SecurityFix { Id = "CVE-2026-0001", Severity = "critical" }],
    }).ShouldBe(Urgency.Ordinary);
}
