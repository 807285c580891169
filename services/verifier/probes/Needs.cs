namespace Upgrades.Verifier.Probes;

/// <summary>Names of what the verifier needs, as they stand in its store, in metrics and in messages.</summary>
internal static class Needs
{
    public const string Kubernetes = "kubernetes";
    public const string Clock = "clock";
    public const string Woodpecker = "woodpecker";
    public const string UptimeKuma = "uptime-kuma";
    public const string Prometheus = "prometheus";
}
