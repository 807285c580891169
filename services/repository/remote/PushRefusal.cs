using System.Text.RegularExpressions;

namespace Upgrades.Repository.Remote;

/// <summary>What a server that refuses a push wants changed, by the words of GitHub, GitLab, Gitea, Forgejo, Bitbucket and Azure DevOps.</summary>
internal static partial class PushRefusal
{
    /// <param name="words">The server's, shown in any case.</param>
    public static string Explain(string words, RepositoryOptions options) =>
        words.Length == 0 ? "the server took the push, but its branch does not contain the commit"
        : Advice(words, options) is { } advice ? $"{advice}. The server said: {words}"
        : words;

    /// <summary>Is it about who may, so that trying again with the same rights is in vain?</summary>
    public static bool IsOfRights(string words) => Rights().IsMatch(words) || Protected().IsMatch(words);

    private static string? Advice(string words, RepositoryOptions options) =>
        // In this order: a rule that finds secrets is told as a protected branch too, and a protected branch as a missing right.
        Secret().IsMatch(words) ? "the server takes something in the changed file for a secret: look at the file, or allow it there"
        : Size().IsMatch(words) ? "the server finds the push or a file in it too large"
        : Protected().IsMatch(words)
            ? $"the branch {options.Branch} is protected against pushes of this user: allow them there, or set UPGRADES__REPOSITORY__BRANCH to a branch that takes them"
        : Author().IsMatch(words)
            ? "the server wants another author, or a signature: see UPGRADES__REPOSITORY__AUTHORNAME and UPGRADES__REPOSITORY__AUTHOREMAIL"
        : Rights().IsMatch(words)
            ? $"the credentials (UPGRADES__REPOSITORY__USERNAME, UPGRADES__REPOSITORY__PASSWORD, UPGRADES__REPOSITORY__SSHKEYFILE) may not push to {options.Identity}: give them write access"
        : null;

    [GeneratedRegex("push protection|cannot contain secrets|secrets? (?:detected|found)|GH009", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex("GH001|exceeds .*file size limit|exceeds? maximum|too large|larger than", RegexOptions.IgnoreCase)]
    private static partial Regex Size();

    [GeneratedRegex("GH006|GH013|protected branch|branch (?:\\S+ )?is protected|TF402455|through (?:a )?(?:pull|merge) request", RegexOptions.IgnoreCase)]
    private static partial Regex Protected();

    [GeneratedRegex("GH007|must (?:be|have) (?:\\w+ )?signed|verified signature|(?:committer|author)'?s? e-?mail", RegexOptions.IgnoreCase)]
    private static partial Regex Author();

    [GeneratedRegex("\\A403\\b|permission (?:to .* )?denied|denied to|access (?:to repository )?not granted|not allowed to (?:push|write|upload)|not permitted|marked as read.only|read.only|TF401027|insufficient", RegexOptions.IgnoreCase)]
    private static partial Regex Rights();
}
