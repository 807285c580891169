using System.Text;

namespace Upgrades.Notifier.Messages;

/// <summary>Text that is too long for a message in several that are not (<c>reference/slack.md</c> §1): cut between lines, and code blocks stay blocks.</summary>
internal static class Pieces
{
    /// <summary>Slack recommends at most 4,000 characters.</summary>
    public const int Longest = 3900;

    /// <summary>What comes after so many messages is on the timeline only.</summary>
    public const int Most = 6;

    private const string Fence = "```";

    public static IReadOnlyList<string> Of(string text)
    {
        if (text.Length <= Longest)
        {
            return [text];
        }

        var (pieces, piece, isBlock) = (new List<string>(), new StringBuilder(), false);
        foreach (var line in text.Split('\n').SelectMany(Cut))
        {
            if (piece.Length > 0 && piece.Length + line.Length + 1 > Longest - Fence.Length - 1)
            {
                pieces.Add(piece.Append(isBlock ? "\n" + Fence : "").ToString());
                piece.Clear().Append(isBlock ? Fence : "");
            }

            piece.Append(piece.Length > 0 ? "\n" : "").Append(line);
            isBlock ^= line == Fence;
        }

        pieces.Add(piece.ToString());
        return pieces.Count <= Most ? pieces : [.. pieces.Take(Most - 1), "… and more, see the timeline"];
    }

    private static IEnumerable<string> Cut(string line)
    {
        const int Room = Longest - 100;
        while (line.Length > Room)
        {
            // Neither half an entity (&amp;) nor half a character.
            var entity = line.LastIndexOf('&', Room - 1, 5);
            var at = entity >= 0 && line.IndexOf(';', entity) >= Room ? entity : char.IsHighSurrogate(line[Room - 1]) ? Room - 1 : Room;
            yield return line[..at];
            line = line[at..];
        }

        yield return line;
    }
}
