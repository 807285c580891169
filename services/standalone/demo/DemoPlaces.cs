using System.Globalization;
using Upgrades.Hosting.Settings;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Demo;

/// <summary>Where everything of a demonstration is that is still up.</summary>
/// <param name="Services">All five.</param>
/// <param name="SettingsFile">The small world's addresses and tokens, for a shell.</param>
internal sealed record DemoPlaces(Uri Services, string SettingsFile)
{
    /// <summary>Writes the settings as <c>UPGRADES__SECTION__NAME='value'</c>, and where the services are for an operator, for <c>set -a; . FILE</c>.</summary>
    public static DemoPlaces Of(Uri services, string folder, IReadOnlyDictionary<string, string> settings) => new(
        services,
        Write(folder, new Dictionary<string, string>(Environment(settings))
        {
            [OperatorArguments.UrlSetting] = services.ToString(),
            [OperatorArguments.TokenSetting] = DemoRun.OperatorToken,
        }));

    /// <summary>The settings as a process's environment has them.</summary>
    public static IReadOnlyDictionary<string, string> Environment(IReadOnlyDictionary<string, string> settings) => settings.ToDictionary(
        s => $"{SettingsRegistration.Prefix}{s.Key.Replace(":", "__", StringComparison.Ordinal).ToUpper(CultureInfo.InvariantCulture)}", s => s.Value);

    /// <returns>The file, to be read by a shell.</returns>
    public static string Write(string folder, IReadOnlyDictionary<string, string> environment)
    {
        var file = Path.Combine(folder, "world.env");
        File.WriteAllLines(file, environment.Where(s => !s.Value.Contains('\'', StringComparison.Ordinal)).Select(s => $"{s.Key}='{s.Value}'"));
        return file;
    }
}
