namespace Upgrades.Analyzer.Assessment;

internal enum BlockKind
{
    /// <summary>Opens a section of its rank; one without text ends them.</summary>
    Heading,

    Item,
    Paragraph,

    /// <summary>No prose: what it says does not count, and is looked at all the same.</summary>
    Aside,
}

/// <summary>A piece of release notes on one line, at most <see cref="Longest"/> characters long; code in it is <see cref="QuotedCode"/>.</summary>
/// <param name="Rank">Of a heading: 1 to 6; <see cref="BoldRank"/> for a line in bold or a fold's title. Of an item: its indent.</param>
/// <param name="Why">Of an aside: why it does not count.</param>
internal sealed record NoteBlock(BlockKind Kind, int Rank, string Text, string? Why = null)
{
    public bool IsQuoted { get; init; }

    public const int Longest = 4_000;
    public const int BoldRank = 8;

    /// <summary>Added to the rank of a heading that is quoted: it ends nothing of who quotes it.</summary>
    public const int QuoteRank = 10;

    /// <summary>For a reader.</summary>
    public string Plain => QuotedCode.Readable(Text);
}
