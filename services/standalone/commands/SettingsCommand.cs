using System.CommandLine;
using System.Text.Json;
using Upgrades.Hosting.Settings;
using Upgrades.Standalone.Inspection;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades settings</c>: every setting there is, and those that are set.</summary>
internal static class SettingsCommand
{
    /// <param name="environment">In place of the environment.</param>
    public static Command Create(IReadOnlyDictionary<string, string>? environment = null)
    {
        var section = new Argument<string?>("section") { Description = "Only this section: executor.", Arity = ArgumentArity.ZeroOrOne };
        var set = new Option<bool>("--set") { Description = "Only what is set here, with its value and where that is from. No secret is shown." };
        var markdown = new Option<bool>("--markdown") { Description = "As SETTINGS.md has them." };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("settings",
            """
            Shows every setting with its default, what it may be and what it means.

            With --set those of this environment, and names that no service knows; exit code 1
            when there is such a name, 3 when nothing is set.

            Examples:
              upgrades settings executor
              upgrades settings --set
              upgrades settings --json | jq -r '.settings[] | select(.secret).name'
            """) { section, set, markdown, json };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var catalog = SettingsCatalog.Of(AllServices.Definitions, AppContext.BaseDirectory);
            if (parsed.GetValue(markdown))
            {
                output.Write(SettingsMarkdown.Write(catalog, AllServices.Definitions.Count));
                return 0;
            }

            var settings = catalog.Settings;
            if (parsed.GetValue(section) is { } wanted)
            {
                settings = [.. settings.Where(s => s.Section.Equals(wanted, StringComparison.OrdinalIgnoreCase))];
                if (settings.Count == 0)
                {
                    parsed.InvocationConfiguration.Error.WriteLine(Terminal.Harmless($"There is no section {wanted}: {string.Join(", ", catalog.Sections.Keys)}"));
                    return UsageExitCode.WrongUsage;
                }
            }

            return parsed.GetValue(set)
                ? ShowSet(PresentSettings.Of(settings, environment ?? FromEnvironment(), parsed.GetValue(section) is null), parsed.GetValue(json), output)
                : Show(settings, parsed.GetValue(json), output);
        });
        return command;
    }

    private static int Show(IReadOnlyList<Setting> settings, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { settings = settings.Select(s => new { s.Name, s.Section, s.Services, s.Default, s.Allowed, required = s.IsRequired, secret = s.IsSecret, s.Meaning }) }, JsonSerializerOptions.Web));
            return 0;
        }

        foreach (var section in settings.GroupBy(s => s.Section))
        {
            var readers = section.First().Services;
            output.WriteLine($"{section.Key} ({(readers.Count == AllServices.Definitions.Count ? "all services" : string.Join(", ", readers))})");
            foreach (var setting in section)
            {
                var facts = (string?[])[setting.Default ?? (setting.IsRequired ? "needed" : "none"), setting.Allowed, setting.IsSecret ? "secret" : null];
                output.WriteLine($"  {setting.Name}  {string.Join("; ", facts.OfType<string>())}");
                output.WriteLine($"    {setting.Meaning}");
            }
        }

        return 0;
    }

    private static int ShowSet(IReadOnlyList<PresentSetting> present, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(new { settings = present.Select(p => new { p.Name, p.Value, p.From, known = p.IsKnown }) }, JsonSerializerOptions.Web));
        }
        else
        {
            ConsoleTable.Write(output, ["setting", "value", "from"], present.Select(p => (IReadOnlyList<string>)[p.Name, p.Value, p.IsKnown ? p.From : "there is no such setting"]), unbroken: 1);
        }

        return present.Count == 0 ? UsageExitCode.NothingToDo : present.All(p => p.IsKnown) ? 0 : UsageExitCode.Problems;
    }

    private static Dictionary<string, string> FromEnvironment() => Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "");
}
