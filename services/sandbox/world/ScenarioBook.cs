using Upgrades.Contracts.Vocabulary;
using Upgrades.Sandbox.Kubernetes;

namespace Upgrades.Sandbox.World;

/// <summary>Which version of which image behaves how. The latest entry that fits counts; without one a version is healthy.</summary>
internal sealed class ScenarioBook
{
    private static readonly ImageBehaviour Healthy = new ImageBehaviour.Healthy(TimeSpan.FromSeconds(5));
    private volatile Entry[] _entries = [];

    public void Add(string image, string suffix, Func<string, bool> versions, ImageBehaviour behaviour) =>
        _entries = [new Entry(image, suffix, versions, behaviour), .. _entries];

    /// <param name="image">As the container's template has it.</param>
    public ImageBehaviour BehaviourOf(string image)
    {
        var reference = ImageReference.Parse(image);
        return _entries.FirstOrDefault(e => e.Fits(reference))?.Behaviour ?? Healthy;
    }

    private sealed record Entry(string Image, string Suffix, Func<string, bool> Versions, ImageBehaviour Behaviour)
    {
        public bool Fits(ImageReference reference) =>
            reference.Name == Image && reference.Tag is { } tag && tag.EndsWith(Suffix, StringComparison.Ordinal) && Versions(tag[..^Suffix.Length]);
    }
}
