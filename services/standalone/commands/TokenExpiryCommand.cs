using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Upgrades.Standalone.Expiry;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades token-expiry</c>: when credentials end, for a person and for Prometheus.</summary>
internal static class TokenExpiryCommand
{
    private const int Soon = 30;
    private const int Critical = 7;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="environment">In place of the environment.</param>
    /// <param name="time">In place of the system's clock.</param>
    public static Command Create(Func<string, string?>? environment = null, TimeProvider? time = null)
    {
        var file = new Option<FileInfo?>("--file") { Description = "The list of credentials (JSON)." };
        var folder = new Option<DirectoryInfo?>("--folder") { Description = "A folder with one file for each credential that holds the unix seconds of its end." };
        var push = new Option<Uri?>("--push") { Description = "Address of a Pushgateway that gets the ends as metrics.", CustomParser = r => Uri.TryCreate(r.Tokens[0].Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : Wrong(r) };
        var json = new Option<bool>("--json") { Description = "One JSON object." };
        var command = new Command("token-expiry",
            """
            Tells when credentials end, and pushes that to a Pushgateway.

            The list says for each where its end is known from:
              {"credentials": [
                {"path": "primary", "minted_at": 1776528429, "ttl_days": 365, "renew": "claude setup-token"},
                {"path": "deploy",  "expires_at": "2027-04-18T16:07:09Z"},
                {"path": "ci",      "jwt":     {"env": "CI_TOKEN"}},
                {"path": "github",  "github":  {"file": "/secrets/github"}},
                {"path": "vault",   "vault":   {"url": "http://vault:8200", "file": "/vault/token"}}
              ]}

            Metrics: claude_oauth_token_expiry_timestamp{path} and
            claude_oauth_expiry_monitor_last_push_timestamp, job claude-oauth-expiry-monitor.
            One that its service refuses counts as ended. When the end of another cannot be told,
            nothing is pushed: what the gateway holds stays right. Exit code 1 then, when one is
            refused, and when the push was not taken.

            Examples:
              upgrades token-expiry --file credentials.json
              upgrades token-expiry --folder /mnt/expiry --push http://pushgateway:9091
            """) { file, folder, push, json };
        command.Validators.Add(r =>
        {
            if ((r.GetValue(file) is null) == (r.GetValue(folder) is null))
            {
                r.AddError("Either --file or --folder says which credentials.");
            }
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var credentials = parsed.GetValue(file) is { } list ? CredentialList.ReadFile(list) : CredentialList.ReadFolder(parsed.GetValue(folder)!);
                return await RunAsync(credentials, parsed.GetValue(push), parsed.GetValue(json), environment ?? Environment.GetEnvironmentVariable, time ?? TimeProvider.System, output, error, cancellationToken);
            }
            catch (WrongInputException e)
            {
                await error.WriteLineAsync(Terminal.Harmless(e.Message));
                return UsageExitCode.WrongUsage;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped.");
                return UsageExitCode.Interrupted;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<Credential> credentials, Uri? push, bool json, Func<string, string?> environment, TimeProvider time, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        // A token must not go where an answer points to.
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };
        var reader = new ReadExpiry(http, environment, time);
        List<CredentialExpiry> read = [];
        foreach (var credential in credentials)
        {
            read.Add(await reader.OfAsync(credential, cancellationToken));
        }

        var now = time.GetUtcNow();
        Write(read, now, json, output);
        foreach (var expiry in read.Where(r => r.Error is not null))
        {
            await error.WriteLineAsync(Terminal.Harmless($"{expiry.Credential.Path}: {expiry.Error}"));
        }

        var pushed = push is null || await PushAsync(new Pushgateway(http, push), read, now, error, cancellationToken);
        return pushed && read.TrueForAll(r => r.Error is null) ? 0 : UsageExitCode.Problems;
    }

    private static async Task<bool> PushAsync(Pushgateway gateway, List<CredentialExpiry> read, DateTimeOffset now, TextWriter error, CancellationToken cancellationToken)
    {
        if (read.Find(r => r.IsUnknown) is { } unknown)
        {
            await error.WriteLineAsync(Terminal.Harmless($"Not pushed: the end of {unknown.Credential.Path} is not known"));
            return false;
        }

        try
        {
            await gateway.PutAsync(ExpiryMetrics.Text(read, now), cancellationToken);
            return true;
        }
        catch (ExpiryException e)
        {
            await error.WriteLineAsync(Terminal.Harmless($"Not pushed: {e.Message}"));
            return false;
        }
    }

    private static void Write(IReadOnlyList<CredentialExpiry> read, DateTimeOffset now, bool json, TextWriter output)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(
                new { credentials = read.Select(r => new { path = r.Credential.Path, expiresAt = r.At, state = State(r, now), renew = r.Credential.Renew, error = r.Error }) }, JsonSerializerOptions.Web));
            return;
        }

        ConsoleTable.Write(
            output,
            ["credential", "ends (UTC)", "days left", "state", "to renew"],
            read.Select(r => (IReadOnlyList<string>)
                [r.Credential.Path, r.At?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "", r.At is { } at ? Days(at - now) : "", State(r, now), r.Credential.Renew ?? ""]),
            unbroken: 2);
    }

    private static string State(CredentialExpiry expiry, DateTimeOffset now) => expiry switch
    {
        { IsUnknown: true } => "unknown",
        { Error: not null } => "refused",
        { At: null } => "never ends",
        { At: { } at } when at <= now => "ended",
        { At: { } at } when at - now < TimeSpan.FromDays(Critical) => "critical",
        { At: { } at } when at - now < TimeSpan.FromDays(Soon) => "soon",
        _ => "ok",
    };

    private static string Days(TimeSpan left) => Math.Floor(left.TotalDays).ToString(CultureInfo.InvariantCulture);

    private static Uri? Wrong(System.CommandLine.Parsing.ArgumentResult result)
    {
        result.AddError($"--push {result.Tokens[0].Value} is no http(s) address.");
        return null;
    }
}
