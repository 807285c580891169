using System.Text.Encodings.Web;
using System.Text.Json;

namespace Upgrades.Notifier.Pages;

/// <summary>The events as they came, for whoever wants to see for himself.</summary>
internal static class RawSection
{
    private const int Most = 200;
    private const int LongestBody = 12_000;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Html Of(Dossier dossier) => Html.Of(
        $"""
        <section aria-labelledby="raw-title"><h2 id="raw-title">Events as they came</h2>
        <p><a href="{Href.UpgradeJson(dossier.Id)}">All of them as JSON</a></p>
        <details><summary>{Marks.Count(dossier.Entries.Count, "event", "events")}</summary>
        {dossier.Entries.Take(Most).Select(e => Html.Of(
            $"<details><summary><code>{e.Event}</code> {Marks.Time(e.At)} <span class=\"quiet\">number {e.Seq}</span></summary><pre tabindex=\"0\">{Html.Lines([Pretty(e.Body)], LongestBody)}</pre></details>\n"))}
        </details>
        </section>
        """);

    private static string Pretty(string body)
    {
        using var json = JsonDocument.Parse(body);
        return JsonSerializer.Serialize(json.RootElement, Indented);
    }
}
