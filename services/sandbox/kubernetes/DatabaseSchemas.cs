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

    /// <summary>A restore ends then: what was migrated before is undone for whoever starts later.</summary>
    public void Restore(DateTimeOffset at) => _migrations.ForEach(m => m.UndoneAt = m.At <= at ? m.UndoneAt ?? at : m.UndoneAt);

    /// <summary>From when on the schema that <paramref name="image"/>, started at <paramref name="at"/>, cannot read is another one; null: it stays.</summary>
    public DateTimeOffset? ReadableFrom(string image, DateTimeOffset at) => TooNew(image, at).Select(m => m.UndoneAt).FirstOrDefault();

    /// <summary>The tag that wrote the schema which <paramref name="image"/>, started at <paramref name="at"/>, cannot read; null: it can.</summary>
    public string? TooNewFor(string image, DateTimeOffset at) => TooNew(image, at).Select(m => m.Image.Tag ?? "latest").FirstOrDefault();

    private IEnumerable<Migration> TooNew(string image, DateTimeOffset at) => ImageReference.TryParse(image, out var reference, out _)
        ? _migrations.Where(m => m.Image.Name == reference.Name && m.At <= at && (m.Pod.DeletedAt is null || m.At <= m.Pod.DeletedAt) && !(m.UndoneAt <= at)
            && TagComparison.Compare(m.Image.Tag ?? "latest", reference.Tag ?? "latest") is not (TagOrder.Same or TagOrder.Newer))
        : [];

    private sealed record Migration(ImageReference Image, DateTimeOffset At, Pod Pod)
    {
        public DateTimeOffset? UndoneAt { get; set; }
    }
}
