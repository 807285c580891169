using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Notifier.Pages;

/// <summary>The state before, and what was saved of it.</summary>
internal static class BackupSection
{
    public static Html Of(Dossier dossier)
    {
        var (baseline, backups, plan) = (dossier.Last<BaselineRecorded>(), dossier.All<BackupCompleted>().ToList(), dossier.Plan);
        return baseline is null && backups.Count == 0 && plan is null ? Html.Nothing : Html.Of(
            $"""
            <section aria-labelledby="before-title"><h2 id="before-title">Before it</h2>
            {(baseline is null ? Html.Nothing : Baseline(baseline))}
            {(backups.Count > 0 ? Html.Join(backups.Select(Backup)) : Planned(plan))}
            {(plan is null ? Html.Nothing : Html.Of($"<p>A rollback brings back {RollbackReach.Of(plan)}.</p>"))}
            {Html.Join(dossier.All<UpgradeRolledBack>().Select(told => told.Event.Restored).OfType<DataRestore>().Select(Restored))}
            </section>
            """);
    }

    private static Html Baseline(BaselineRecorded e) => Html.Of(
        $"""
        {(e.Blocker is { } blocker ? Html.Of($"<p><b>Nothing may be applied:</b> {blocker}</p>") : Html.Nothing)}
        {(e.Problems.Count == 0 ? Html.Of($"<p>{Marks.Badge("good", "✓", "all was well")}</p>")
            : Html.Of($"<p>{Marks.Badge("care", "△", "broken already")} It decides nothing:</p><ul>{e.Problems.Take(40).Select(p => Html.Of($"<li>{p}</li>"))}</ul>"))}
        """);

    private static Html Backup(Told<BackupCompleted> told)
    {
        var e = told.Event;
        return Html.Of(
            $"""
            <h3>Backup</h3><dl class="facts"><div><dt>Job</dt><dd><code>{e.Namespace}/{e.Job}</code></dd></div><div><dt>complete</dt><dd>{Marks.Time(told.At)}</dd></div><div><dt>took</dt><dd>{Marks.Span(e.Duration)}</dd></div>{(e.Bytes is { } bytes ? Html.Of($"<div><dt>size</dt><dd>{Size(bytes)}</dd></div>") : Html.Nothing)}</dl>
            {(e.Proof.Count == 0 ? Html.Of($"<p class=\"quiet\">Only its end was seen; nothing in the catalog says how to prove it.</p>") : Html.Of($"<ul>{e.Proof.Take(20).Select(p => Html.Of($"<li>{p}</li>"))}</ul>"))}
            {(e.SharedWith.Count == 0 ? Html.Nothing : Html.Of($"<p class=\"quiet\">It serves {Marks.Count(e.SharedWith.Count, "other upgrade", "other upgrades")} too: {Html.Join(", ", e.SharedWith.Take(10).Select(id => Html.Of($"<a href=\"{Href.Upgrade(id)}\"><code>{id.ToString()[..8]}</code></a>")))}</p>"))}
            """);
    }

    private static Html Restored(DataRestore data) => Html.Of(
        $"""
        <h3>Put back</h3><dl class="facts"><div><dt>database</dt><dd><code>{data.Database}</code></dd></div><div><dt>Job</dt><dd><code>{data.Namespace}/{data.Job}</code></dd></div><div><dt>as of</dt><dd>{Marks.Time(data.BackupFinishedAt)}</dd></div></dl>
        <p>What was written from then until {Marks.Time(data.StartedAt)} is lost ({Marks.Span(data.StartedAt - data.BackupFinishedAt)}).</p>
        """);

    private static Html Planned(UpgradePlanned? plan) => plan switch
    {
        null => Html.Nothing,
        { Backup: { } b } => Html.Of($"<p>To be backed up first by CronJob <code>{b.Namespace}/{b.CronJob}</code>.</p>"),
        _ => Html.Of($"<p class=\"quiet\">No database is known of it, so there is no backup.</p>"),
    };

    private static string Size(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
        >= 1L << 20 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
    };
}
