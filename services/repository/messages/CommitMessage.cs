using System.Text;
using System.Text.RegularExpressions;

namespace Upgrades.Repository;

/// <summary>A commit message of ours. Text from outside may be in every part: it is made harmless when rendered.</summary>
/// <param name="Subject">One line; cut at 200 characters.</param>
/// <param name="Body">Lines; at most 300 of at most 500 characters are kept.</param>
/// <param name="Trailers">Rendered as the last paragraph, by which the commit is found again. Keys are ours; values may come from outside.</param>
public sealed partial record CommitMessage(string Subject, IReadOnlyList<string> Body, IReadOnlyList<(string Key, string Value)> Trailers)
{
    private const int SubjectLength = 200;
    private const int LineLength = 500;
    private const int LineCount = 300;

    /// <exception cref="ArgumentException">Nothing is left of the subject, or a trailer's key is no key.</exception>
    public override string ToString()
    {
        var subject = OutsideText.Line(Subject, SubjectLength);
        if (subject.Length == 0)
        {
            throw new ArgumentException("A commit needs a subject");
        }

        var text = new StringBuilder(subject).Append('\n');
        var body = Body.SelectMany(OutsideText.Lines).Take(LineCount).Select(l => OutsideText.Line(l, LineLength, keepIndent: true)).ToList();
        if (body.Any(l => l.Length > 0))
        {
            text.Append('\n').Append(string.Join('\n', body.Select(NoTrailer)).Trim('\n')).Append('\n');
        }

        if (Trailers.Count > 0)
        {
            text.Append('\n').AppendJoin("", Trailers.Select(t => $"{Key(t.Key)}: {OutsideText.Line(t.Value, LineLength)}\n"));
        }

        return text.ToString();
    }

    /// <summary>
    /// An indented line is no trailer to git, and none to <c>git log --grep ^Upgrade-Id</c>. Our own headings (<c>Risk: Safe</c>)
    /// have no dash and stay as they are; GitHub's <c>skip-checks: true</c> has one.
    /// </summary>
    private string NoTrailer(string line)
    {
        var match = TrailerLike().Match(line);
        var forges = match.Success && (match.Groups["key"].Value.Contains('-', StringComparison.Ordinal)
            || Trailers.Any(t => t.Key.Equals(match.Groups["key"].Value, StringComparison.OrdinalIgnoreCase)));
        return forges ? "  " + line : line;
    }

    private static string Key(string key) =>
        Keys().IsMatch(key) ? key : throw new ArgumentException($"'{key}' is no trailer key");

    [GeneratedRegex(@"\A(?<key>[A-Za-z0-9-]+)\s*[:=]")]
    private static partial Regex TrailerLike();

    [GeneratedRegex(@"\A[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\z")]
    private static partial Regex Keys();
}
