namespace Upgrades.Terraform.Sites;

/// <summary>Where the parts of a written image reference stand.</summary>
internal static class ImageText
{
    public static (int Start, int End)? TagSpan(string text)
    {
        var end = text.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? at : text.Length;
        var colon = text.LastIndexOf(':', end - 1);
        return colon > text.LastIndexOf('/', end - 1) ? (colon + 1, end) : null;
    }

    /// <summary>Behind the '@'.</summary>
    public static int? DigestStart(string text) => text.IndexOf('@', StringComparison.Ordinal) is var at and >= 0 ? at + 1 : null;
}
