using System.Text;
using System.Text.RegularExpressions;
using Upgrades.Analyzer.Planning;
using YamlDotNet.Core.Events;

namespace Upgrades.Analyzer.Charts;

/// <summary>
/// Reads one chart's entries out of an <c>index.yaml</c> (<c>reference/helm-repos.md</c> §1) and stops behind them. Everything is bounded:
/// how many entries, how long a text, how much text of changes in all.
/// </summary>
internal static partial class ChartIndexReader
{
    private const int MostEntries = 10_000;
    private const int MostSources = 50;
    private const int LongestVersion = 100;
    private const int LongestAddress = 500;
    private const int LongestChanges = 64 << 10;
    private const int MostChanges = 4 << 20;
    private const string ChangesKey = "artifacthub.io/changes";

    /// <returns>Entries that a release could be pinned to; null when the index does not have the chart.</returns>
    /// <exception cref="ChartIndexException">It is no index.</exception>
    public static IReadOnlyList<ChartEntry>? Read(Stream content, string chart)
    {
        using var text = new MeteredText(new ChartLines(new StreamReader(content, Encoding.UTF8), chart));
        var events = new IndexEvents(text);
        while (events.Next() is var opening and not MappingStart)
        {
            if (opening is not (StreamStart or DocumentStart))
            {
                throw new ChartIndexException("it is no map");
            }
        }

        var hasEntries = false;
        foreach (var (key, value) in events.Entries())
        {
            hasEntries |= key == "entries";
            if (key != "entries" || value is not MappingStart)
            {
                events.Skip(value);
                continue;
            }

            foreach (var (name, versions) in events.Entries())
            {
                if (name == chart && versions is SequenceStart)
                {
                    return Versions(events);
                }

                events.Skip(versions);
            }
        }

        return hasEntries ? null : throw new ChartIndexException("it has no entries");
    }

    /// <summary>As Helm reads it: SemVer 2 with a <c>v</c> allowed before it; and something that can be compared.</summary>
    public static bool IsVersion(string? text) => text is { Length: <= LongestVersion } && SemVer().IsMatch(text) && ChartRequest.IsVersion(text);

    private static List<ChartEntry> Versions(IndexEvents events)
    {
        List<ChartEntry> entries = [];
        var changes = 0;
        foreach (var item in events.Items())
        {
            if (item is not MappingStart)
            {
                events.Skip(item);
                continue;
            }

            if (Entry(events, changes < MostChanges) is { } entry)
            {
                entries.Add(entry);
                changes += entry.Changes?.Length ?? 0;
                if (entries.Count == MostEntries)
                {
                    return entries;
                }
            }
        }

        return entries;
    }

    /// <returns>Null for an entry that Helm could not install: without a version, or without an address.</returns>
    private static ChartEntry? Entry(IndexEvents events, bool withChanges)
    {
        string? version = null, appVersion = null, home = null, changes = null;
        var (deprecated, hasAddress) = (false, false);
        IReadOnlyList<string> sources = [];
        foreach (var (key, value) in events.Entries())
        {
            switch (key)
            {
                case "version":
                    version = events.Text(value, LongestVersion);
                    break;
                case "appVersion":
                    appVersion = events.Text(value, LongestVersion);
                    break;
                case "home":
                    home = events.Text(value, LongestAddress);
                    break;
                case "deprecated":
                    deprecated = events.Text(value, LongestVersion) == "true";
                    break;
                case "sources":
                    sources = Texts(events, value);
                    break;
                case "urls":
                    hasAddress = Texts(events, value).Count > 0;
                    break;
                case "annotations" when value is MappingStart && withChanges:
                    changes = Changes(events);
                    break;
                default:
                    events.Skip(value);
                    break;
            }
        }

        return !hasAddress || !IsVersion(version) ? null
            : new ChartEntry { Version = version!, AppVersion = appVersion, Deprecated = deprecated, Home = home, Sources = sources, Changes = changes };
    }

    private static string? Changes(IndexEvents events)
    {
        string? changes = null;
        foreach (var (key, value) in events.Entries())
        {
            if (key == ChangesKey)
            {
                changes = events.Text(value, LongestChanges);
            }
            else
            {
                events.Skip(value);
            }
        }

        return changes;
    }

    private static List<string> Texts(IndexEvents events, ParsingEvent list)
    {
        List<string> texts = [];
        if (list is not SequenceStart)
        {
            events.Skip(list);
            return texts;
        }

        foreach (var item in events.Items())
        {
            if (events.Text(item, LongestAddress) is { } text && texts.Count < MostSources)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    [GeneratedRegex(@"\Av?[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex SemVer();
}
