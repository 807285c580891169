using Microsoft.Extensions.Time.Testing;
using Upgrades.Analyzer.Advisor;

namespace Upgrades.Tests.Analyzer.Advisor;

public sealed class AdvisorRestTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("Busy", "30")]
    [InlineData("Busy Timeout", "60")]
    [InlineData("Busy Timeout Unreachable", "120")]
    [InlineData("Busy Busy Busy Busy Busy Busy Busy Busy Busy Busy Busy Busy", "300")]
    [InlineData("Busy Busy Given Busy", "30")]
    [InlineData("Refused", "3600")]
    [InlineData("Garbage", "0")]
    [InlineData("Lost", "0")]
    [InlineData("Failed", "0")]
    [InlineData("Given", "0")]
    public void who_was_not_well_is_left_alone_longer_each_time(string outcomes, string seconds)
    {
        var rest = new AdvisorRest(_time);
        foreach (var outcome in outcomes.Split(' '))
        {
            rest.Note(Enum.Parse<AdviceOutcome>(outcome));
        }

        var pause = TimeSpan.FromSeconds(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
        rest.IsOver.ShouldBe(pause == TimeSpan.Zero);
        _time.Advance(pause);
        rest.IsOver.ShouldBeTrue();
    }

    [Fact]
    public void a_cause_is_said_once_until_there_was_an_answer()
    {
        var rest = new AdvisorRest(_time);

        ((IEnumerable<AdviceOutcome>)[AdviceOutcome.Busy, AdviceOutcome.Busy, AdviceOutcome.Garbage, AdviceOutcome.Given, AdviceOutcome.Busy]).Select(rest.Note)
            .ShouldBe([true, false, true, false, true]);
    }
}
