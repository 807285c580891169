using System.IO.Enumeration;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Ingest.Decisions;

/// <summary>A pattern on image names.</summary>
internal static class Glob
{
    /// <summary><c>docker.io/ownorg/x</c> is also <c>ownorg/x</c>, <c>docker.io/library/nginx</c> also <c>nginx</c>: as people write them.</summary>
    public static bool Matches(string pattern, ImageReference image) => Spellings(image).Any(name => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static IEnumerable<string> Spellings(ImageReference image)
    {
        yield return image.Name;
        if (image.Domain == "docker.io")
        {
            yield return image.Path;
            if (image.Path.StartsWith("library/", StringComparison.Ordinal))
            {
                yield return image.Path["library/".Length..];
            }
        }
    }
}
