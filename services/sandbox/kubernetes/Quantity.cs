using System.Globalization;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Resource quantities: <c>512Mi</c>, <c>1G</c>, <c>128974848</c>, <c>1e3</c>, <c>400m</c>.</summary>
internal static class Quantity
{
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("Ti", 1L << 40), ("Pi", 1L << 50),
        ("m", 0.001m), ("k", 1e3m), ("M", 1e6m), ("G", 1e9m), ("T", 1e12m), ("P", 1e15m), ("", 1m),
    ];

    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static long Bytes(string text)
    {
        var (suffix, factor) = Suffixes.First(s => text.EndsWith(s.Suffix, StringComparison.Ordinal));
        return (long)(decimal.Parse(text[..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture) * factor);
    }
}
