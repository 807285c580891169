using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Probes;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class GateTests
{
    [Theory]
    [InlineData("kubernetes", true, false, true)]
    [InlineData("woodpecker", true, false, true)]
    [InlineData("uptime-kuma", true, false, false)]
    [InlineData("uptime-kuma", true, true, true)]
    [InlineData("clock", true, true, false)]
    [InlineData("prometheus", true, true, false)]
    // Where no upgrade has told yet which namespace it would need, it may begin and ask for itself.
    [InlineData("kubernetes", false, false, false)]
    public void who_could_not_be_watched_waits_and_nobody_else(string broken, bool holds, bool monitors, bool waits) =>
        (Gate.Closed(Started(monitors), [Broken(broken, holds)]) is not null).ShouldBe(waits);

    [Fact]
    public void the_reason_says_what_since_when_and_why() => Gate.Closed(Started(monitors: false), [Broken("woodpecker", holds: true)]).ShouldBe(
        "woodpecker of the verifier has failed since 2026-11-01 07:30 UTC: the token is not accepted");

    private static UpgradeStarted Started(bool monitors) => new()
    {
        UpgradeId = Guid.NewGuid(),
        Stack = "web",
        Namespaces = ["web"],
        Images = [],
        Risk = Risk.Safe,
        Checks = new CheckPlan { Monitors = monitors ? ["web"] : [] },
    };

    private static Dependency Broken(string name, bool holds) => new()
    {
        Name = name,
        Probe = "some-probe",
        Verdict = nameof(ProbeVerdict.Failed),
        Said = "the token is not accepted",
        Holds = holds ? 1 : 0,
        Since = new DateTimeOffset(2026, 11, 1, 7, 30, 0, TimeSpan.Zero).ToUnixTimeMilliseconds(),
    };
}
