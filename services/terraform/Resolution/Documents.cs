using System.Text.RegularExpressions;

namespace Upgrades.Terraform.Resolution;

/// <summary>The documents of a YAML stream as texts, as <c>kubectl_file_documents</c> gives them.</summary>
internal static partial class Documents
{
    public static Value Split(Value content, Spot at)
    {
        if (content is not TextValue { Text: var text })
        {
            return content as UnknownValue ?? new UnknownValue($"{at.Short} is not a text", at);
        }

        List<Element> documents = [];
        var from = 0;
        foreach (var end in Separator().Matches(text.Text).Select(m => (m.Index, Next: m.Index + m.Length)).Append((text.Text.Length, text.Text.Length)))
        {
            if (text.Text.AsSpan(from, end.Item1 - from).Trim().Length > 0)
            {
                documents.Add(new Element($"{documents.Count}", Deferred.Of(new TextValue(new ResolvedText(text.Slice(from, end.Item1))), at)));
            }

            from = end.Item2;
        }

        return new MapValue(documents);
    }

    [GeneratedRegex(@"^---[^\n]*\n?", RegexOptions.Multiline)]
    private static partial Regex Separator();
}
