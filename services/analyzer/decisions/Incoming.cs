using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Analyzer.Decisions;

/// <summary>Reads a message that anybody may have typed into the broker's management page.</summary>
internal static class Incoming
{
    private const int LongestShown = 200;

    /// <returns>The message with canonical image and an id; and what is wrong with it, when something is.</returns>
    public static (UpdateDetected Update, string? Error) Read(UpdateDetected message)
    {
        var error = !ImageReference.TryParse(message.Image, out var image, out var why) ? $"image {why}"
            : !ImageReference.IsTag(message.Tag) ? "tag is not an OCI tag"
            : message.Digest is not null && !ImageReference.IsDigest(message.Digest) ? "digest is not an OCI digest"
            : null;
        var update = error is null
            ? message with { Image = image!.Name }
            : message with { Image = Harmless(message.Image), Tag = Harmless(message.Tag), Digest = null };
        return (update with { UpdateId = message.UpdateId ?? Identity.Update(image?.Name ?? message.Image, message.Tag, message.Digest, message.Attempt) }, error);
    }

    /// <summary>As much of a text that is no reference as can be shown to a person.</summary>
    private static string Harmless(string text) =>
        string.Concat(text.Take(LongestShown).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + (text.Length > LongestShown ? "…" : "");
}
