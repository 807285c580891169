using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Forges;

/// <summary>Paths and pages as a forge tells them, which are outside text like any other.</summary>
internal static class ForgePath
{
    private const int LongestPage = 500;

    /// <summary>Each part escaped, the slashes kept.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>The name that a forge gives a repository.</summary>
    /// <exception cref="OutsideUnavailableException">It is none.</exception>
    public static string Checked(string name, string host) => ForgeAddress.Read($"https://{host}/{name}") is { } address && address.Path == name ? name
        : throw new OutsideUnavailableException($"{host} calls a repository by something that is no name");

    /// <returns>Null when it is no http(s) address.</returns>
    public static string? Page(string? text) =>
        text is { Length: <= LongestPage } && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri.TrimEnd('/') : null;
}
