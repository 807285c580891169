using k8s.Models;

namespace Upgrades.Tests.Deploy;

// What we use of kinds that the Kubernetes client does not know, and not a field more. Sources: prometheus-operator
// (monitoring.coreos.com/v1), External Secrets Operator (external-secrets.io/v1).

internal sealed record CustomMetadata(string Name, string Namespace, Dictionary<string, string>? Labels = null);

internal sealed record ServiceMonitor(string ApiVersion, string Kind, CustomMetadata Metadata, ServiceMonitorSpec Spec);

internal sealed record ServiceMonitorSpec(V1LabelSelector Selector, ScrapedEndpoint[] Endpoints);

internal sealed record ScrapedEndpoint(string Port, string Path, string Interval, Dictionary<string, string[]>? Params = null, Relabeling[]? Relabelings = null);

internal sealed record Relabeling(string Action, string TargetLabel, string Replacement);

internal sealed record PrometheusRule(string ApiVersion, string Kind, CustomMetadata Metadata, RuleGroups Spec);

internal sealed record RuleGroups(RuleGroup[] Groups);

internal sealed record RuleGroup(string Name, Rule[] Rules);

internal sealed record Rule(
    string Expr, string? Alert = null, string? Record = null, string? For = null, Dictionary<string, string>? Labels = null, Dictionary<string, string>? Annotations = null);

internal sealed record SecretStore(string ApiVersion, string Kind, CustomMetadata Metadata, SecretStoreSpec Spec);

internal sealed record SecretStoreSpec(SecretProvider Provider);

internal sealed record SecretProvider(VaultProvider Vault);

internal sealed record VaultProvider(Uri Server, string Path, string Version, VaultAuth Auth);

internal sealed record VaultAuth(VaultKubernetesAuth Kubernetes);

internal sealed record VaultKubernetesAuth(string MountPath, string Role, ObjectName ServiceAccountRef);

internal sealed record ObjectName(string Name);

internal sealed record ExternalSecret(string ApiVersion, string Kind, CustomMetadata Metadata, ExternalSecretSpec Spec);

internal sealed record ExternalSecretSpec(string RefreshInterval, StoreName SecretStoreRef, SecretTarget Target, SecretSource[] DataFrom);

internal sealed record StoreName(string Kind, string Name);

internal sealed record SecretTarget(string Name, string CreationPolicy, string DeletionPolicy);

internal sealed record SecretSource(SecretExtract Extract);

internal sealed record SecretExtract(string Key);
