using System.Diagnostics;
using OpenTelemetry;

namespace Upgrades.Hosting.Tracing;

/// <summary>Of the addresses that are called only scheme, host and port are kept: the path of Slack's webhook is a secret, and others may be.</summary>
internal sealed class BareAddresses : BaseProcessor<Activity>
{
    private const string Address = "url.full";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Address) is string text)
        {
            var bare = Uri.TryCreate(text, UriKind.Absolute, out var url) ? url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) : null;
            data.SetTag(Address, bare);
            data.DisplayName = $"{data.GetTagItem("http.request.method")} {url?.Authority}";
        }
    }
}
