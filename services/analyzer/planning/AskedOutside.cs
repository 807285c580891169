using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Planning;

/// <summary>What the registry said while one update is planned: every stack gets the same answer, and the registry one question.</summary>
internal sealed class KnownTags(RegistryClient registry)
{
    private const string SourceLabel = "org.opencontainers.image.source";
    private const string LegacySourceLabel = "org.label-schema.vcs-url";
    private readonly Dictionary<(string Image, string Tag), TagLookup> _lookups = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _tags = [];

    public async Task<TagLookup> LookUpAsync(ImageReference image, string tag, CancellationToken cancellationToken) =>
        _lookups.TryGetValue((image.Name, tag), out var known) ? known
            : _lookups[(image.Name, tag)] = await registry.LookUpAsync(image, tag, cancellationToken);

    public async Task<IReadOnlyList<string>> TagsAsync(ImageReference image, CancellationToken cancellationToken) =>
        _tags.TryGetValue(image.Name, out var known) ? known : _tags[image.Name] = await registry.TagsAsync(image, cancellationToken);

    /// <summary>Where the image says its source is; null when it does not.</summary>
    public async Task<string?> SourceLabelAsync(ImageReference image, string digest, CancellationToken cancellationToken)
    {
        var labels = await registry.LabelsAsync(image, digest, cancellationToken);
        return labels.GetValueOrDefault(SourceLabel) ?? labels.GetValueOrDefault(LegacySourceLabel);
    }

    /// <returns>Why one of these is not there for the cluster's platform; null when all are.</returns>
    public async Task<string?> MissingAsync(IEnumerable<ImageChange> images, CancellationToken cancellationToken)
    {
        foreach (var change in images)
        {
            if (await LookUpAsync(ImageReference.Parse(change.Image), change.To, cancellationToken) is TagLookup.Missing missing)
            {
                return missing.Detail;
            }
        }

        return null;
    }
}
