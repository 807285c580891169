using System.Security.Cryptography;

namespace Upgrades.Notifier.Pages;

/// <summary><c>style.css</c>, which lies in the program. Its address changes with its content, so browsers may keep it for ever.</summary>
internal static class Stylesheet
{
    public const string Path = "/style.css";

    private static readonly byte[] Content = Read();

    public static string Address { get; } = $"{Path}?{Convert.ToHexStringLower(SHA256.HashData(Content)[..6])}";

    public static IResult Serve(HttpContext context)
    {
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Content, "text/css; charset=utf-8");
    }

    private static byte[] Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("style.css")!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
