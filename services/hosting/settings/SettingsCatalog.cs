using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Upgrades.Hosting.Settings;

/// <summary>
/// Every setting that services have, out of the options classes that they register: names, defaults and bounds from the properties, meanings
/// from their doc comments. There is no second list that could say something else.
/// </summary>
public sealed class SettingsCatalog
{
    private readonly DocComments _docs;

    private SettingsCatalog(DocComments docs) => _docs = docs;

    /// <summary>In the order of the sections, and in each as the class has them.</summary>
    public IReadOnlyList<Setting> Settings { get; private init; } = [];

    /// <summary>What a section is about, as Markdown.</summary>
    public IReadOnlyDictionary<string, string> Sections { get; private init; } = new Dictionary<string, string>();

    /// <param name="folder">Where the assemblies' XML files are; without them meanings are missing.</param>
    public static SettingsCatalog Of(IReadOnlyList<ServiceDefinition> services, string folder)
    {
        var catalog = new SettingsCatalog(new DocComments(folder));
        var readers = services.SelectMany(s => UpgradesHost.SectionsOf([s]).Select(section => (section, s.Name))).ToLookup(r => r.section, r => r.Name);
        var sections = readers.OrderBy(r => r.Count() != services.Count).ThenBy(r => r.Key.Name, StringComparer.Ordinal).ToList();
        return new SettingsCatalog(catalog._docs)
        {
            Settings = [.. sections.SelectMany(r => catalog.Read(r.Key.Options, r.Key.Name, SettingsRegistration.Prefix + r.Key.Name.ToUpperInvariant(), [.. r]))],
            Sections = sections.ToDictionary(r => r.Key.Name, r => catalog._docs.Of(r.Key.Options) ?? ""),
        };
    }

    private IEnumerable<Setting> Read(Type options, string section, string prefix, IReadOnlyList<string> services)
    {
        var defaults = Activator.CreateInstance(options, nonPublic: true)!;
        foreach (var property in options.GetProperties().OrderBy(p => p.MetadataToken))
        {
            var name = $"{prefix}__{property.Name.ToUpperInvariant()}";
            var element = property.PropertyType == typeof(string) ? null
                : property.PropertyType.GetInterfaces().Prepend(property.PropertyType).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IList<>))?.GetGenericArguments()[0];
            if (element is not null && element != typeof(string))
            {
                yield return One(property, defaults, section, $"{name}__N", services) with { Default = null };
                foreach (var inner in Read(element, section, $"{name}__N", services))
                {
                    yield return inner;
                }
            }
            else if (element is not null || property.CanWrite)
            {
                yield return One(property, defaults, section, element is null ? name : $"{name}__N", services);
            }
        }
    }

    private Setting One(PropertyInfo property, object defaults, string section, string name, IReadOnlyList<string> services) => new()
    {
        Name = name,
        Section = section,
        Services = services,
        Default = Write(property.GetValue(defaults)),
        Allowed = Allowed(property),
        IsRequired = property.GetCustomAttribute<RequiredAttribute>() is not null && string.IsNullOrEmpty(Write(property.GetValue(defaults))),
        IsSecret = property.GetCustomAttribute<DataTypeAttribute>()?.DataType == DataType.Password,
        Meaning = _docs.Of(property) is { } meaning ? string.Join(' ', [meaning, .. _docs.OfMembers(EnumOf(property))]) : null,
    };

    private static Type? EnumOf(PropertyInfo property) => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { IsEnum: true } type ? type : null;

    private static string? Allowed(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{Write(range.Minimum)} to {Write(range.Maximum)}"
        : EnumOf(property) is { } type ? string.Join(", ", Enum.GetNames(type))
        : property.PropertyType == typeof(bool) ? "true, false"
        : null;

    private static string? Write(object? value) => value switch
    {
        null or "" => null,
        bool b => b ? "true" : "false",
        string text => text,
        IEnumerable list => string.Join(", ", list.Cast<object>().Select(Write)) is { Length: > 0 } text ? text : null,
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
