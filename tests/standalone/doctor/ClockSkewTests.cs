using Upgrades.Hosting.Probes;
using Upgrades.Standalone.Doctor;

namespace Upgrades.Tests.Standalone.Doctor;

public sealed class ClockSkewTests
{
    [Fact]
    public void nobody_who_tells_the_time_is_no_failure() => ClockSkew.Judge(new Dictionary<string, TimeSpan>()).Verdict.ShouldBe(ProbeVerdict.NotSet);

    [Theory]
    [InlineData(ProbeVerdict.Works, "within 2 s of api.example.org", 1.2)]
    [InlineData(ProbeVerdict.Failed, "is 300 s ahead of that of api.example.org", 300.0)]
    [InlineData(ProbeVerdict.Failed, "is 31 s behind that of", -31.0, -32.0, 0.0)]
    [InlineData(ProbeVerdict.Works, "and 2 others", 0.0, 1.0, 86400.0)]
    public void the_middle_one_counts_so_that_one_wrong_host_decides_nothing(ProbeVerdict verdict, string said, params double[] aheadSeconds)
    {
        var result = ClockSkew.Judge(aheadSeconds.Select((s, i) => (Host: i == 0 ? "api.example.org" : $"h{i}", Ahead: TimeSpan.FromSeconds(s))).ToDictionary(h => h.Host, h => h.Ahead));

        result.ShouldSatisfyAllConditions(r => r.Verdict.ShouldBe(verdict), r => r.Said.ShouldContain(said));
    }
}
