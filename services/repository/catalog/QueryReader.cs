using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>services.&lt;stack&gt;.queries</c>: names and PromQL. Only Prometheus itself can say whether an expression is one.</summary>
internal static class QueryReader
{
    private const int Most = 20;
    private const int Longest = 2000;

    public static IReadOnlyList<QueryCheck> Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        List<QueryCheck> queries = [];
        foreach (var (name, queryPath, value) in cursor.Entries(node, path))
        {
            if (cursor.Text(value, queryPath) is not { } query)
            {
                continue;
            }

            if (query.Length > Longest)
            {
                cursor.Error(queryPath, value, $"has {query.Length} characters (at most {Longest})");
            }
            else if (queries.Count == Most)
            {
                cursor.Error(queryPath, value, $"is one of more than {Most} queries");
            }
            else
            {
                queries.Add(new QueryCheck { Name = name, Query = query });
            }
        }

        return queries;
    }
}
