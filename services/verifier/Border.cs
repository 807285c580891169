using System.Text.RegularExpressions;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier;

/// <summary>Messages can be typed by hand: what later becomes part of an address or of a wait is checked before it is stored.</summary>
internal static partial class Border
{
    private const int MostNamespaces = 20;
    private const int MostQueries = 20;
    private const int LongestQuery = 2000;
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(1);

    /// <exception cref="FormatException">Names the field and what is wrong with it.</exception>
    public static void Check(UpgradeStarted message)
    {
        Check(message.Namespaces);
        Check(message.Checks);
    }

    /// <exception cref="FormatException">Names the field and what is wrong with it.</exception>
    public static void Check(UpgradeApplied message)
    {
        Check(message.Namespaces);
        Check(message.Checks);
        Demand(Sha().IsMatch(message.CommitSha), "commitSha is not a commit id of 40 or 64 hexadecimal digits");
        Demand(message.Step >= 1 && message.Step <= message.StepCount, "step is not between 1 and stepCount");
        Demand(message.Kind == StepKind.Restore == message.Restored is not null, "restored is there exactly for the kind Restore");
        Demand(message.Window >= TimeSpan.Zero && message.Window <= LongestWindow, "window is not between nothing and a day");
    }

    private static void Check(IReadOnlyList<string> namespaces)
    {
        Demand(namespaces.Count <= MostNamespaces, $"namespaces has more than {MostNamespaces} entries");
        Demand(namespaces.All(n => n.Length <= 63 && Label().IsMatch(n)), "namespaces holds something that is no Kubernetes namespace");
    }

    private static void Check(CheckPlan checks)
    {
        Demand(checks.Queries.Count <= MostQueries, $"checks.queries has more than {MostQueries} entries");
        Demand(checks.Queries.All(q => q.Query.Length is > 0 and <= LongestQuery), $"checks.queries holds one of not 1 to {LongestQuery} characters");
        Demand(checks.MigrationPatterns.Count <= MostQueries, $"checks.migrationPatterns has more than {MostQueries} entries");
        Demand(checks.MigrationPatterns.All(m => LinePattern.TryParse(m, out _, out _)), "checks.migrationPatterns holds something that is no regular expression that can be used");
        string? problem = null;
        Demand(checks.CiResultPattern is not { } pattern || LinePattern.TryParse(pattern, out _, out problem), $"checks.ciResultPattern {problem}");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{40}(?:[0-9a-f]{24})?\z")]
    private static partial Regex Sha();

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
