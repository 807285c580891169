using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Upgrades.Hosting.Settings;

/// <summary>Summaries of doc comments as Markdown, from the XML files that the compiler puts beside the assemblies.</summary>
/// <param name="folder">Where they are.</param>
internal sealed partial class DocComments(string folder)
{
    private readonly Dictionary<Assembly, IReadOnlyDictionary<string, XElement>> _read = [];

    /// <summary>Null: there is none.</summary>
    public string? Of(Type type) => Find(type.Assembly, $"T:{Name(type)}") is { } text ? OpeningOfSection().Replace(text, "") : null;

    /// <inheritdoc cref="Of(Type)"/>
    public string? Of(MemberInfo member) => Find(member.DeclaringType!.Assembly, $"{(member is FieldInfo ? 'F' : 'P')}:{Name(member.DeclaringType)}.{member.Name}");

    /// <summary><c>Observe</c>: what it means; without those that say nothing.</summary>
    public IEnumerable<string> OfMembers(Type? type) =>
        type is null ? [] : Enum.GetNames(type).Select(n => (Name: n, Text: Of(type.GetField(n)!))).Where(m => m.Text is not null).Select(m => $"`{m.Name}`: {m.Text}");

    private string? Find(Assembly assembly, string id)
    {
        if (!_read.TryGetValue(assembly, out var comments))
        {
            var file = Path.Combine(folder, $"{assembly.GetName().Name}.xml");
            comments = File.Exists(file) ? XDocument.Load(file).Descendants("member").ToDictionary(m => (string)m.Attribute("name")!) : new Dictionary<string, XElement>();
            _read[assembly] = comments;
        }

        var text = comments.GetValueOrDefault(id)?.Element("summary") is { } summary ? Blanks().Replace(string.Concat(summary.Nodes().Select(Markdown)), " ").Trim() : "";
        return text.Length == 0 ? null : text;
    }

    private static string Markdown(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } see when (string?)see.Attribute("cref") is { } reference => $"`{Referred(reference)}`",
        XElement other => other.Value,
        _ => "",
    };

    /// <summary>A setting is spelt as in the environment, a word of an enumeration as it is.</summary>
    private static string Referred(string reference) => reference[(reference.LastIndexOf('.') + 1)..] is var name && reference[0] == 'P' ? name.ToUpperInvariant() : name;

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^Section `\w+`[.:]?\s*")]
    private static partial Regex OpeningOfSection();
}
