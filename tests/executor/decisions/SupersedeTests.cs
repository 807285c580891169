using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Executor.Decisions;

namespace Upgrades.Tests.Executor.Decisions;

public sealed class SupersedeTests
{
    [Theory]
    [InlineData("1.1", "1.2", nameof(Supersession.ArrivingReplacesWaiting))]
    [InlineData("1.2", "1.1", nameof(Supersession.WaitingReplacesArriving))]
    [InlineData("1.1", "1.1", nameof(Supersession.WaitingReplacesArriving))]
    [InlineData("1.1", "1.2-alpine", nameof(Supersession.Neither))]
    [InlineData("1.1", "v1.2", nameof(Supersession.Neither))]
    [InlineData("1.1 2.1", "1.2 2.2", nameof(Supersession.ArrivingReplacesWaiting))]
    [InlineData("1.1 2.1", "1.1 2.2", nameof(Supersession.ArrivingReplacesWaiting))]
    [InlineData("1.1 2.2", "1.2 2.1", nameof(Supersession.Neither))]
    [InlineData("1.1 2.2", "1.0 2.1", nameof(Supersession.WaitingReplacesArriving))]
    [InlineData("1.1", "1.2 2.2", nameof(Supersession.Neither))]
    public void of_two_plans_the_newer_comparable_one_is_made(string waiting, string arriving, string expected) =>
        Supersede.Decide(Plan(waiting), Plan(arriving)).ToString().ShouldBe(expected);

    [Fact]
    public void a_chart_and_an_image_of_one_name_are_two_things()
    {
        var chart = Plan("1.1") with { Images = [], Charts = [new ChartChange { Release = "ghcr.io/acme/app0", Chart = "app", From = "1.0", To = "1.2" }] };

        Supersede.Decide(Plan("1.1"), chart).ShouldBe(Supersession.Neither);
    }

    private static UpgradePlanned Plan(string targets) => Plans.Of("web", "1.0", "1.1") with
    {
        Images = [.. targets.Split(' ').Select((t, i) => Plans.Change($"app{i}", "1.0", t))],
    };
}
