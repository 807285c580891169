namespace Upgrades.Analyzer.Assessment;

/// <summary>
/// Reads one note from top to bottom: which sections it has, what stands in them, which lines warn. Every keyword of the operator's
/// that it meets is a warning or set aside with the reason.
/// </summary>
internal sealed partial class NoteJudge
{
    private readonly Keywords _keywords;
    private readonly NoteFindings _findings = new();
    private readonly Outline _outline = new();
    private NoteBlock? _heading;

    /// <summary>An item like "Breaking features": a title, if items are indented below it.</summary>
    private NoteBlock? _title;

    private NoteJudge(Keywords keywords) => _keywords = keywords;

    public static NoteReading Read(string markdown, Keywords keywords)
    {
        var judge = new NoteJudge(keywords);
        foreach (var block in NoteBlocks.Of(markdown))
        {
            judge.Take(block);
            if (judge._findings.IsFull)
            {
                break;
            }
        }

        judge.TakeTitle(null);
        judge.TakeHeading(null);
        judge.Close(0);
        return judge._findings.Close();
    }

    private void Take(NoteBlock block)
    {
        if (block.Kind == BlockKind.Aside)
        {
            foreach (var hit in _findings.TakesHidden ? _keywords.In(block.Text) : [])
            {
                _findings.SetAsideHidden(hit.Word, block.Text, hit.Index, block.Why!);
            }

            return;
        }

        TakeTitle(block);
        // What stands below a heading is needed to judge it.
        var isTaken = TakeHeading(block);
        if (!block.IsQuoted)
        {
            Close(NoteBlock.QuoteRank, below: Outline.LineRank);
        }

        if (block.Kind == BlockKind.Heading)
        {
            Close(block.Rank);
            _heading = block.Text.Length > 0 ? block : null;
            Open(block, block.Rank);
            return;
        }

        if (block.Kind == BlockKind.Item)
        {
            Close(Outline.ItemRank + block.Rank);
        }
        else
        {
            Close(_outline.Current is { Rank: Outline.LineRank, IsHeard: false } ? Outline.ItemRank : Outline.LineRank);
        }

        if (!isTaken && block.Kind == BlockKind.Item && Section.Of(block.Text) != SectionKind.Other)
        {
            _title = block;
        }
        else if (!isTaken && !Introduces(block))
        {
            TakeLine(block);
        }
    }

    private void TakeTitle(NoteBlock? below)
    {
        if (_title is not { } title)
        {
            return;
        }

        _title = null;
        if (below is { Kind: BlockKind.Item } && below.Rank > title.Rank)
        {
            Open(title with { Text = title.Text.TrimEnd(':') }, Outline.ItemRank + title.Rank);
        }
        else
        {
            TakeLine(title);
        }
    }

    /// <summary>"Breaking changes:" without a heading's marks.</summary>
    private bool Introduces(NoteBlock block)
    {
        if (block.Kind != BlockKind.Paragraph || !block.Text.EndsWith(':') || Section.Of(block.Text.TrimEnd(':')) is SectionKind.Other)
        {
            return false;
        }

        Open(block with { Text = block.Text.TrimEnd(':') }, Outline.LineRank);
        return true;
    }

    private void Open(NoteBlock block, int rank)
    {
        // What a dependency's own notes call breaking is quoted below "Dependencies".
        var kind = Section.Of(block.Text);
        kind = kind != SectionKind.Other && rank > NoteBlock.QuoteRank && rank < Outline.ItemRank && _outline.Kind == SectionKind.Internal ? SectionKind.Internal : kind;
        if (kind != SectionKind.Other || rank < Outline.ItemRank)
        {
            _outline.Open(new OpenSection(rank, kind, block.Plain));
        }
    }

    /// <summary>A section about breaking changes in which nothing stands is no warning.</summary>
    private void Close(int rank, int below = int.MaxValue)
    {
        foreach (var section in _outline.Close(rank, below))
        {
            foreach (var hit in section.IsHeard ? [] : _keywords.In(section.Title))
            {
                if (section.Kind != SectionKind.Other || section.IsDenied)
                {
                    _findings.SetAside(hit.Word, section.Title, hit.Index, section.IsDenied ? "the text denies it" : "nothing stands below that heading");
                }
            }
        }
    }

    /// <summary>Judges the last heading as the line that it may be, together with what stands below it.</summary>
    /// <returns>Whether <paramref name="below"/> is cited with it.</returns>
    private bool TakeHeading(NoteBlock? below)
    {
        if (_heading is not { } heading)
        {
            return false;
        }

        _heading = null;
        if (Section.Of(heading.Text) != SectionKind.Other)
        {
            return false;
        }

        var text = below is null or { Kind: BlockKind.Heading } ? heading.Text : $"{heading.Text.TrimEnd(':')}: {below.Text}";
        if (below is not null && Denials.IsNothing(below.Text))
        {
            foreach (var hit in _keywords.In(heading.Plain))
            {
                _findings.SetAside(hit.Word, text, hit.Index, "the text denies it");
            }

            return false;
        }

        // "v2.0.0" above all the rest, or a topic below "Breaking changes".
        var section = _outline.Current;
        if (section is { Kind: SectionKind.Breaking } && below is not null and not { Kind: BlockKind.Heading } && !Denials.Covers(heading.Text))
        {
            section.IsHeard = true;
            _findings.Warn(NoteRules.Breaking, text, 0);
            return true;
        }

        var heard = Prose(text, heading.Text.Length, LineContext.Of(heading.Text), section);
        return heard && below is not null and not { Kind: BlockKind.Heading } && text.Length <= Excerpt.Longest;
    }
}
