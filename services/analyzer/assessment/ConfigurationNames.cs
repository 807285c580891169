using System.Text.RegularExpressions;

namespace Upgrades.Analyzer.Assessment;

/// <summary>Environment variables, flags and keys that a line names: <c>IMMICH_PORT</c> anywhere, <c>--no-tls</c> anywhere, <c>server.port</c> and <c>PORT</c> in code.</summary>
internal static partial class ConfigurationNames
{
    private const int Most = 10;
    private const int Longest = 100;
    /// <summary>Words in capitals that stand in code as often as settings do, and are none.</summary>
    private static readonly HashSet<string> Common = new(
        ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "SELECT", "INSERT", "UPDATE", "TRUE", "FALSE", "NULL", "NONE", "TODO", "JSON", "YAML", "HTML", "HTTP", "HTTPS", "UTF", "API", "BREAKING", "README", "CHANGELOG", "LICENSE"],
        StringComparer.Ordinal);

    /// <param name="text">In which code is <see cref="QuotedCode"/>.</param>
    public static IReadOnlyList<string> In(string text)
    {
        var names = Variable().Matches(QuotedCode.Readable(text)).Concat(Flag().Matches(QuotedCode.Readable(text))).Select(m => (m.Index, m.Value));
        var inCode = Code().Matches(text).SelectMany(c => Key().Matches(QuotedCode.Readable(c.Value)).Select(k => (c.Index + k.Index, k.Groups["key"].Value)));
        return [.. names.Concat(inCode.Where(k => !File().IsMatch(k.Value) && !Common.Contains(k.Value))).Where(n => n.Value.Length <= Longest).OrderBy(n => n.Item1).Select(n => n.Value).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    [GeneratedRegex(@"(?<![\w-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?!\w)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<![\w-])--[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*")]
    private static partial Regex Flag();

    [GeneratedRegex(@"[\uE020-\uE07E]+")]
    private static partial Regex Code();

    /// <summary>The whole of a piece of code, or what it gives a value: <c>server.port</c>, <c>foo_bar: 1</c>, <c>PORT=80</c>.</summary>
    [GeneratedRegex(@"\A\s*(?:-e\s+)?(?<key>[A-Za-z][A-Za-z0-9]*(?:[._-]+[A-Za-z][A-Za-z0-9]*)+|[A-Z][A-Z0-9]{2,})\s*(?:[:=].*)?\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"\.(?:md|rst|txt|sh|ya?ml|json|toml|ini|conf|cfg|env|sql|php|py|js|ts|go|rb|css|html?|lock|tf|xml|com|org|io|net|dev|so|exe|gz|zip)\z", RegexOptions.IgnoreCase)]
    private static partial Regex File();
}
