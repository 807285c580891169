namespace Upgrades.Standalone.Planning;

/// <summary>Edits of lines as <c>diff -u</c> and git write them, so that <c>git apply</c> takes them too.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <param name="text">The file as it is.</param>
    /// <param name="edits">Of this file, in the order of its lines.</param>
    public static IEnumerable<string> Of(string path, string text, IReadOnlyList<LineEdit> edits)
    {
        // Not without their carriage returns: they belong to the lines that a patch compares.
        var lines = text.Split('\n');
        var count = lines[^1].Length == 0 ? lines.Length - 1 : lines.Length;
        yield return $"--- a/{path}";
        yield return $"+++ b/{path}";
        foreach (var hunk in Hunks(edits))
        {
            var (first, last) = (Math.Max(1, hunk[0].Line - Context), Math.Min(count, hunk[^1].Line + Context));
            yield return $"@@ -{first},{last - first + 1} +{first},{last - first + 1} @@";
            foreach (var line in Hunk(lines, hunk.ToDictionary(e => e.Line), first, last, endsWithoutNewline: count == lines.Length))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Hunk(string[] lines, Dictionary<int, LineEdit> edits, int first, int last, bool endsWithoutNewline)
    {
        for (var number = first; number <= last; number++)
        {
            // Neighbouring edits: all that goes, then all that comes.
            var run = 0;
            while (edits.ContainsKey(number + run))
            {
                run++;
            }

            if (run == 0)
            {
                yield return " " + lines[number - 1];
                if (endsWithoutNewline && number == lines.Length)
                {
                    yield return NoNewline;
                }

                continue;
            }

            foreach (var sign in (char[])['-', '+'])
            {
                for (var i = number; i < number + run; i++)
                {
                    var ending = lines[i - 1].EndsWith('\r') ? "\r" : "";
                    yield return $"{sign}{(sign == '-' ? edits[i].Before : edits[i].After)}{ending}";
                    if (endsWithoutNewline && i == lines.Length)
                    {
                        yield return NoNewline;
                    }
                }
            }

            number += run - 1;
        }
    }

    private const string NoNewline = "\\ No newline at end of file";

    /// <summary>Edits whose surroundings touch are shown together.</summary>
    private static List<List<LineEdit>> Hunks(IReadOnlyList<LineEdit> edits)
    {
        List<List<LineEdit>> hunks = [];
        foreach (var edit in edits)
        {
            if (hunks.Count > 0 && edit.Line - hunks[^1][^1].Line <= (2 * Context) + 1)
            {
                hunks[^1].Add(edit);
            }
            else
            {
                hunks.Add([edit]);
            }
        }

        return hunks;
    }
}
