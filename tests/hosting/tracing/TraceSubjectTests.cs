using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Tracing;

namespace Upgrades.Tests.Hosting.Tracing;

public sealed class TraceSubjectTests
{
    private static readonly Guid Upgrade = Guid.Parse("0f1e2d3c-4b5a-8978-8695-a4b3c2d1e0f0");
    private static readonly Guid Update = Guid.Parse("11112222-3333-8444-9555-666677778888");

    [Fact]
    public void the_trace_id_is_the_upgrades_id_without_dashes() =>
        UpgradeTrace.Anchor(Upgrade).TraceId.ToHexString().ShouldBe("0f1e2d3c4b5a89788695a4b3c2d1e0f0");

    [Fact]
    public void an_event_of_an_upgrade_is_in_its_trace_and_tells_where_it_stands()
    {
        var subject = TraceSubject.Of(new PipelineFound { UpgradeId = Upgrade, Stack = "shop", Step = 2, Kind = StepKind.Rollback, Number = 7, Url = "" })!;

        subject.Id.ShouldBe(Upgrade);
        subject.Tags.ShouldBe([new("upgrades.stack", "shop"), new("upgrades.step", 2), new("upgrades.kind", "Rollback")]);
    }

    [Fact]
    public void before_there_is_an_upgrade_the_trace_is_the_updates_and_it_is_linked_to_what_came_of_it()
    {
        var subject = TraceSubject.Of(new UpdateAnalyzed { UpdateId = Update, Image = "o/x", Tag = "1", UpgradeIds = [Upgrade], Skipped = [] })!;

        (subject.Id, subject.Linked.Single()).ShouldBe((Update, Upgrade));
    }

    [Fact]
    public void a_stack_that_nothing_happens_to_is_in_the_trace_of_the_update()
    {
        var subject = TraceSubject.Of(new UpgradeSkipped { UpdateIds = [Update], Image = "o/x", To = "1", Reason = SkipReason.Unpinned, Detail = "" })!;

        (subject.Id, subject.Linked.Count).ShouldBe((Update, 0));
    }

    [Fact]
    public void an_update_typed_by_hand_has_no_trace_yet() => TraceSubject.Of(new UpdateDetected { Image = "o/x", Tag = "1" }).ShouldBeNull();

    [Fact]
    public void every_event_of_an_upgrade_has_a_trace()
    {
        foreach (var type in EndpointTable.Events.Where(e => e.GetProperty("UpgradeId")?.PropertyType == typeof(Guid)))
        {
            var message = System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
            type.GetProperty("UpgradeId")!.SetValue(message, Upgrade);
            TraceSubject.Of(message)?.Id.ShouldBe(Upgrade, type.Name);
        }
    }

    [Theory]
    [InlineData("0f1e2d3c-4b5a-8978-8695-a4b3c2d1e0f0", true)]
    [InlineData("0f1e2d3c-4b5a-8978-8695-a4b3c2d1e0f0/1/Upgrade/abc", true)]
    [InlineData("slack-webhook", false)]
    [InlineData("held", false)]
    [InlineData("", false)]
    public void rows_have_the_id_first(string row, bool has) => (TraceSubject.InRowId(row)?.Id == Upgrade).ShouldBe(has);
}
