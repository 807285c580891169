using System.Text.Json;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Following;

namespace Upgrades.Standalone.Demo;

/// <summary>The end of a run: a table for people, one JSON object for programs.</summary>
internal sealed record DemoReport(IReadOnlyList<FollowedUpgrade> Upgrades, double Seconds, string Repository)
{
    public int Count(string outcome) => Upgrades.Count(u => u.Outcome == outcome);

    /// <summary>Everything the run was asked to show came about: what was to fail was rolled back, the rest succeeded.</summary>
    public bool IsAsExpected(IReadOnlyCollection<string> broken) => Upgrades.All(u => u.Outcome == (broken.Contains(u.Stack) ? "rolledBack" : "succeeded"));

    public void WriteTable(TextWriter output)
    {
        ConsoleTable.Write(
            output,
            ["service", "from", "to", "risk", "backup", "steps", "outcome"],
            Upgrades.Select(u => (IReadOnlyList<string>)
                [u.Stack, u.From, u.To, $"{u.Risk}", u.DatabaseRestored ? "put back" : u.Backup is null ? "" : "yes", $"{u.Steps}", u.Outcome ?? "on its way"]));
        foreach (var upgrade in Upgrades.Where(u => u.Detail.Length > 0))
        {
            output.WriteLine($"{upgrade.Stack}: {upgrade.Detail}");
        }

        output.WriteLine(
            $"{Count("succeeded")} succeeded, {Count("rolledBack")} rolled back, {Count("aborted")} aborted, {Count("rollbackFailed")} rollback failed, in {Seconds:0.0} s");
    }

    public string Json() => JsonSerializer.Serialize(
        new
        {
            succeeded = Count("succeeded"),
            rolledBack = Count("rolledBack"),
            aborted = Count("aborted"),
            rollbackFailed = Count("rollbackFailed"),
            seconds = Math.Round(Seconds, 1),
            repository = Repository,
            upgrades = Upgrades.Select(u => new { stack = u.Stack, from = u.From, to = u.To, outcome = u.Outcome, databaseRestored = u.DatabaseRestored, commits = u.Commits }),
        });
}
