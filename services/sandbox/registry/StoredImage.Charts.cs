using System.Text;
using System.Text.Json.Nodes;
using Upgrades.Sandbox.Charts;

namespace Upgrades.Sandbox.Registry;

internal sealed partial class StoredImage
{
    private const string ChartConfig = "application/vnd.cncf.helm.config.v1+json";
    private const string ChartContent = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";

    /// <summary>As <c>helm push</c>: the config is <c>Chart.yaml</c> as JSON.</summary>
    public void PushChart(ChartSpec chart)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var yaml = new JsonObject { ["name"] = name, ["version"] = chart.Version, ["apiVersion"] = "v2", ["type"] = "application" };
        void Add(string key, JsonNode? value)
        {
            if (value is not null)
            {
                yaml[key] = value;
            }
        }

        Add("appVersion", chart.AppVersion);
        Add("home", chart.Home);
        Add("deprecated", chart.Deprecated ? true : null);
        Add("sources", chart.Sources is null ? null : new JsonArray([.. chart.Sources.Select(s => (JsonNode)s)]));
        Add("annotations", chart.Changes is null ? null : new JsonObject { ["artifacthub.io/changes"] = chart.Changes });
        var layer = Keep(_blobs, Encoding.UTF8.GetBytes($"{path}:{chart.Version}"), ChartContent);
        var manifest = PushManifest(OciManifest, Keep(_blobs, yaml, ChartConfig), layer);
        lock (_gate)
        {
            _tags.Add((chart.Version.Replace('+', '_'), manifest));
        }
    }
}
