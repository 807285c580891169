using System.CommandLine;

namespace Upgrades.Standalone.Commands;

/// <summary>Which service an operator's verb goes to and with which token; the same for all of them.</summary>
/// <param name="environment">In place of the environment.</param>
/// <param name="jsonIs">What <c>--json</c> prints.</param>
internal sealed class OperatorArguments(Func<string, string?>? environment, string jsonIs = "What the service answers, as JSON.")
{
    public const string Ingest = "ingest";
    public const string Analyzer = "analyzer";
    public const string Executor = "executor";
    public const string Verifier = "verifier";
    public const string Notifier = "notifier";

    internal const string UrlSetting = "UPGRADES_URL";
    internal const string TokenSetting = "UPGRADES_TOKEN";
    private const string ServersTokenSetting = "UPGRADES__OPERATOR__TOKEN";

    private readonly Option<string?> _url = new("--url") { Description = "http://host:port of the service (UPGRADES_URL)." };
    private readonly Option<FileInfo?> _tokenFile = new("--token-file") { Description = "A file with the operator's token (UPGRADES_TOKEN)." };
    private readonly Option<bool> _json = new("--json") { Description = jsonIs };
    private readonly Func<string, string?> _environment = environment ?? Environment.GetEnvironmentVariable;

    public Command AddTo(Command command)
    {
        AddAddressTo(command);
        command.Options.Add(_json);
        return command;
    }

    /// <summary>Without <c>--json</c>, for a command that has its own.</summary>
    public void AddAddressTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_tokenFile);
    }

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>A stack is a folder's name, and becomes a part of a path.</summary>
    public static Argument<string> StackArgument()
    {
        var stack = new Argument<string>("stack") { Description = "Name of the stack: of its folder." };
        stack.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<string>() is not { Length: > 0 } name || name is "." or ".." || name.Contains('/'))
            {
                r.AddError("The stack is named by its folder alone: immich, not stacks/immich.");
            }
        });
        return stack;
    }

    /// <summary>Runs the verb. What goes wrong for an expected reason is one line and an exit code.</summary>
    /// <param name="service">Whose endpoints are asked.</param>
    public Task<int> RunAsync(ParseResult parsed, string service, Func<OperatorClient, TextWriter, CancellationToken, Task<int>> run, CancellationToken cancellationToken) =>
        ExpectedFailure.ToldAsync(
            parsed.InvocationConfiguration,
            async () =>
            {
                using var client = Client(parsed, service);
                return await run(client, parsed.InvocationConfiguration.Output, cancellationToken);
            },
            cancellationToken);

    /// <param name="service">Whose endpoints are to be asked.</param>
    /// <param name="patience">Longest wait for an answer; null: the usual.</param>
    /// <exception cref="WrongInputException">No address or no token is given, or none that can be one.</exception>
    public OperatorClient Client(ParseResult parsed, string service, TimeSpan? patience = null)
    {
        var (address, addressFrom) = Address(parsed, service);
        var (token, tokenFrom) = Token(parsed);
        return new OperatorClient(address, addressFrom, token, tokenFrom, patience);
    }

    private (Uri Address, string From) Address(ParseResult parsed, string service)
    {
        var own = $"UPGRADES_{service.ToUpperInvariant()}_URL";
        var (text, from) = parsed.GetValue(_url) is { } given ? (given, "--url") : Setting(own, UrlSetting)
            ?? throw new WrongInputException($"Where is the {service}? --url http://host:port, or {UrlSetting}; {own} where it is not where the others are.");
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address is { Scheme: "http" or "https", UserInfo: "" }
            ? (address, from)
            : throw new WrongInputException($"{from}: an address is http://host:port or https://host:port, without a user.");
    }

    private (string Token, string From) Token(ParseResult parsed)
    {
        var (text, from) = parsed.GetValue(_tokenFile) is { } file ? (ReadFile(file), "--token-file") : Setting(TokenSetting, ServersTokenSetting)
            ?? throw new WrongInputException($"Which token? --token-file FILE, or {TokenSetting}: the server's {ServersTokenSetting}.");
        var token = text.Trim();
        return token.Length > 0 && token.All(c => c is > ' ' and < '\u007F')
            ? (token, from)
            : throw new WrongInputException($"{from}: a token is one word of printable ASCII characters.");
    }

    private (string Value, string Name)? Setting(params IReadOnlyList<string> names) => names
        .Select(name => (Value: _environment(name), Name: name)).Where(s => !string.IsNullOrEmpty(s.Value)).Select(s => ((string, string)?)(s.Value!, s.Name)).FirstOrDefault();

    private static string ReadFile(FileInfo file)
    {
        try
        {
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--token-file {file}: {e.Message}");
        }
    }
}
