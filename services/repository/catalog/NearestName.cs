namespace Upgrades.Repository.Catalogs;

/// <summary>Finds what was probably meant by a name that is none.</summary>
public static class NearestName
{
    /// <summary>Names are a few words; whoever writes more means something else.</summary>
    private const int Longest = 64;

    /// <returns>Null when none of the names is near: a wrong guess would be worse than none.</returns>
    public static string? Of(string wrong, IEnumerable<string> names) => wrong.Length > Longest ? null : names
        .Where(n => n.Length <= Longest)
        .Select(n => (Name: n, Distance: Distance(Plain(wrong), Plain(n))))
        .Where(n => n.Distance <= Math.Max(1, Math.Min(wrong.Length, n.Name.Length) / 4) && 2 * n.Distance < n.Name.Length)
        .OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
        .FirstOrDefault().Name;

    /// <summary><c>maxSteps</c>, <c>max-steps</c> and <c>max_steps</c> are the same slip.</summary>
    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    /// <summary>Characters that are too many, missing, other, or changed with their neighbour (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1,
                    rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
