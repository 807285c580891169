using System.Text.RegularExpressions;

namespace Upgrades.Sandbox.Git;

/// <summary>A commit and its whole message.</summary>
public sealed partial record CommitToBuild(string Sha, string Message)
{
    /// <summary>Woodpecker's rule: the mark anywhere in the message means that there is no pipeline (reference, Woodpecker).</summary>
    public bool SkipsCi => SkipMark().IsMatch(Message);

    [GeneratedRegex(@"\[(?:ci *skip|skip *ci)\]", RegexOptions.IgnoreCase)]
    private static partial Regex SkipMark();
}
