using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Upgrades.Notifier.Access;

/// <summary>
/// What a browser shows after a login: when the session ends, and a code over that which only who has the operator's token can make.
/// The token is not in it, and another token ends every session.
/// </summary>
internal static class SessionCookie
{
    public const string Name = "upgrades-timeline";

    private const string Purpose = "upgrades timeline session until ";

    public static string Make(string token, DateTimeOffset end) => $"{Seconds(end)}.{Code(token, Seconds(end))}";

    /// <summary>Takes the same time wherever a wrong one differs.</summary>
    public static bool IsGood(string? cookie, string? token, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(token) || cookie?.Split('.') is not [var end, var code])
        {
            return false;
        }

        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(Code(token, end)));
        return isOurs && long.TryParse(end, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && now.ToUnixTimeSeconds() < seconds;
    }

    private static string Seconds(DateTimeOffset end) => end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Code(string token, string end) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(Purpose + end)));
}
