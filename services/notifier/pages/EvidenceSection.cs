using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Pages;

/// <summary>Why a step is held to have failed.</summary>
internal static class EvidenceSection
{
    public static Html Of(Dossier dossier)
    {
        var failures = dossier.All<UpgradeFailed>().ToList();
        return failures.Count == 0 ? Html.Nothing : Html.Of(
            $"""
            <section aria-labelledby="evidence-title"><h2 id="evidence-title">Evidence</h2>
            {failures.Select(Failure)}
            </section>
            """);
    }

    private static Html Failure(Told<UpgradeFailed> told)
    {
        var (e, evidence) = (told.Event, told.Event.Evidence);
        return Html.Of(
            $"""
            <div class="card bad">
            <div class="top"><h3>{evidence.Summary}</h3> {Marks.Badge("bad", "✕", $"seen by {e.Check}")} {Marks.Badge("calm", "?", Cause(e.Cause))}</div>
            <p class="quiet">{Marks.Time(told.At)}, step {e.Step}, after {StepsSection.Word(e.Kind)} <code>{Marks.Short(e.CommitSha)}</code></p>
            <dl class="facts">{Fact("pod", evidence.Pod)}{Fact("container", evidence.Container)}{Fact("reason", evidence.Reason)}{Fact("exit code", evidence.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture))}{Fact("HTTP status", evidence.HttpStatus?.ToString(System.Globalization.CultureInfo.InvariantCulture))}{(evidence.Url is null ? Html.Nothing : Html.Of($"<div><dt>asked</dt><dd>{Marks.Link(evidence.Url, evidence.Url)}</dd></div>"))}</dl>
            {(evidence.LogLines.Count > 0 ? Html.Of($"<p>The last lines of its log:</p><pre tabindex=\"0\">{Html.Lines(evidence.LogLines)}</pre>") : Html.Nothing)}
            </div>
            """);
    }

    private static Html Fact(string name, string? value) => value is null ? Html.Nothing : Html.Of($"<div><dt>{name}</dt><dd><code>{value}</code></dd></div>");

    private static string Cause(FailureCause cause) => cause switch
    {
        FailureCause.Version => "the version's fault",
        FailureCause.Ci => "CI's fault",
        FailureCause.Registry => "the registry's fault",
        FailureCause.Cluster => "the cluster's fault",
        _ => "whose fault is unknown",
    };
}
