using Upgrades.Analyzer.Advisor;
using Upgrades.Analyzer.Releases;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Security;

/// <summary>What an upgrade does about published weaknesses.</summary>
/// <param name="Fixed">Closed on the way, worst first.</param>
/// <param name="Left">Published for the version that is gone to, worst first.</param>
internal sealed record Weaknesses(IReadOnlyList<SecurityFix> Fixed, IReadOnlyList<SecurityFix> Left)
{
    private const int LongestSummary = 200;
    private const int LongestUrl = 500;

    public static Weaknesses None { get; } = new([], []);

    /// <summary>
    /// An advisory is fixed on the way when it holds for From and not for To, or when the notes name it. It is left when it holds for To,
    /// whatever the notes name. One that was withdrawn is neither. Where ranges cannot be read, or are those of another package of the
    /// repository, nothing is claimed.
    /// </summary>
    /// <param name="repository"><c>owner/name</c>; null: none is known, and nothing was published.</param>
    /// <param name="named">What the notes name.</param>
    public static Weaknesses Of(ReleaseRange range, string? repository, IReadOnlyList<PublishedAdvisory> published, IReadOnlyList<string> named)
    {
        List<SecurityFix> closed = [], left = [];
        var ours = PackageNames.Of(range, repository);
        foreach (var advisory in published.Where(a => !a.IsWithdrawn))
        {
            var (from, to) = Holds(advisory, range, ours);
            if (to == true)
            {
                left.Add(Describe(advisory));
            }
            else if ((from == true && to == false) || advisory.Ids.Any(named.Contains))
            {
                closed.Add(Describe(advisory));
            }
        }

        var known = published.SelectMany(a => a.Ids).ToHashSet(StringComparer.Ordinal);
        return new Weaknesses(Worst([.. closed, .. named.Where(id => !known.Contains(id)).Select(id => new SecurityFix { Id = id })]), Worst(left));
    }

    /// <returns>Null: cannot be told.</returns>
    private static (bool? From, bool? To) Holds(PublishedAdvisory advisory, ReleaseRange range, PackageNames ours)
    {
        var verdicts = advisory.Affected.Where(a => ours.Fit(a.Package)).Select(a => (From: Holds(a, range.From.Version), To: Holds(a, range.To.Version))).ToList();
        return (Any(verdicts.Select(v => v.From)), Any(verdicts.Select(v => v.To)));

        static bool? Any(IEnumerable<bool?> answers) => answers.Aggregate((bool?)false, (all, one) => all == true || one == true ? true : all is null || one is null ? null : false);
    }

    /// <summary>An open range (<c>&gt;= 1.2</c>) ends where the patched versions begin; of several, only the last is sure to end it.</summary>
    private static bool? Holds(AffectedPackage affected, ReleaseVersion version) => VersionRange.Parse(affected.Range)?.Holds(version) is not { } holds ? null
        : holds && VersionRange.Listed(affected.Patched) is { Count: > 0 } patched && patched.All(p => p.CompareTo(version) <= 0) ? false
        : holds;

    private static SecurityFix Describe(PublishedAdvisory advisory) => new()
    {
        Id = advisory.Id,
        Severity = advisory.Severity,
        Summary = PlainText.Line(advisory.Summary, LongestSummary) is { Length: > 0 } summary ? summary : null,
        Url = advisory.Url is { Length: <= LongestUrl } url && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address.AbsoluteUri : null,
    };

    private static IReadOnlyList<SecurityFix> Worst(IEnumerable<SecurityFix> fixes) =>
        [.. fixes.DistinctBy(f => f.Id).OrderBy(f => PublishedAdvisory.Rank(f.Severity)).ThenBy(f => f.Id, StringComparer.Ordinal).Take(Advisories.Most)];
}
