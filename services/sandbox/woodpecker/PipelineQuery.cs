using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Woodpecker;

/// <summary>The query of a list. Keys it does not know are ignored, <c>per_page</c> too.</summary>
internal sealed record PipelineQuery
{
    private const int LargestPage = 50;

    public required int Page { get; init; }

    public required int PerPage { get; init; }

    public required string? Branch { get; init; }

    public required string[]? Events { get; init; }

    public required string? Status { get; init; }

    public required string? Ref { get; init; }

    public required DateTimeOffset? Before { get; init; }

    public required DateTimeOffset? After { get; init; }

    /// <param name="version2">2.x filters by nothing but the time.</param>
    /// <returns>Null when a time is none.</returns>
    public static PipelineQuery? Read(IQueryCollection query, bool version2)
    {
        if (!TryTime(query["before"], out var before) || !TryTime(query["after"], out var after))
        {
            return null;
        }

        string? Filter(string name) => !version2 && query[name].ToString() is { Length: > 0 } value ? value : null;
        return new PipelineQuery
        {
            Page = Number(query["page"]) ?? 1,
            PerPage = Math.Min(LargestPage, Number(query["perPage"]) ?? LargestPage),
            Branch = Filter("branch"),
            Events = Filter("event")?.Split(','),
            Status = Filter("status"),
            Ref = Filter("ref"),
            Before = before,
            After = after,
        };
    }

    public IEnumerable<Pipeline> Of(IReadOnlyList<Pipeline> oldestFirst) => oldestFirst.Reverse()
        .Where(p => Branch is null || p.Branch == Branch)
        .Where(p => Events is null || Events.Contains(p.Event))
        .Where(p => Status is null || p.Status == Status)
        .Where(p => Ref is null || Ref == "refs/heads/" + p.Branch)
        .Where(p => Before is null || p.CreatedAt < Before)
        .Where(p => After is null || p.CreatedAt > After)
        .Skip((Page - 1) * PerPage)
        .Take(PerPage);

    private static int? Number(string? text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    private static bool TryTime(string? text, out DateTimeOffset? at)
    {
        var good = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read);
        at = good ? read : null;
        return good || string.IsNullOrEmpty(text);
    }
}
