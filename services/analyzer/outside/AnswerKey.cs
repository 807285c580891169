using System.Security.Cryptography;
using System.Text;

namespace Upgrades.Analyzer.Outside;

/// <summary>
/// Under what an answer is kept: who asked, in what form, for what. GitHub's ETags differ by token and Accept (<c>reference/github.md</c>), and
/// what one token may see is not for another. Only a hash is kept, of which no token can be read.
/// </summary>
internal static class AnswerKey
{
    /// <summary>Where a token may stand: GitHub and Forgejo, GitLab.</summary>
    private static readonly string[] Identity = ["Authorization", "PRIVATE-TOKEN", "JOB-TOKEN"];

    public static string Of(HttpRequestMessage request)
    {
        var text = new StringBuilder();
        foreach (var name in (string[])[.. Identity, "Accept"])
        {
            text.Append(request.Headers.NonValidated.TryGetValues(name, out var values) ? string.Join(", ", values) : "").Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.Append(request.RequestUri!.AbsoluteUri).ToString())));
    }
}
