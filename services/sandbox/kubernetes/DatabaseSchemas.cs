using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Sandbox.Kubernetes;

/// <summary>Which version of an image has moved the database of a namespace on, so that others cannot read it any more.</summary>
internal sealed class DatabaseSchemas
{
    private readonly List<Migration> _migrations = [];

    /// <param name="at">When the container starts; it does not when its pod is deleted before.</param>
    public void WillMigrate(Pod pod, string image, DateTimeOffset at)
    {
        if (ImageReference.TryParse(image, out var reference, out _))
        {
            _migrations.Add(new Migration(reference, at, pod));
        }
    }

    /// <summary>The pod was planned and never came to be.</summary>
    public void Forget(Pod pod) => _migrations.RemoveAll(m => m.Pod == pod);

    /// <summary>The tag that wrote the schema which <paramref name="image"/>, started at <paramref name="at"/>, cannot read; null: it can.</summary>
    public string? TooNewFor(string image, DateTimeOffset at)
    {
        if (!ImageReference.TryParse(image, out var reference, out _))
        {
            return null;
        }

        return _migrations.Where(m => m.Image.Name == reference.Name && m.At <= at && (m.Pod.DeletedAt is null || m.At <= m.Pod.DeletedAt))
            .Select(m => m.Image.Tag ?? "latest")
            .FirstOrDefault(tag => TagComparison.Compare(tag, reference.Tag ?? "latest") is not (TagOrder.Same or TagOrder.Newer));
    }

    private sealed record Migration(ImageReference Image, DateTimeOffset At, Pod Pod);
}
