using System.Globalization;
using System.Text.RegularExpressions;

namespace Upgrades.Executor.Decisions;

/// <summary>Quantities of memory as Kubernetes spells them: <c>512Mi</c>, <c>1.5Gi</c>, <c>500M</c>, <c>1073741824</c>.</summary>
internal static partial class MemoryLimit
{
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T"];

    /// <summary>Twice as much, but not more than <paramref name="most"/>, in the family of units it is written in.</summary>
    /// <returns>Null when that is no more than before, or when the text is no quantity.</returns>
    public static string? Raise(string limit, string most)
    {
        if (Bytes(limit) is not { } bytes || Bytes(most) is not { } cap)
        {
            return null;
        }

        var raised = Math.Min(bytes * 2, cap);
        return raised > bytes ? Write(raised, limit.EndsWith('i') ? Binary : char.IsAsciiLetter(limit[^1]) ? Decimal : [""]) : null;
    }

    /// <returns>Null when the text is no quantity of bytes.</returns>
    public static decimal? Bytes(string text)
    {
        if (Quantity().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value;
        var (power, factor) = Array.IndexOf(Binary, unit) is >= 0 and var binary ? (binary, 1024m) : (Array.IndexOf(Decimal, unit), 1000m);
        var bytes = decimal.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return Enumerable.Repeat(factor, power).Aggregate(bytes, (all, f) => all * f);
    }

    private static string Write(decimal bytes, string[] units)
    {
        var factor = units.Contains("Ki") ? 1024m : 1000m;
        var power = 0;
        while (power + 1 < units.Length && bytes % factor == 0)
        {
            bytes /= factor;
            power++;
        }

        return bytes.ToString("0", CultureInfo.InvariantCulture) + units[power];
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{1,15}(?:\.[0-9]{1,3})?)(?<unit>Ki|Mi|Gi|Ti|k|M|G|T)?\z")]
    private static partial Regex Quantity();
}
