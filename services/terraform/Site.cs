using System.Text.Json.Serialization;

namespace Upgrades.Terraform;

/// <summary>What can be done about the version at a site.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SiteStatus>))]
public enum SiteStatus
{
    [JsonStringEnumMemberName("pinned")] Pinned,
    /// <summary><c>latest</c>, <c>stable</c>, <c>16</c>, <c>~&gt; 1.2</c>: what runs changes without an edit.</summary>
    [JsonStringEnumMemberName("floating")] Floating,
    [JsonStringEnumMemberName("untagged")] Untagged,
    /// <summary>A digest is pinned, with or without a tag beside it.</summary>
    [JsonStringEnumMemberName("digest-pinned")] DigestPinned,
    /// <summary>An edit would do nothing (<c>ignore_changes</c>) or be fought (<c>keel.sh/policy</c>).</summary>
    [JsonStringEnumMemberName("ignored")] Ignored,
    [JsonStringEnumMemberName("unresolved")] Unresolved,
}

/// <summary>In what kind of place the version is written.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SiteVia>))]
public enum SiteVia
{
    [JsonStringEnumMemberName("literal")] Literal,
    [JsonStringEnumMemberName("variable")] Variable,
    [JsonStringEnumMemberName("tfvars")] Tfvars,
    [JsonStringEnumMemberName("local")] Local,
    [JsonStringEnumMemberName("module-input")] ModuleInput,
    [JsonStringEnumMemberName("each")] Each,
    [JsonStringEnumMemberName("data-file")] DataFile,
    [JsonStringEnumMemberName("values")] Values,
    [JsonStringEnumMemberName("template")] Template,
    [JsonStringEnumMemberName("set")] Set,
    [JsonStringEnumMemberName("manifest")] Manifest,
}
