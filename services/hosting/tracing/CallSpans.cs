using System.Diagnostics;
using OpenTelemetry;

namespace Upgrades.Hosting.Tracing;

/// <summary>
/// .NET's spans of calls over HTTP. Of the address only scheme, host and port are kept: the path of Slack's webhook is a secret, and others may be.
/// And 404 is an answer: a cluster without Gateway API, a registry without that tag.
/// </summary>
internal sealed class CallSpans : BaseProcessor<Activity>
{
    private const string Address = "url.full";

    public override void OnEnd(Activity data)
    {
        if (data.Kind == ActivityKind.Client && data.GetTagItem(Address) is string text)
        {
            var bare = Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null;
            data.SetTag(Address, bare);
            data.DisplayName = $"{data.GetTagItem("http.request.method")} {url?.Authority}";
            if (data.GetTagItem("http.response.status_code") is 404)
            {
                data.SetStatus(ActivityStatusCode.Unset);
            }
        }
    }
}
