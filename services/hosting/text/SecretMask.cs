using System.Text.RegularExpressions;

namespace Upgrades.Hosting.Text;

/// <summary>
/// Takes secrets out of text that goes to people and chat: credentials of headers and addresses, values of names that sound like
/// secrets, well-known key shapes, and long random strings. Masks too much rather than too little.
/// </summary>
internal static partial class SecretMask
{
    private const string Mask = "***";

    public static string Of(string text)
    {
        text = Scheme().Replace(text, $"$1 {Mask}");
        text = UserInfo().Replace(text, $"$1{Mask}@");
        text = Assignment().Replace(text, $"$1{Mask}");
        text = Shaped().Replace(text, Mask);
        return Random().Replace(text, m => IsRandom(m.Value) ? Mask : m.Value);
    }

    private static bool IsRandom(string word) =>
        word.Any(char.IsAsciiDigit) && word.Any(char.IsAsciiLetter) && (word.All(char.IsAsciiHexDigit) || (word.Any(char.IsAsciiLetterUpper) && word.Any(char.IsAsciiLetterLower)));

    [GeneratedRegex(@"\b(Bearer|Basic|Token)\s+[A-Za-z0-9+/=._~-]{6,}", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    /// <summary><c>postgres://user:password@host</c>.</summary>
    [GeneratedRegex(@"(\b[a-z][a-z0-9+.-]{1,20}://)[^\s/@""']{1,200}@", RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    /// <summary><c>DB_PASSWORD=x</c>, <c>"apiKey": "x"</c>, <c>secret: x</c>.</summary>
    [GeneratedRegex(
        @"((?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|credentials?|api[_-]?key|access[_-]?key|private[_-]?key|secret[_-]?key|auth[_-]?key|encryption[_-]?key)[A-Za-z0-9_-]{0,20}[""']?\s*(?:=|:)\s*)(?:""[^""]*""?|'[^']*'?|[^\s,;&""']+)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        @"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{15,}|xox[abeprs]-[\w-]{10,}|AKIA[0-9A-Z]{12,}|sk-[\w-]{16,}|hvs\.[\w-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|uk\d+_\w{30,})|-----BEGIN [A-Z ]*PRIVATE KEY-----.*")]
    private static partial Regex Shaped();

    /// <summary>An image's digest is no secret.</summary>
    [GeneratedRegex(@"(?<![\w+=-]|sha256:)[\w+-]{32,}={0,2}(?![\w+=-])")]
    private static partial Regex Random();
}
