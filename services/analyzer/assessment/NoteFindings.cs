namespace Upgrades.Analyzer.Assessment;

/// <summary>Collects what a note says. A line that stands there twice says it once, and nobody needs a hundredth warning.</summary>
internal sealed class NoteFindings
{
    public const int Most = 20;
    private const int MostHidden = 5;
    private const int MostHighlights = 4;
    private readonly List<NoteWarning> _warnings = [];
    private readonly List<NoteAside> _asides = [];
    private readonly List<string> _highlights = [];
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private int _hidden;

    public bool IsFull => _warnings.Count >= Most && _asides.Count >= Most;

    public bool TakesHidden => _hidden < MostHidden && _asides.Count < Most;

    /// <param name="text">In which code is <see cref="QuotedCode"/>.</param>
    /// <returns>Where the cited stretch ends.</returns>
    public int Warn(string rule, string text, int index)
    {
        var (line, end) = Excerpt.Around(text, index);
        if (_warnings.Count < Most && _lines.Add(line))
        {
            _warnings.Add(new NoteWarning(rule, QuotedCode.Readable(line), ConfigurationNames.In(text)));
        }

        return end;
    }

    /// <summary>What a line announced, another took back.</summary>
    public void Withdraw(string title)
    {
        foreach (var warning in _warnings.Where(w => w.Line.StartsWith(title, StringComparison.Ordinal)).ToList())
        {
            _warnings.Remove(warning);
            SetAside(warning.Rule, warning.Line, 0, "was taken back");
        }
    }

    public void SetAside(string rule, string text, int index, string why)
    {
        var line = Excerpt.Around(text, index).Text;
        if (_asides.Count < Most && _lines.Add($"{rule} {line}"))
        {
            _asides.Add(new NoteAside(rule, QuotedCode.Readable(line), why));
        }
    }

    /// <summary>What a reader of the prose does not meet: code, addresses, lines of programs.</summary>
    public void SetAsideHidden(string rule, string text, int index, string why)
    {
        if (TakesHidden)
        {
            _hidden++;
            SetAside(rule, text, index, why);
        }
    }

    public void Highlight(string text)
    {
        if (_highlights.Count < MostHighlights)
        {
            _highlights.Add(QuotedCode.Readable(Excerpt.Cut(text, 120)));
        }
    }

    public NoteReading Close() => new(_warnings, _asides, _highlights);
}
