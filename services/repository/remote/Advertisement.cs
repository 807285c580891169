using System.Globalization;
using System.Text;

namespace Upgrades.Repository.Remote;

/// <summary>The list of references with which a git server greets who wants to read or push (gitprotocol-pack(5), gitprotocol-common(5)).</summary>
internal static class Advertisement
{
    private const int LengthDigits = 4;
    private const int Sha = 40;

    /// <returns>What the reference points to; null: it is not there.</returns>
    /// <exception cref="InvalidDataException">It is no such list; or the server says why it gives none, which is the message.</exception>
    public static async Task<string?> FindAsync(Stream stream, string reference, CancellationToken ct)
    {
        // Over HTTP a section with the service's name comes first; a repository without branches has two that are empty.
        var (sections, sectionHasReferences) = (0, false);
        while (true)
        {
            var line = await ReadLineAsync(stream, ct);
            if (line is null && (sectionHasReferences || ++sections == 2))
            {
                return null;
            }

            if (line is null || line.StartsWith("# ", StringComparison.Ordinal) || line.StartsWith("version ", StringComparison.Ordinal))
            {
                continue;
            }

            if (line.StartsWith("ERR ", StringComparison.Ordinal) || line.Length <= Sha || line[Sha] != ' ')
            {
                throw new InvalidDataException(OutsideText.Line(line, 500));
            }

            sectionHasReferences = true;
            if (line[(Sha + 1)..].Split('\0')[0].TrimEnd('\n') == reference)
            {
                return line[..Sha];
            }
        }
    }

    /// <returns>Null at the end of a section.</returns>
    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken ct)
    {
        var head = new byte[LengthDigits];
        await stream.ReadExactlyAsync(head, ct);
        if (!int.TryParse(head, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length) || length is > 0 and < LengthDigits)
        {
            throw new InvalidDataException("what answers there does not speak git's protocol");
        }

        if (length == 0)
        {
            return null;
        }

        var body = new byte[length - LengthDigits];
        await stream.ReadExactlyAsync(body, ct);
        return Encoding.UTF8.GetString(body);
    }
}
