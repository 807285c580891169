using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads regular expressions for lines of logs.</summary>
internal static class PatternReader
{
    private static readonly string[] Results = ["ok", "skipped", "failed"];

    public static (string Text, LinePattern Pattern)? Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        if (cursor.Text(node, path) is not { } text)
        {
            return null;
        }

        if (LinePattern.TryParse(text, out var pattern, out var problem))
        {
            return (text, pattern);
        }

        cursor.Error(path, node, problem);
        return null;
    }

    /// <summary><c>ci_result_pattern</c>: see <see cref="CheckPlan.CiResultPattern"/>.</summary>
    public static string? CiResult(CatalogCursor cursor, CatalogNode node, string path)
    {
        if (Read(cursor, node, path) is not var (text, pattern))
        {
            return null;
        }

        if (pattern.HasGroup("stack") && Results.Any(pattern.HasGroup))
        {
            return text;
        }

        cursor.Error(path, node, "needs a group (?<stack>…) and at least one of (?<ok>…), (?<skipped>…), (?<failed>…)");
        return null;
    }
}
