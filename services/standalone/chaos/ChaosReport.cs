using System.Globalization;
using System.Text.Json;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Chaos;

/// <summary>The end of a run.</summary>
internal sealed record ChaosReport
{
    public required int Accepted { get; init; }
    public required IReadOnlyList<Outcome> Outcomes { get; init; }
    public required Findings Findings { get; init; }
    public required IReadOnlyDictionary<string, int> KillsByPoint { get; init; }
    /// <summary>Upgrades that were rolled back with their data.</summary>
    public required int Restores { get; init; }
    public required int BrokerRestarts { get; init; }
    public required TimeSpan LongestRecovery { get; init; }
    public required IReadOnlyList<string> UnexpectedExits { get; init; }
    public required double Seconds { get; init; }

    private int Kills => KillsByPoint.Values.Sum();

    public void WriteTable(TextWriter output)
    {
        output.WriteLine();
        ConsoleTable.Write(output, ["killed when", "times"], KillsByPoint.Select(k => (IReadOnlyList<string>)[k.Key, Text(k.Value)]));
        ConsoleTable.Write(output, ["outcome", "upgrades"], Outcomes.GroupBy(o => o.Kind).OrderBy(g => g.Key).Select(g => (IReadOnlyList<string>)[$"{g.Key}", Text(g.Count())]));
        ConsoleTable.Write(
            output,
            ["promise", "broken"],
            [
                ["nothing accepted is lost", Text(Findings.Lost.Count)],
                ["no commit twice", Text(Findings.DuplicateCommits.Count)],
                ["no backup twice", Text(Findings.DuplicateBackups.Count)],
                ["no restore twice, and none told that was not", Text(Findings.DuplicateRestores.Count)],
                ["every upgrade has an outcome", Text(Findings.WithoutOutcome.Count)],
                ["no outcome contradicts another, git or the cluster", Text(Findings.Contradictory.Count)],
            ]);
        foreach (var finding in Findings.All.Concat(UnexpectedExits))
        {
            output.WriteLine(finding);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Accepted} updates accepted, {Restores} rolled back with their data, {Kills} kills, {BrokerRestarts} broker restarts in {Seconds:0} s; longest recovery {LongestRecovery.TotalSeconds:0.0} s"));
    }

    public string Json() => JsonSerializer.Serialize(new
    {
        accepted = Accepted,
        lost = Findings.Lost.Count,
        duplicateCommits = Findings.DuplicateCommits.Count,
        duplicateBackups = Findings.DuplicateBackups.Count,
        duplicateRestores = Findings.DuplicateRestores.Count,
        restores = Restores,
        withoutOutcome = Findings.WithoutOutcome.Count,
        contradictory = Findings.Contradictory.Count,
        kills = Kills,
        brokerRestarts = BrokerRestarts,
        seconds = Math.Round(Seconds, 1),
        longestRecoverySeconds = Math.Round(LongestRecovery.TotalSeconds, 1),
        unexpectedExits = UnexpectedExits.Count,
        outcomes = Outcomes.GroupBy(o => $"{o.Kind}").ToDictionary(g => g.Key, g => g.Count()),
    }, JsonSerializerOptions.Web);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
