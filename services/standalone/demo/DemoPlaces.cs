using System.Globalization;
using Upgrades.Hosting.Settings;

namespace Upgrades.Standalone.Demo;

/// <summary>Where everything of a demonstration is that is still up.</summary>
/// <param name="Services">All five.</param>
/// <param name="SettingsFile">The small world's addresses and tokens, for a shell.</param>
internal sealed record DemoPlaces(Uri Services, string SettingsFile)
{
    /// <summary>Writes the settings as <c>UPGRADES__SECTION__NAME='value'</c>, for <c>set -a; . FILE</c>.</summary>
    public static DemoPlaces Of(Uri services, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var file = Path.Combine(folder, "world.env");
        File.WriteAllLines(file, settings.Where(s => !s.Value.Contains('\'', StringComparison.Ordinal)).Select(s =>
            $"{SettingsRegistration.Prefix}{s.Key.Replace(":", "__", StringComparison.Ordinal).ToUpper(CultureInfo.InvariantCulture)}='{s.Value}'"));
        return new DemoPlaces(services, file);
    }
}
