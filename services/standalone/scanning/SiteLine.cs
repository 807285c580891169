using System.Text;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Scanning;

/// <summary>One site as a line of a table of 100 columns. What finds no room in its column goes on below, whole: half a path is of no use.</summary>
/// <param name="Reason">Why nothing can be done about it; null where something can.</param>
internal sealed record SiteLine(string Subject, string Version, string Status, string Via, string Where, string? Reason)
{
    private const int Indent = 4;

    /// <summary>One long name does not push all others to the right.</summary>
    private const int WidestSubject = 44;
    private const int WidestVersion = 20;

    public static void Write(TextWriter output, IReadOnlyList<SiteLine> lines)
    {
        SiteLine[] all = [new("image or chart", "version", "status", "via", "where", null), .. lines];
        var widths = (Subject: all.Max(l => Math.Min(l.Subject.Length, WidestSubject)), Version: all.Max(l => Math.Min(l.Version.Length, WidestVersion)),
            Status: all.Max(l => l.Status.Length), Via: all.Max(l => l.Via.Length));
        foreach (var line in all)
        {
            var reason = line.Reason is null ? [] : TextWidth.Wrap(new string(' ', Indent) + line.Reason, Indent);
            foreach (var text in line.Layout(widths.Subject, widths.Version, widths.Status, widths.Via).SelectMany(l => TextWidth.Wrap(l, Indent)).Concat(reason))
            {
                output.WriteLine(Terminal.Harmless(text));
            }
        }

        output.WriteLine();
    }

    /// <summary>A name that is too long for its column has a line of its own, so that the others stay below each other.</summary>
    private IEnumerable<string> Layout(int subject, int version, int status, int via)
    {
        if (Subject.Length > subject)
        {
            yield return "  " + Subject;
        }

        var line = new StringBuilder("  ");
        foreach (var (text, width) in ((string, int)[])[(Subject.Length > subject ? "" : Subject, subject), (Version, version), (Status, status), (Via, via)])
        {
            line.Append(text.PadRight(width)).Append("  ");
        }

        yield return line.Append(Where).ToString();
    }
}
