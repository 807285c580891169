using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Upgrades.Analyzer.Charts;

/// <summary>YAML event by event, never as a document: what nobody asks for is passed over as it comes. An alias is not followed, so nothing can multiply.</summary>
internal sealed class IndexEvents(MeteredText text)
{
    private const int Deepest = 64;
    private readonly Parser _parser = new(text);

    /// <exception cref="ChartIndexException">There is no next event, or something is wrong with the text.</exception>
    public ParsingEvent Next()
    {
        text.Renew();
        try
        {
            return _parser.MoveNext() ? _parser.Current! : throw new ChartIndexException("it ends early");
        }
        catch (YamlException e)
        {
            throw new ChartIndexException($"line {e.Start.Line}: {e.Message}");
        }
    }

    /// <summary>Passes over the value that begins with this event.</summary>
    public void Skip(ParsingEvent first)
    {
        var depth = Depth(first);
        while (depth > 0)
        {
            depth += Depth(Next());
            if (depth > Deepest)
            {
                throw new ChartIndexException($"it is nested more than {Deepest} levels deep");
            }
        }
    }

    /// <summary>The keys of a map, each with the first event of its value, which must be read or skipped before the next key is asked for.</summary>
    public IEnumerable<(string Key, ParsingEvent Value)> Entries()
    {
        for (var key = Next(); key is not MappingEnd; key = Next())
        {
            if (key is Scalar name)
            {
                yield return (name.Value, Next());
            }
            else
            {
                Skip(key);
                Skip(Next());
            }
        }
    }

    /// <summary>First events of a list's items, each to be read or skipped before the next is asked for.</summary>
    public IEnumerable<ParsingEvent> Items()
    {
        for (var item = Next(); item is not SequenceEnd; item = Next())
        {
            yield return item;
        }
    }

    /// <summary>As written, whatever YAML would make of it: <c>1.10</c> stays a text. Null when it is no scalar, nothing, or too long to be what it should be.</summary>
    public string? Text(ParsingEvent value, int longest)
    {
        if (value is not Scalar scalar)
        {
            Skip(value);
            return null;
        }

        return scalar.Value.Length == 0 || scalar.Value.Length > longest || (scalar.Style == ScalarStyle.Plain && scalar.Value is "null" or "~") ? null : scalar.Value;
    }

    private static int Depth(ParsingEvent of) => of switch
    {
        MappingStart or SequenceStart => 1,
        MappingEnd or SequenceEnd => -1,
        _ => 0,
    };
}
