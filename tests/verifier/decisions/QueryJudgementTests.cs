using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Prometheus;
using Upgrades.Verifier.Decisions;

namespace Upgrades.Tests.Verifier.Decisions;

public sealed class QueryJudgementTests
{
    private static readonly QueryCheck Firing = new() { Name = "firing", Query = "ALERTS" };

    [Theory]
    [InlineData("", "", CheckVerdict.Passed, "query firing returns nothing")]
    [InlineData("a", "", CheckVerdict.Passed, "query firing returns nothing")]
    [InlineData("a", "a", CheckVerdict.BrokenBefore, "query firing returns {n=\"a\"}, as before the upgrade")]
    [InlineData("", "a", CheckVerdict.Failed, "query firing returns what it did not before the upgrade: {n=\"a\"}")]
    [InlineData("a", "ab", CheckVerdict.Failed, "query firing returns what it did not before the upgrade: {n=\"b\"}")]
    [InlineData("", "abcde", CheckVerdict.Failed, "query firing returns what it did not before the upgrade: {n=\"a\"}, {n=\"b\"}, {n=\"c\"} and 2 more")]
    public void only_what_was_not_there_before_is_wrong(string before, string now, CheckVerdict verdict, string detail) =>
        QueryJudgement.Check(Sight(now), new Baseline { Queries = [Sight(before)] }).ShouldBe(new CheckResult { Check = "query", Verdict = verdict, Detail = detail });

    [Fact]
    public void what_is_not_known_proves_nothing()
    {
        var away = QueryJudgement.Of(Firing, new PrometheusAnswer.Away("Prometheus is away"));
        var refused = QueryJudgement.Of(Firing, new PrometheusAnswer.Refused("parse error"));
        const string NotKnown = "query firing returns {n=\"a\"}; what it returned before the upgrade is not known";

        Check(away, new Baseline { Queries = [Sight("")] }).ShouldBe((CheckVerdict.NotProven, "query firing: Prometheus is away"));
        Check(refused, new Baseline { Queries = [Sight("")] }).ShouldBe((CheckVerdict.NotProven, "query firing: parse error"));
        Check(Sight("a"), baseline: null).ShouldBe((CheckVerdict.NotProven, NotKnown));
        Check(Sight("a"), new Baseline()).ShouldBe((CheckVerdict.NotProven, NotKnown));
        Check(Sight("a"), new Baseline { Queries = [away] }).ShouldBe((CheckVerdict.NotProven, NotKnown));
        Check(Sight("a"), new Baseline { Queries = [Sight("a") with { Query = "another" }] }).ShouldBe((CheckVerdict.NotProven, NotKnown));
        Check(Sight(""), baseline: null).ShouldBe((CheckVerdict.Passed, "query firing returns nothing"));
    }

    [Fact]
    public void an_answer_without_end_is_no_list_of_what_is_wrong()
    {
        var sight = QueryJudgement.Of(Firing, new PrometheusAnswer.Vector([.. Enumerable.Range(0, 201).Select(i => Series($"{i}"))]));

        (sight.Series.Count, sight.Missing).ShouldBe((0, "it returns 201 series, more than 200"));
    }

    [Fact]
    public void a_failure_names_the_query_and_the_series_fit_for_people()
    {
        var now = QueryJudgement.Of(Firing with { Name = "fi\u001b[31mring" }, new PrometheusAnswer.Vector([Series("bad\nline"), Series("postgres://u:secret@db")]));

        var failure = QueryJudgement.Failure(now, new Baseline());

        (failure.Check, failure.Cause).ShouldBe(("query", FailureCause.Version));
        failure.Summary.ShouldBe("query firing returns what it did not before the upgrade: {n=\"bad line\"}, {n=\"postgres://***@db\"}");
        failure.LogLines[0].ShouldBe("query: ALERTS");
        failure.LogLines[^1].ShouldBe("series: {n=\"postgres://***@db\"}");
    }

    private static (CheckVerdict, string) Check(QuerySight sight, Baseline? baseline)
    {
        var check = QueryJudgement.Check(sight, baseline);
        return (check.Verdict, check.Detail);
    }

    private static QuerySight Sight(string letters) => QueryJudgement.Of(Firing, new PrometheusAnswer.Vector([.. letters.Select(l => Series($"{l}"))]));

    private static PrometheusSeries Series(string name) => new(new Dictionary<string, string> { ["n"] = name }, 1);
}
