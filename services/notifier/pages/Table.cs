namespace Upgrades.Notifier.Pages;

/// <summary>
/// A table that becomes a list of cards on a narrow screen. The style sheet takes its cells out of their lines there, so the roles are
/// said in the markup, and each cell bears its column's name.
/// </summary>
internal static class Table
{
    /// <param name="columns">Text.</param>
    public static Html Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Html>> rows) => Html.Of(
        $"""
        <table role="table"><thead role="rowgroup"><tr role="row">{columns.Select(c => Html.Of($"<th scope=\"col\" role=\"columnheader\">{c}</th>"))}</tr></thead>
        <tbody role="rowgroup">
        {rows.Select(row => Html.Of($"<tr role=\"row\">{row.Select((cell, i) => Cell(columns[i], cell, i == 0))}</tr>\n"))}
        </tbody></table>
        """);

    public static IReadOnlyList<Html> Row(params IReadOnlyList<Html> cells) => cells;

    private static Html Cell(string column, Html content, bool isFirst) => isFirst
        ? Html.Of($"<th scope=\"row\" role=\"rowheader\" data-column=\"{column}\"><div>{content}</div></th>")
        : Html.Of($"<td role=\"cell\" data-column=\"{column}\"><div>{content}</div></td>");
}
