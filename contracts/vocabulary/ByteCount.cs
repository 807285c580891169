using System.Globalization;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>A number of bytes as people write it: <c>1048576</c>, <c>10Mi</c>.</summary>
public static class ByteCount
{
    private static readonly (string Suffix, int Shift)[] Suffixes = [("Ki", 10), ("Mi", 20), ("Gi", 30)];

    public static bool TryParse(string text, out long bytes)
    {
        var (suffix, shift) = Suffixes.FirstOrDefault(s => text.EndsWith(s.Suffix, StringComparison.Ordinal), (Suffix: "", Shift: 0));
        var valid = long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out bytes) && bytes <= long.MaxValue >> shift;
        bytes = valid ? bytes << shift : 0;
        return valid;
    }
}
