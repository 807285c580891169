using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Upgrades.Standalone.Commands;

/// <summary>A service, or the way to it, did not do what an operator asked: said in one line.</summary>
/// <param name="nothingThere">The service knows of no such thing.</param>
internal sealed class OperatorException(string message, int exitCode = UsageExitCode.Problems, bool nothingThere = false) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public bool NothingThere { get; } = nothingThere;
}

/// <summary>Speaks to one service as an operator. The token is shown to that address alone: redirects are told, not followed.</summary>
/// <param name="address">With or without a path before <c>operator/</c>.</param>
/// <param name="addressFrom">Where the address comes from, for people: <c>--url</c>, <c>UPGRADES_URL</c>.</param>
/// <param name="patience">Longest wait for an answer; null: half a minute.</param>
internal sealed class OperatorClient(Uri address, string addressFrom, string token, string tokenFrom, TimeSpan? patience = null) : IDisposable
{
    private const int LongestWords = 1000;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/"),
        Timeout = patience ?? TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = 64 << 20,
    };

    public Uri Address => address;

    /// <summary>For people.</summary>
    public string Place => $"{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)} ({addressFrom})";

    /// <param name="path">Without a leading slash.</param>
    /// <returns>What the service answered; undefined where it answered nothing.</returns>
    /// <exception cref="OperatorException">It did not do it.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return answer.IsSuccessStatusCode ? Read(text) : throw Refusal(answer, path, text);
        }
        catch (HttpRequestException e)
        {
            throw new OperatorException($"{Place} does not answer: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OperatorException($"{Place} did not answer within {_http.Timeout.TotalSeconds} s");
        }
    }

    public void Dispose() => _http.Dispose();

    private JsonElement Read(string text)
    {
        try
        {
            return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            throw new OperatorException($"{Place} does not answer as a service of Upgrades does: what it sent is no JSON");
        }
    }

    private OperatorException Refusal(HttpResponseMessage answer, string path, string text)
    {
        var words = Words(text);
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new OperatorException($"{Place} does not take the token of {tokenFrom}: it has to be the server's UPGRADES__OPERATOR__TOKEN"),
            HttpStatusCode.Forbidden => new OperatorException($"{Place} lets no operator in: {words ?? "403 Forbidden"}"),
            HttpStatusCode.BadRequest => new OperatorException(words ?? $"{Place} does not understand what it is asked", UsageExitCode.WrongUsage),
            HttpStatusCode.NotFound when words is not null => new OperatorException(words, nothingThere: true),
            HttpStatusCode.NotFound => new OperatorException($"{Place} has no /{path.Split('?')[0]}: it is another service, or an older one"),
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest when answer.Headers.Location is { } other =>
                new OperatorException($"{Place} points to {other}: name that address, the token is not sent on"),
            _ => new OperatorException(words ?? $"{Place} answered with {(int)answer.StatusCode} {answer.ReasonPhrase}"),
        };
    }

    /// <summary>The services refuse with problem details (RFC 9457), or with <c>error</c> and the <c>field</c> that it is about.</summary>
    /// <returns>Null when it is neither: a proxy on the way, or a service that has no such path.</returns>
    private static string? Words(string text)
    {
        try
        {
            var body = JsonSerializer.Deserialize<JsonElement>(text);
            string? Of(string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            var words = body.ValueKind != JsonValueKind.Object ? null
                : Of("error") is { } error ? (Of("field") is { } field ? $"{field} {error}" : error)
                : Of("detail") ?? Of("title");
            return words is { Length: > LongestWords } ? words[..LongestWords] : words;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
