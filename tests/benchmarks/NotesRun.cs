using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Benchmarks;

/// <summary>Reading of release notes in a warm process, of honest ones and of those that nobody honest writes: does the cost per byte stay?</summary>
internal static class NotesRun
{
    private const int Small = 250_000;
    private const int Large = 4_000_000;
    private const int Turns = 3;

    /// <summary>Cost per byte at the large size over that at the small one; memory no longer fits the caches there.</summary>
    private const double MostGrowth = 3;

    /// <summary>Of the dearest shape over the honest one: a constant, whatever the size.</summary>
    private const double MostOverHonest = 40;

    /// <summary>Allocated in all for a byte of notes; most of it is gone at once.</summary>
    private const double MostBytesPerByte = 400;

    private static readonly (string Name, string Part)[] Shapes =
    [
        ("honest", "## v1.2\n### Added\n* The list of doors can be sorted, see [the page](https://example.org/doors) (#123)\n* `DOOR_PORT` may be a name\n\n### Fixed\n* Doors of renamed folders open again\n* chore(deps): bump hinge from 1.2 to 1.3\n\n"),
        ("one line", "a door opens and closes "),
        ("quotations", "> "), ("brackets", "["), ("links", "](a"), ("links within links", "[a](["), ("emphasis", "**a *b_ "), ("ticks", "`a``b```c"), ("tags", "<a <b "), ("folds", "<details><summary>x"),
        ("comments", "<!-- a "), ("lists", "- - - "), ("tables", "|-|a"), ("addresses", "http://www.https://"), ("headings", "# a\n## Breaking\n"), ("warnings", "- removed\n"), ("denials", "no not any known "), ("quotes", "\"removed“ "),
        ("phrases", "you must default changed support for "), ("names", "A_B_ --a-b "), ("entities", "&amp;&"), ("invisible", "\u202ea\u200b\u0007"),
    ];

    public static int Run()
    {
        var keywords = new Keywords(Catalog.DefaultKeywords);
        var (worst, dearest, honest) = (0.0, 0.0, 0.0);
        var (mostMemory, measured) = (0.0, 0);
        foreach (var (name, part) in Shapes)
        {
            var (small, large) = (Measure(part, Small, keywords), Measure(part, Large, keywords));
            // Below a nanosecond there is nothing to compare.
            var growth = Math.Max(1, large.Nanoseconds) / Math.Max(1, small.Nanoseconds);
            honest = measured++ == 0 ? large.Nanoseconds : honest;
            (worst, dearest, mostMemory) = (Math.Max(worst, growth), Math.Max(dearest, large.Nanoseconds), Math.Max(mostMemory, large.Bytes));
            Console.WriteLine($"{name,-20} {small.Nanoseconds,8:F1} ns a byte at {Small / 1000} KB, {large.Nanoseconds,8:F1} at {Large / 1_000_000} MB, growth {growth:F2}; {large.Bytes:F1} bytes allocated a byte");
        }

        Console.WriteLine(
            $"worst growth {worst:F2} (allowed {MostGrowth}); dearest shape over the honest one {dearest / honest:F1} (allowed {MostOverHonest}); "
            + $"most allocated {mostMemory:F1} bytes a byte (allowed {MostBytesPerByte})");
        return worst <= MostGrowth && dearest / honest <= MostOverHonest && mostMemory <= MostBytesPerByte ? 0 : 1;
    }

    private static (double Nanoseconds, double Bytes) Measure(string part, int size, Keywords keywords)
    {
        var text = string.Concat(Enumerable.Repeat(part, size / part.Length));
        // As many bytes in a turn at either size: the processor's time is counted in hundredths of a second.
        var times = Large / size;
        List<(double Nanoseconds, double Bytes)> turns = [];
        for (var i = 0; i <= Turns; i++)
        {
            GC.Collect();
            var (allocated, spent) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
            for (var time = 0; time < times; time++)
            {
                _ = NoteJudge.Read(text, keywords);
            }

            var bytes = (double)text.Length * times;
            turns.Add(((Environment.CpuUsage.TotalTime - spent).TotalNanoseconds / bytes, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / bytes));
        }

        return turns.Skip(1).OrderBy(t => t.Nanoseconds).ElementAt(Turns / 2);
    }
}
