using System.Diagnostics.CodeAnalysis;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Terraform.Sites;

/// <summary>Looks for a name as a whole word in all that a stack is made of: its folder, the local modules it calls, the files they read. Comments do not count.</summary>
internal static class NamedPlaces
{
    public static IEnumerable<SourceLine> Of(RepositoryScan scan, StackScan stack, string name)
    {
        var folder = stack.Path + "/";
        var own = stack.Path.Length > 0 ? scan.Tree.Documents.Where(d => d.File.Path.StartsWith(folder, StringComparison.Ordinal)) : [];
        var documents = stack.Folders.SelectMany(f => f.Documents).Concat(stack.Files.Values).Concat(own).Distinct();
        return documents.OrderBy(d => !d.File.Path.StartsWith(folder, StringComparison.Ordinal)).ThenBy(d => d.File.Path, StringComparer.Ordinal).SelectMany(d => In(d, name));
    }

    private static IEnumerable<SourceLine> In(SourceDocument document, string name)
    {
        var (text, last) = (document.File.Text, 0);
        for (var at = text.IndexOf(name, StringComparison.Ordinal); at >= 0; at = text.IndexOf(name, at + name.Length, StringComparison.Ordinal))
        {
            if (IsWhole(text, at, name.Length) && !IsComment(document, at) && document.PositionOf(at).Line is var line && line != last)
            {
                last = line;
                yield return new SourceLine(document.File.Path, line);
            }
        }
    }

    private static bool IsWhole(string text, int at, int length) =>
        (at == 0 || !IsPart(text[at - 1])) && (at + length == text.Length || !IsPart(text[at + length]));

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    /// <summary>HCL's own, and lines of embedded or other texts that begin as comments do there.</summary>
    private static bool IsComment(SourceDocument document, int at)
    {
        var text = document.File.Text;
        var start = text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1;
        return text.AsSpan(start, at - start).TrimStart() is ['#', ..] or ['/', '/', ..]
            || (document is HclDocument hcl && TryFind(hcl.Tokens.Tokens, at, out var token) && token.Value.Kind == TokenKind.Comment);
    }

    private static bool TryFind(IReadOnlyList<Token> tokens, int at, [NotNullWhen(true)] out Token? token)
    {
        var (low, high) = (0, tokens.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            token = tokens[middle];
            if (at < token.Value.Start)
            {
                high = middle - 1;
            }
            else if (at >= token.Value.End)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        token = null;
        return false;
    }
}
