namespace Upgrades.Analyzer.Assessment;

/// <summary>A heading that says something about what stands below it.</summary>
internal sealed class OpenSection(int rank, SectionKind kind, string title)
{
    public int Rank => rank;
    public SectionKind Kind { get; set; } = kind;
    public string Title => title;

    /// <summary>Has something below it been a warning, or been set aside by itself?</summary>
    public bool IsHeard { get; set; }

    /// <summary>What stands below it says that there is nothing.</summary>
    public bool IsDenied { get; set; }
}

/// <summary>The headings above a place in notes. Each ends with the next of its rank or a higher one.</summary>
internal sealed class Outline
{
    /// <summary>A line that introduces those below it, no heading: ends with the first paragraph behind its list.</summary>
    public const int LineRank = ItemRank - 1;

    /// <summary>Of an item that introduces those indented below it; its indent is added.</summary>
    public const int ItemRank = 20;

    private readonly Stack<OpenSection> _open = new();

    /// <summary>The innermost that says something; null: none does.</summary>
    public OpenSection? Current => _open.FirstOrDefault(s => s.Kind != SectionKind.Other);

    public SectionKind Kind => Current?.Kind ?? SectionKind.Other;

    public void Open(OpenSection section) => _open.Push(section);

    /// <param name="below">Ranks from this on stay.</param>
    /// <returns>Those that are over, innermost first.</returns>
    public IEnumerable<OpenSection> Close(int rank, int below)
    {
        while (_open.TryPeek(out var last) && last.Rank >= rank && last.Rank < below)
        {
            yield return _open.Pop();
        }
    }
}
