namespace Upgrades.Analyzer.Releases.Changelogs;

/// <summary>Which marks make a heading.</summary>
internal enum ChangelogDialect
{
    /// <summary><c>## 1.2</c>, and lines underlined with <c>=</c> or <c>-</c>.</summary>
    Markdown,

    /// <summary><c>== 1.2</c>.</summary>
    AsciiDoc,

    /// <summary>Lines underlined, and maybe overlined, with any mark; and what stands in files without an ending: GNU's stars, Debian's entries.</summary>
    Text,
}
