using Upgrades.Hosting.Probes;

namespace Upgrades.Standalone.Doctor;

/// <summary>One thing that was tried, as an operator sees it.</summary>
/// <param name="Service">Whose need it is; <c>settings</c> for what comes before all services.</param>
/// <param name="Verdict"><c>works</c>, <c>failed</c> or <c>notSet</c>.</param>
/// <param name="Since">Since when, and when it worked last: of a running service alone.</param>
internal sealed record Finding(string Service, string Dependency, string Verdict, string Said, string? Advice, DateTimeOffset? Since = null, DateTimeOffset? LastSuccess = null)
{
    public const string Works = "works";
    public const string Failed = "failed";
    public const string NotSet = "notSet";

    /// <summary>What is tried before there is any service.</summary>
    public const string OfSettings = "settings";

    public static Finding Of(string service, ProbeResult result) => new(
        service,
        result.Dependency,
        result.Verdict switch { ProbeVerdict.Works => Works, ProbeVerdict.Failed => Failed, _ => NotSet },
        result.Said,
        result.Advice);
}
