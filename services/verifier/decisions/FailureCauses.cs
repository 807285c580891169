using System.Text.RegularExpressions;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Verifier.Decisions;

/// <summary>Whose fault it is. Only a cause of Version keeps the version from being tried again.</summary>
internal static partial class FailureCauses
{
    /// <param name="words">What the container runtime said about the pull, as far as it is known.</param>
    public static FailureCause OfPull(string? words) => words switch
    {
        null or "" => FailureCause.Unknown,
        // The repository was there before, so who is refused has lost his right, whatever else the words allow for.
        _ when Refused().IsMatch(words) => FailureCause.Registry,
        _ when Missing().IsMatch(words) => FailureCause.Version,
        _ when Unwell().IsMatch(words) => FailureCause.Registry,
        _ => FailureCause.Unknown,
    };

    public static FailureCause Of(ContainerTrouble trouble, string? pullMessage) => trouble.Reason switch
    {
        _ when trouble.IsPull => OfPull($"{trouble.Message} {pullMessage}"),
        ContainerTrouble.ConfigError => OfConfig(trouble.Message),
        _ when ContainerTrouble.IsStartReason(trouble.Reason) => OfStart(trouble.Message),
        _ when PodFate.IsOfNode(trouble.Reason) => FailureCause.Cluster,
        _ => FailureCause.Version,
    };

    /// <summary>Another image asks for no other Secret; but it may bring a user that the pod's security context forbids.</summary>
    /// <param name="words">The kubelet's.</param>
    public static FailureCause OfConfig(string? words) => words switch
    {
        null or "" => FailureCause.Unknown,
        _ when ForbiddenUser().IsMatch(words) => FailureCause.Version,
        _ when MissingConfig().IsMatch(words) => FailureCause.Cluster,
        _ => FailureCause.Unknown,
    };

    /// <summary>A container that cannot be started at all: the image lacks what it is told to run, unless the node lacks something.</summary>
    /// <param name="words">The container runtime's.</param>
    public static FailureCause OfStart(string? words) => words is not null && UnwellNode().IsMatch(words) ? FailureCause.Cluster : FailureCause.Version;

    /// <summary>Nothing that the image decides: volumes, the pod's network, quota and admission.</summary>
    /// <param name="warning">An event, <c>Reason: message</c>.</param>
    public static bool IsOfCluster(string warning) => ClusterEvent().IsMatch(warning);

    /// <summary>Does an event tell that something which pods refer to is not there?</summary>
    public static bool IsMissingConfig(string words) => MissingConfig().IsMatch(words);

    [GeneratedRegex(@"runAsNonRoot|non-numeric user", RegexOptions.IgnoreCase)]
    private static partial Regex ForbiddenUser();

    [GeneratedRegex(@"\b(?:secrets?|configmaps?)\b.*\bnot found|couldn't find key|references non-existent", RegexOptions.IgnoreCase)]
    private static partial Regex MissingConfig();

    [GeneratedRegex(
        @"deadline exceeded|resource temporarily unavailable|cannot allocate memory|no space left|device or resource busy|input/output error|too many open files",
        RegexOptions.IgnoreCase)]
    private static partial Regex UnwellNode();

    [GeneratedRegex(@"\A(?:FailedMount|FailedAttachVolume|FailedMapVolume|FailedCreatePodSandBox|FailedScheduling|FailedBinding|ProvisioningFailed|NodeNotReady|NetworkNotReady|FailedCreate):")]
    private static partial Regex ClusterEvent();

    [GeneratedRegex(@"access denied|unauthorized|authentication required|\b40[13] (?:unauthorized|forbidden)", RegexOptions.IgnoreCase)]
    private static partial Regex Refused();

    [GeneratedRegex(@"not found|manifest unknown|manifest_unknown|does not exist|no match for platform|no such manifest", RegexOptions.IgnoreCase)]
    private static partial Regex Missing();

    [GeneratedRegex(
        @"toomanyrequests|too many requests|rate limit|status(?: code)?[ :=]*(?:429|5\d\d)|\b5\d\d (?:internal|bad gateway|service|gateway)|timeout|timed out|" +
        @"deadline exceeded|connection (?:refused|reset)|no such host|server misbehaving|\btls\b|\bx509\b|\beof\b|RegistryUnavailable",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unwell();
}
