using System.Text;

namespace Upgrades.Hosting.Settings;

/// <summary>The reference of all settings as a file to read.</summary>
public static class SettingsMarkdown
{
    public static string Write(SettingsCatalog catalog, int services)
    {
        var text = new StringBuilder(
            """
            # Settings

            Every setting, written from the options classes by `./run settings --markdown > SETTINGS.md`; a test holds the two together.

            They are environment variables. Each can also be given by a file or from Vault: the same name with `_FILE` or `_VAULT` behind it
            ([hosting](services/hosting/README.md)). `N` is 0, 1, 2, …. Spans are `hours:minutes:seconds`, with `days.` before them. A value that is
            wrong, and a name that is not here, ends the process with exit code 2. `upgrades settings --set` shows what is set where it is run.

            """);
        foreach (var section in catalog.Settings.GroupBy(s => s.Section))
        {
            var readers = section.First().Services;
            text.Append("\n## ").AppendLine(section.Key).AppendLine();
            text.Append("Read by ").Append(readers.Count == services ? "all services" : string.Join(", ", readers)).Append('.');
            text.AppendLine(catalog.Sections[section.Key] is { Length: > 0 } about ? $" {char.ToUpperInvariant(about[0])}{about[1..]}" : "").AppendLine();
            text.AppendLine("| name | default | allowed | meaning |").AppendLine("|---|---|---|---|");
            foreach (var setting in section)
            {
                text.AppendLine($"| `{setting.Name}` | {Default(setting)} | {Cell(setting.Allowed ?? "")} | {(setting.IsSecret ? "**Secret.** " : "")}{Cell(setting.Meaning ?? "")} |");
            }
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Default(Setting setting) => setting.Default is { } value ? $"`{Cell(value)}`" : setting.IsRequired ? "**needed**" : "none";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
