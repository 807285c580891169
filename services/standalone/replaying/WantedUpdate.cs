using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Standalone.Replaying;

/// <summary>An update that somebody wants to send.</summary>
/// <param name="Image">Canonical, with the tag.</param>
/// <param name="Message">Everything else that is said of it; its image is the canonical one.</param>
/// <param name="Built">When the version was built, as far as its source says so.</param>
internal sealed record WantedUpdate(ImageReference Image, UpdateDetected Message, DateTimeOffset? Built = null)
{
    /// <summary>By which the analyzer knows it when it is sent over the broker.</summary>
    public Guid Id => Message.UpdateId ?? Identity.Update(Image.Name, Message.Tag, Message.Digest, Message.Attempt);

    public static WantedUpdate Of(ImageReference image, string tag) =>
        new(image.WithTag(tag), new UpdateDetected { Image = image.Name, Tag = tag });
}
