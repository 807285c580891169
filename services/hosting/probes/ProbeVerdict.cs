namespace Upgrades.Hosting.Probes;

public enum ProbeVerdict
{
    Works,
    Failed,

    /// <summary>No setting names it: the pipeline goes on without it, and says so.</summary>
    NotSet,
}
