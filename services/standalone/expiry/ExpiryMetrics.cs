using System.Globalization;
using System.Text;

namespace Upgrades.Standalone.Expiry;

/// <summary>
/// The ends of credentials as Prometheus reads them, under the names that alerts know (<c>reference/oauth-monitor.md</c>): a point in
/// time, not days that are left, so that the alert is right whenever it is asked.
/// </summary>
internal static class ExpiryMetrics
{
    /// <param name="read">None of them unknown. One that never ends has no sample.</param>
    public static string Text(IEnumerable<CredentialExpiry> read, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append("# HELP claude_oauth_token_expiry_timestamp Unix epoch when the token for this path expires\n# TYPE claude_oauth_token_expiry_timestamp gauge\n");
        foreach (var expiry in read.Where(e => e.At is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"claude_oauth_token_expiry_timestamp{{path=\"{Escape(expiry.Credential.Path)}\"}} {expiry.At!.Value.ToUnixTimeSeconds()}\n");
        }

        text.Append("# HELP claude_oauth_expiry_monitor_last_push_timestamp Last time the monitor pushed metrics\n# TYPE claude_oauth_expiry_monitor_last_push_timestamp gauge\n");
        return text.Append(CultureInfo.InvariantCulture, $"claude_oauth_expiry_monitor_last_push_timestamp {now.ToUnixTimeSeconds()}\n").ToString();
    }

    private static string Escape(string label) =>
        label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
