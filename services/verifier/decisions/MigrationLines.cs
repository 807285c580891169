using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>Does a log end with a migration of data? Patterns are the operator's, else the words of the usual frameworks' own tools.</summary>
internal static partial class MigrationLines
{
    /// <summary>Whoever has written more than this since has gone on to something else.</summary>
    private const int Recent = 20;

    /// <returns>The last line that speaks of one; null: none does.</returns>
    public static string? Find(IReadOnlyList<string> log, IReadOnlyList<string> patterns)
    {
        var own = patterns.Select(LinePattern.Parse).ToList();
        return log.TakeLast(Recent).LastOrDefault(line => own.Count > 0 ? own.Exists(p => p.Match(line).Success) : Usual().IsMatch(line));
    }

    /// <summary>
    /// Rails (<c>== 20240101000000 AddIndex: migrating ===</c>), Django (<c>Applying app.0002_x...</c>), Flyway (<c>Migrating schema "public" to version</c>),
    /// Alembic (<c>Running upgrade a -> b</c>), Prisma (<c>Applying migration `2024…`</c>), Liquibase (<c>Running Changeset:</c>), Laravel (<c>2024_01_01_000000_x ... RUNNING</c>).
    /// </summary>
    [GeneratedRegex(
        """
        == \d+ \w+: migrating =|Migrating to \w+ \(\d+\)|Applying [\w.]+\.\d{4}_\w+|Running migrations|Migrating schema .+ to version|Running upgrade \S* ?-> \S+|Applying migration `?\d+|Running Changeset:|Migrating: \d{4}_\d{2}_\d{2}_|\d{4}_\d{2}_\d{2}_\d{6}_\w+ \.+ RUNNING
        """,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Usual();
}

/// <summary>A container that migrates its data.</summary>
internal sealed record Migration(string Pod, string Container, string Line);
