using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Hosting.Text;

namespace Upgrades.Executor.Backups;

/// <summary>Does the log of a backup say that it is good? The last line that matches counts: it stands closest to the end.</summary>
internal static class LogProof
{
    public static ProofSight Judge(string pattern, long? minBytes, JobLog log)
    {
        if (log.Trouble is { } trouble)
        {
            return new ProofSight.Lacking(trouble);
        }

        var wanted = LinePattern.Parse(pattern);
        if (log.Lines.LastOrDefault(l => wanted.Match(l.TrimEnd('\r')).Success) is not { } line)
        {
            return new ProofSight.Lacking($"no line of its log matches {pattern}{LogExcerpt.Of(string.Join('\n', log.Lines.TakeLast(5)))}");
        }

        var words = $"its log says: {OutsideLines.Line(line)}";
        return Size(wanted.Match(line.TrimEnd('\r')).Groups["bytes"]) is not { } told ? new ProofSight.Shown(words)
            : !ByteCount.TryParse(told, out var bytes) ? new ProofSight.Lacking($"its log says '{OutsideLines.Line(told)}' for its size, which is no number of bytes")
            : bytes < minBytes ? new ProofSight.Lacking($"its log says {bytes} bytes, at least {minBytes} are asked for")
            : new ProofSight.Shown(words, bytes);
    }

    private static string? Size(Group group) => group.Success ? group.Value : null;
}
