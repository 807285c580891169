using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Replaying;

/// <summary>In which order updates are sent, and which are left when there are more than <c>--limit</c>.</summary>
internal enum SendBy
{
    /// <summary>As they came.</summary>
    Given,

    /// <summary>The least dangerous first: Safe, Unknown, Caution, then what could not be planned.</summary>
    Risk,

    /// <summary>The version that has been out longest first; what has no known age last.</summary>
    Age,

    /// <summary>By service, else by the last part of the image's name.</summary>
    Name,
}

/// <summary>Sorts and cuts. What is equal stays in the order in which it came.</summary>
internal static class ReplayOrder
{
    public static IReadOnlyList<PreviewRow> Of(IReadOnlyList<PreviewRow> rows, SendBy by, int limit) =>
    [
        .. (by switch
        {
            SendBy.Risk => rows.OrderBy(r => Rank(r.Risk)),
            SendBy.Age => rows.OrderBy(r => r.Built ?? DateTimeOffset.MaxValue),
            SendBy.Name => rows.OrderBy(r => r.Service.Length > 0 ? r.Service : r.Update.Image.Path.Split('/')[^1], StringComparer.Ordinal).ThenBy(r => r.Update.Image.Name, StringComparer.Ordinal),
            _ => rows.AsEnumerable(),
        }).Take(limit),
    ];

    /// <summary>Higher is more dangerous.</summary>
    public static int Rank(Risk? risk) => risk switch
    {
        Risk.Safe => 0,
        Risk.Unknown => 1,
        Risk.Caution => 2,
        _ => 3,
    };
}
