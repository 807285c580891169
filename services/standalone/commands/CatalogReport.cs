using System.Text.Encodings.Web;
using System.Text.Json;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Standalone.Commands;

/// <summary>What <c>upgrades catalog check</c> tells.</summary>
/// <param name="Compared">With how many stacks it was held against each other; null: with none.</param>
internal sealed record CatalogReport(string File, IReadOnlyList<CatalogProblem> Problems, bool Unreadable, int? Compared)
{
    private const int Indent = 2;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static CatalogReport Of(string file, CatalogReading reading, CatalogInUse? repository) => new(
        file,
        [.. reading.Problems.Concat(repository?.Missing(reading) ?? []).OrderBy(p => p.Line).ThenBy(p => p.Path, StringComparer.Ordinal)],
        reading.Unreadable,
        repository?.Stacks.Count);

    public int ExitCode(bool strict) => Unreadable ? UsageExitCode.WrongUsage
        : Count(CatalogSeverity.Error) > 0 || (strict && Count(CatalogSeverity.Warning) > 0) ? UsageExitCode.Problems
        : 0;

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            File,
            Problems = Problems.Select(p => new { Severity = Name(p.Severity), p.Line, p.Path, p.Message }),
            Errors = Count(CatalogSeverity.Error),
            Warnings = Count(CatalogSeverity.Warning),
            Notes = Count(CatalogSeverity.Note),
        },
        Json);

    /// <summary>Each problem's place on a line, and below it what is wrong: no path and no sentence is cut to fit a column.</summary>
    public void Write(TextWriter output)
    {
        if (Problems.Count > 0)
        {
            output.WriteLine("severity  line  path");
        }

        foreach (var problem in Problems)
        {
            var place = $"{Name(problem.Severity),-8}  {problem.Line,4}  {(problem.Path.Length == 0 ? "(the file)" : problem.Path)}";
            foreach (var line in TextWidth.Wrap(place, Indent * 2).Concat(TextWidth.Wrap(new string(' ', Indent) + problem.Message, Indent)))
            {
                output.WriteLine(Terminal.Harmless(line));
            }
        }

        var compared = Compared is { } stacks ? $", held against {Several(stacks, "stack")}" : "";
        foreach (var line in TextWidth.Wrap(
            $"{File}: {Several(Count(CatalogSeverity.Error), "error")}, {Several(Count(CatalogSeverity.Warning), "warning")}, {Several(Count(CatalogSeverity.Note), "note")}{compared}", Indent))
        {
            output.WriteLine(Terminal.Harmless(line));
        }
    }

    private int Count(CatalogSeverity severity) => Problems.Count(p => p.Severity == severity);

    private static string Name(CatalogSeverity severity) => severity.ToString().ToLowerInvariant();

    private static string Several(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
