using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Releases;

/// <summary>
/// Repositories that pack somebody else's application, and notes that speak of nothing but the packing: linuxserver.io releases each
/// rebuild with "Rebase to Alpine 3.21" and "Updating to 4.0.15".
/// </summary>
internal static partial class PackagingNotes
{
    private const int LongestLine = 300;

    /// <param name="path"><c>linuxserver/docker-sonarr</c>.</param>
    public static bool IsPackaging(string path) => Packaging().IsMatch(path);

    /// <summary>No line of it is about the application.</summary>
    public static bool SayNothingOfTheApplication(IReadOnlyList<ReleaseNote> notes) => notes.All(n => n.Text.Split('\n').All(IsOfPacking));

    private static bool IsOfPacking(string line)
    {
        var text = line.Trim().Trim('*', '-', '#', '_', ' ', '\t', ':').TrimEnd('.');
        return text.Length <= LongestLine && OfPacking().IsMatch(text);
    }

    [GeneratedRegex(@"\A(?:linuxserver/.{1,100}|[^/]{1,100}/(?:docker-.{1,100}|.{1,100}-(?:docker|container|image)|containers|docker))\z", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Packaging();

    [GeneratedRegex(
        @"\A(?:https?://\S*|<https?://\S*|(?:ci report|linuxserver changes|remote changes|full changelog|data change|packages? changed)\b.*|(?:rebas|re-?build|bump|updat|upgrad|switch|mov)(?:e|es|ed|ing|s)?\b.{0,80}\b(?:to|from|base|image|packages?|version|alpine|ubuntu|debian)\b.*|rebase.*|no changes?.*|initial release)?\z",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OfPacking();
}
