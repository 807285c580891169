using System.Net;
using System.Text.Json;
using k8s.Autorest;
using Upgrades.Hosting.Text;

namespace Upgrades.Hosting.Kubernetes;

/// <summary>Why the API server could not be asked, and which setting to look at.</summary>
public sealed record KubernetesTrouble(string Said, string Advice)
{
    private const string Role = "bind the role of deploy/k8s to the service's account";

    /// <returns>Null: it is nothing that the API server or the way to it could be blamed for.</returns>
    public static KubernetesTrouble? Of(Exception exception, KubernetesOptions options) => exception switch
    {
        HttpOperationException { Response.StatusCode: HttpStatusCode.Unauthorized } when options is { Url: not null, Token: null or "" } =>
            new("the API server answered 401, and there is no UPGRADES__KUBERNETES__TOKEN", "set UPGRADES__KUBERNETES__TOKEN to the token of a service account"),
        HttpOperationException { Response.StatusCode: HttpStatusCode.Unauthorized } =>
            new("the API server does not accept the token (401)", options.Url is null
                ? "see whether the pod's service account is still there; a restart takes its new token"
                : "give UPGRADES__KUBERNETES__TOKEN a token that is valid now"),
        HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden } e => new($"the API server refused (403): {Words(e)}", Role),
        HttpOperationException { Response.StatusCode: HttpStatusCode.NotFound } e => new(
            $"the API server knows nothing of it (404): {Words(e)}", "see whether UPGRADES__KUBERNETES__URL is the address of a Kubernetes API server"),
        HttpOperationException e => new($"the API server answered {(int)e.Response.StatusCode}: {Words(e)}", "see the API server's own state"),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } e => new(
            $"the API server's certificate is not trusted: {OutsideLines.Line(e.GetBaseException().Message)}", "set UPGRADES__KUBERNETES__CAFILE to the cluster's certificate authority"),
        HttpRequestException e => new(
            $"the API server cannot be reached: {OutsideLines.Line(e.GetBaseException().Message)}", "see whether UPGRADES__KUBERNETES__URL is right, and whether a network policy lets us there"),
        OperationCanceledException or TimeoutException => new(
            $"the API server did not answer within {options.Timeout.TotalSeconds:0} s", "see the API server's own state; UPGRADES__KUBERNETES__TIMEOUT gives it more time"),
        IOException e => new($"the API server broke off: {OutsideLines.Line(e.Message)}", "see the API server's own state"),
        JsonException or FormatException => new(
            "what answers is no Kubernetes API server", "see whether UPGRADES__KUBERNETES__URL is the address of a Kubernetes API server"),
        _ => null,
    };

    /// <summary>The message of a Status object, else the body itself.</summary>
    private static string Words(HttpOperationException e)
    {
        var body = e.Response.Content ?? "";
        try
        {
            using var document = JsonDocument.Parse(body);
            return OutsideLines.Line(document.RootElement.GetProperty("message").GetString() ?? body);
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A proxy's page: its beginning is better than nothing.
            return OutsideLines.Line(body);
        }
    }
}
