using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Upgrades.Analyzer.Outside;

namespace Upgrades.Analyzer.Forges;

/// <summary>What a forge served, and whether it says that there is another page.</summary>
internal sealed record ForgeAnswer(byte[] Body, bool HasNext);

/// <summary>GETs to one forge. Its token goes to its own address only; a redirect elsewhere is not followed.</summary>
internal sealed class ForgeConnection(IHttpClientFactory clients, ForgeAccess access, TimeSpan timeout)
{
    public const string ClientName = "forges";

    public string Host => access.Host;

    /// <param name="path">Below the forge's root, escaped.</param>
    /// <returns>Null when there is no such thing, or not for us.</returns>
    /// <exception cref="RateLimitedException">Asked too often.</exception>
    /// <exception cref="OutsideUnavailableException">The forge is not well, or the token is wrong.</exception>
    public async Task<ForgeAnswer?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        var (answer, body, from) = await new OutsideCall(client, Host, timeout).FollowAsync(new Uri(access.Root, path), Request, cancellationToken);
        using (answer)
        {
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => new ForgeAnswer(body, HasNext(answer, from)),
                // A project may have its releases or its files closed, and says so by 403.
                HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.UnavailableForLegalReasons or HttpStatusCode.Forbidden => null,
                _ => throw Refusal(answer, body),
            };
        }
    }

    /// <exception cref="OutsideUnavailableException">It is something else.</exception>
    public T Read<T>(ForgeAnswer answer) => OutsideJson.Read<T>(Host, answer.Body);

    private HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Upgrades", "0.1"));
        if (!string.IsNullOrEmpty(access.Token) && access.Kind == ForgeKind.GitLab)
        {
            request.Headers.TryAddWithoutValidation("PRIVATE-TOKEN", access.Token);
        }
        else if (!string.IsNullOrEmpty(access.Token))
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"token {access.Token}");
        }

        return request;
    }

    /// <summary>
    /// Pages are counted by us: behind a proxy both kinds name themselves in <c>Link</c> by an address that is not the one they were asked at.
    /// </summary>
    private static bool HasNext(HttpResponseMessage answer, Uri address)
    {
        if (Header(answer, "X-Next-Page") is { } next)
        {
            return next.Length > 0;
        }

        return answer.Headers.TryGetValues("Link", out var values) && LinkHeader.Next(string.Join(", ", values), address) is not null;
    }

    private Exception Refusal(HttpResponseMessage answer, byte[] body)
    {
        var said = $"{Host} answered {(int)answer.StatusCode} {Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300)))}";
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized when string.IsNullOrEmpty(access.Token) => new OutsideUnavailableException($"{Host} wants a token ({access.TokenSetting}): {said}") { Trouble = OutsideTrouble.Refused },
            HttpStatusCode.Unauthorized => new OutsideUnavailableException($"{access.TokenSetting} is not accepted: {said}") { Trouble = OutsideTrouble.Refused },
            _ => new OutsideUnavailableException(said),
        };
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
