using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Hosting.Web;

/// <summary>Compares what a caller shows with what is expected, in a time that says nothing about where they differ.</summary>
public static class BearerSecret
{
    private const string Scheme = "Bearer ";

    public static bool Matches(string? shown, string? expected) =>
        !string.IsNullOrEmpty(expected)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown ?? "")), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));

    /// <summary>The token of the <c>Authorization: Bearer</c> header, or null.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}
