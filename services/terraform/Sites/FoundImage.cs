using Upgrades.Terraform.Resolution;

namespace Upgrades.Terraform.Sites;

/// <summary>An image as it is written in one place: whole, or in parts under several keys.</summary>
/// <param name="Container">Who runs it: a container's name, or the keys that lead to it.</param>
/// <param name="Text">Put together as a reference, with holes where it is not known; null when nothing of it is.</param>
/// <param name="Why">Why it is not known as a whole.</param>
/// <param name="At">Where to point when nothing of it is written anywhere.</param>
internal sealed record FoundImage(string Container, ResolvedText? Text, UnknownValue? Why, Spot At)
{
    /// <summary>What stands as <c>resources.limits.memory</c> beside it; null when nothing does.</summary>
    public Value? Memory { get; init; }

    public static FoundImage Of(string container, Value value, Spot at) => value switch
    {
        TextValue { Text.Hole: { } hole } text => new(container, text.Text, hole, at),
        TextValue { Text.Text.Length: 0 } => new(container, null, new UnknownValue("is empty", at), at),
        TextValue text => new(container, text.Text, null, at),
        UnknownValue unknown => new(container, null, unknown, at),
        NullValue => new(container, null, new UnknownValue("is null", at), at),
        _ => new(container, null, new UnknownValue("is not a text", at), at),
    };

    /// <summary><c>{ registry, repository, tag, digest }</c>.</summary>
    public static FoundImage OfParts(string container, Value? registry, Value repository, Value? tag, Value? digest, Spot at)
    {
        List<TextPiece> pieces = [];
        foreach (var (before, part) in new[] { ("", registry), ("/", repository), (":", tag), ("@", digest) })
        {
            if (part is null or NullValue or TextValue { Text.Text: "" })
            {
                continue;
            }

            if (pieces.Count > 0)
            {
                pieces.Add(new TextPiece(before, null, -1));
            }

            pieces.AddRange(part is TextValue text ? text.Text.Pieces : [TextPiece.NotKnown(Of(container, part, at).Why!)]);
        }

        return Of(container, new TextValue(new ResolvedText(pieces)), at);
    }
}
