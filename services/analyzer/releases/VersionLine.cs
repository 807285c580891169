namespace Upgrades.Analyzer.Releases;

/// <summary>A row of versions that begin alike: <c>1.2</c>, or <c>1</c>. Ordered by as many numbers as both have.</summary>
/// <param name="Numbers">Without leading zeros; a zero is empty.</param>
internal sealed record VersionLine(IReadOnlyList<string> Numbers) : IComparable<VersionLine>
{
    public int CompareTo(VersionLine? other)
    {
        if (other is null)
        {
            return 1;
        }

        foreach (var (a, b) in Numbers.Zip(other.Numbers))
        {
            var order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(a, b);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
