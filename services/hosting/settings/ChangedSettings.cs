using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Upgrades.Hosting.Settings;

/// <summary>Brings new values of texts and addresses into options that are in use. Everything else is what it was at the start.</summary>
internal sealed class ChangedSettings
{
    public static void TakeOver<TOptions>(IConfigurationSection section, TOptions inUse, IEnumerable<IValidateOptions<TOptions>> checks, ILogger log)
        where TOptions : class
    {
        if (section.Get<TOptions>() is not { } now)
        {
            return;
        }

        if (checks.Select(c => c.Validate(null, now)).FirstOrDefault(r => r.Failed) is { } wrong)
        {
            Log.SettingsNotTaken(log, section.Key, string.Join("; ", wrong.Failures ?? []));
        }
        else if (Copy(now, inUse))
        {
            Log.SettingsTaken(log, section.Key);
        }
    }

    /// <returns>Was anything different?</returns>
    private static bool Copy(object from, object to)
    {
        var changed = false;
        foreach (var property in to.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0))
        {
            var (before, now) = (property.GetValue(to), property.GetValue(from));
            if (property is { CanWrite: true } && (property.PropertyType == typeof(string) || property.PropertyType == typeof(Uri)) && !Equals(before, now))
            {
                property.SetValue(to, now);
                changed = true;
            }
            else if (before is IList old and not Array && now is IList fresh && old.Count == fresh.Count)
            {
                for (var i = 0; i < old.Count; i++)
                {
                    changed |= old[i] is { } item and not string && fresh[i] is { } other && Copy(other, item);
                }
            }
        }

        return changed;
    }
}
