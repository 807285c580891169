using System.Globalization;
using Upgrades.Analyzer.Assessment;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Tests.Analyzer.Notes;

/// <summary>
/// Ours beside the plain keyword list, on labelled notes: those that rules were tuned on, and those that nobody looked at meanwhile.
/// The aim is the list's recall at a third of its false alarms.
/// </summary>
public sealed class LabelledNotesTests(ITestOutputHelper output)
{
    private const int LeastReleases = 50;

    [Theory]
    [InlineData("tuned")]
    [InlineData("heldout")]
    public void ours_finds_what_the_list_finds_with_a_third_of_its_false_alarms(string part)
    {
        var judged = LabelledRelease.Read(part).Select(r => (Release: r, Read: NoteJudge.Read(r.Body, new Keywords(Catalog.DefaultKeywords)))).ToList();
        judged.Count.ShouldBeGreaterThanOrEqualTo(LeastReleases, $"the part {part} of the labelled notes is not there");
        var ours = Score.Of(judged.Select(j => (j.Release.IsBreaking, j.Read.Warnings.Count > 0)));
        var list = Score.Of(judged.Select(j => (j.Release.IsBreaking, Catalog.DefaultKeywords.Any(k => j.Release.Body.Contains(k, StringComparison.OrdinalIgnoreCase)))));
        var found = judged.Where(j => j.Release.IsBreaking && j.Read.Warnings.Count > 0).ToList();
        var shown = found.Count(j => j.Release.IsShownBy(j.Read.Warnings.Select(w => w.Line)));

        output.WriteLine($"{part}: {judged.Count} releases, {judged.Count(j => j.Release.IsBreaking)} of them breaking");
        output.WriteLine($"ours:      {ours}");
        output.WriteLine($"the list:  {list}");
        output.WriteLine($"a cited line is the one that the label names in {shown} of {found.Count} that were found");
        if (part == "tuned")
        {
            Explain(judged);
        }

        list.FalseAlarms.ShouldBeGreaterThan(0);
        ours.Recall.ShouldBeGreaterThanOrEqualTo(list.Recall);
        (3 * ours.FalseAlarms).ShouldBeLessThanOrEqualTo(list.FalseAlarms);
    }

    /// <summary>Of the other part nobody is told which they are, or it would be tuned on.</summary>
    private void Explain(IEnumerable<(LabelledRelease Release, NoteReading Read)> judged)
    {
        foreach (var (release, read) in judged)
        {
            if (release.IsBreaking && read.Warnings.Count == 0)
            {
                output.WriteLine($"missed {release.Project} {release.Tag}: {string.Join(" | ", release.Saying)}{string.Concat(read.Asides.Select(a => $"\n    aside ({a.Why}): {a.Line}"))}");
            }
            else if (release.IsBreaking && !release.IsShownBy(read.Warnings.Select(w => w.Line)))
            {
                output.WriteLine($"other line {release.Project} {release.Tag}: {string.Join(" | ", release.Saying)}{string.Concat(read.Warnings.Select(w => $"\n    {w.Rule}: {w.Line}"))}");
            }
            else if (!release.IsBreaking && read.Warnings.Count > 0)
            {
                output.WriteLine($"false alarm {release.Project} {release.Tag}:{string.Concat(read.Warnings.Select(w => $"\n    {w.Rule}: {w.Line}"))}");
            }
        }
    }

    private sealed record Score(int Hits, int Misses, int FalseAlarms, int Silences)
    {
        public double Recall => (double)Hits / (Hits + Misses);

        private double Precision => (double)Hits / (Hits + FalseAlarms);

        public static Score Of(IEnumerable<(bool IsBreaking, bool Warns)> judged)
        {
            var all = judged.ToLookup(j => j);
            return new Score(all[(true, true)].Count(), all[(true, false)].Count(), all[(false, true)].Count(), all[(false, false)].Count());
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"recall {Recall:P0} ({Hits} of {Hits + Misses}), precision {Precision:P0}, {FalseAlarms} false alarms among {FalseAlarms + Silences} harmless releases");
    }
}
