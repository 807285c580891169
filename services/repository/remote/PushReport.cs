using System.Globalization;
using System.Text;

namespace Upgrades.Repository.Remote;

/// <summary>What the server's programs wrote for a person during a push: band 2 of side-band-64k (gitprotocol-pack(5)).</summary>
internal static class PushReport
{
    private const int LengthDigits = 4;
    private const byte Progress = 2;
    private const byte Error = 3;

    /// <summary>Empty when nothing was said, or when the answer is not in bands.</summary>
    public static string WordsOf(ReadOnlySpan<byte> answer)
    {
        var words = new StringBuilder();
        while (answer.Length > LengthDigits
            && int.TryParse(answer[..LengthDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            && length <= answer.Length)
        {
            if (length > LengthDigits && answer[LengthDigits] is Progress or Error)
            {
                words.Append(Encoding.UTF8.GetString(answer[(LengthDigits + 1)..length]));
            }

            answer = answer[Math.Max(length, LengthDigits)..];
        }

        var lines = OutsideText.Lines(words.ToString()).Select(l => OutsideText.Line(l, 500)).Where(l => l.Length > 0);
        return string.Join('\n', lines.Take(20));
    }
}
