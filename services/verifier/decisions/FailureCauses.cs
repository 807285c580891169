using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>Whose fault it is. Only a cause of Version keeps the version from being tried again.</summary>
internal static partial class FailureCauses
{
    /// <param name="words">What the container runtime said about the pull, as far as it is known.</param>
    public static FailureCause OfPull(string? words) => words switch
    {
        null or "" => FailureCause.Unknown,
        // The repository was there before, so who is refused has lost his right, whatever else the words allow for.
        _ when Refused().IsMatch(words) => FailureCause.Registry,
        _ when Missing().IsMatch(words) => FailureCause.Version,
        _ when Unwell().IsMatch(words) => FailureCause.Registry,
        _ => FailureCause.Unknown,
    };

    public static FailureCause Of(ContainerTrouble trouble, string? pullMessage) =>
        trouble.IsPull ? OfPull($"{trouble.Message} {pullMessage}") : FailureCause.Version;

    [GeneratedRegex(@"access denied|unauthorized|authentication required|\b40[13] (?:unauthorized|forbidden)", RegexOptions.IgnoreCase)]
    private static partial Regex Refused();

    [GeneratedRegex(@"not found|manifest unknown|manifest_unknown|does not exist|no match for platform|no such manifest", RegexOptions.IgnoreCase)]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"toomanyrequests|too many requests|rate limit|status(?: code)?[ :=]*(?:429|5\d\d)|\b5\d\d (?:internal|bad gateway|service|gateway)|timeout|timed out|" +
        @"deadline exceeded|connection (?:refused|reset)|no such host|server misbehaving|\btls\b|\bx509\b|\beof\b|RegistryUnavailable",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unwell();
}
