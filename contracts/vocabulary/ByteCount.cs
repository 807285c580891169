using System.Globalization;
using System.Text.RegularExpressions;

namespace Upgrades.Contracts.Vocabulary;

/// <summary>A number of bytes as people and Kubernetes write it: <c>1048576</c>, <c>10Mi</c>, <c>1.5Gi</c>, <c>500M</c>.</summary>
public static partial class ByteCount
{
    /// <summary>Powers of 1024, and of 1000.</summary>
    private static readonly string[] Binary = ["", "Ki", "Mi", "Gi", "Ti"];
    private static readonly string[] Decimal = ["", "k", "M", "G", "T"];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (Written().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var unit = match.Groups["unit"].Value;
        var (power, factor) = Array.IndexOf(Binary, unit) is >= 0 and var binary ? (binary, 1024m) : (Array.IndexOf(Decimal, unit), 1000m);
        var number = decimal.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var all = Enumerable.Repeat(factor, power).Aggregate(number, (product, f) => product * f);
        var fits = all <= long.MaxValue;
        bytes = fits ? (long)all : 0;
        return fits;
    }

    /// <summary>As short as it can be told exactly, in the family of units that <paramref name="like"/> is written in.</summary>
    public static string Write(long bytes, string like)
    {
        var (units, factor) = like.EndsWith('i') ? (Binary, 1024) : like.Length > 0 && char.IsAsciiLetter(like[^1]) ? (Decimal, 1000) : ([""], 1);
        var power = 0;
        while (power + 1 < units.Length && bytes % factor == 0)
        {
            bytes /= factor;
            power++;
        }

        return bytes.ToString(CultureInfo.InvariantCulture) + units[power];
    }

    [GeneratedRegex(@"\A(?<number>[0-9]{1,19}(?:\.[0-9]{1,3})?)(?<unit>Ki|Mi|Gi|Ti|k|M|G|T)?\z")]
    private static partial Regex Written();
}
