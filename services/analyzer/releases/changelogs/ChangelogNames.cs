using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>Which files and folders of a repository tell what changed, by their names.</summary>
internal static partial class ChangelogNames
{
    private static readonly string[] Endings = [".md", ".markdown", ".mdx", ".txt", ".rst", ".adoc", ".asciidoc"];

    /// <summary>Most telling first; written without the marks between their words.</summary>
    private static readonly string[] Names = ["changelog", "changes", "history", "news", "releases", "releasenotes", "whatsnew", "changelogs"];

    private static readonly string[] Documentation = ["docs", "doc"];

    /// <summary>-1: it is no changelog.</summary>
    public static int Rank(string file) => Array.IndexOf(Names, Plain(Stem(file)));

    /// <summary>A folder with changelogs in it, or with a file for each version.</summary>
    public static bool IsFolder(string name) => Array.IndexOf(Names, Plain(name)) >= 0;

    /// <summary>A folder where such a file or folder may lie among others.</summary>
    public static bool IsDocumentation(string name) => Documentation.Contains(name.ToLowerInvariant());

    /// <summary>The versions that a file is about by its name: <c>CHANGELOG-1.x.md</c>; in a folder of changelogs <c>v2.md</c>, <c>5.0.1.rst</c> too.</summary>
    public static VersionLine? LineOf(string file, bool inFolder) =>
        Numbered().Match(Stem(file)) is { Success: true } match && (Array.IndexOf(Names, Plain(match.Groups["name"].Value)) >= 0 || (inFolder && match.Groups["name"].Length <= 30))
            ? new VersionLine([.. match.Groups["line"].Value.Split('.', '_').Select(n => n.TrimStart('0'))]) : null;

    /// <summary>Is a part of the way in this line of versions?</summary>
    public static bool IsOnTheWay(VersionLine line, ReleaseRange range) =>
        line.CompareTo(range.To.Version.Line(line.Numbers.Count)) <= 0 && line.CompareTo(range.From.Version.Line(line.Numbers.Count)) >= 0;

    public static ChangelogDialect DialectOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".md" or ".markdown" or ".mdx" => ChangelogDialect.Markdown,
        ".adoc" or ".asciidoc" => ChangelogDialect.AsciiDoc,
        _ => ChangelogDialect.Text,
    };

    private static string Stem(string file) => Array.Find(Endings, e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)) is { } ending ? file[..^ending.Length] : file;

    private static string Plain(string name) => name.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\A(?<name>[A-Za-z_ -]{0,60}?)[-_. ]{0,2}[vV]?(?<line>[0-9]{1,10}(?:[._][0-9]{1,10}){0,4})(?:[._-]?[xX]){0,2}\z")]
    private static partial Regex Numbered();
}
