namespace Upgrades.Standalone.Commands;

/// <summary>In which form a report is printed.</summary>
internal enum ReportForm
{
    /// <summary>For people, 100 columns wide.</summary>
    Table,

    /// <summary>One object, for programs.</summary>
    Json,

    /// <summary>One object a line, to be read by another command.</summary>
    JsonLines,

    /// <summary>For a page.</summary>
    Markdown,
}
