using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Ingest.Decisions;

/// <summary>An update that waits for the window to roll.</summary>
internal sealed record HeldUpdate(string Id, string Tag);

/// <summary>What is known when a signal arrives.</summary>
/// <param name="OpenId">An update of the same image, tag and digest whose outcome has not passed.</param>
/// <param name="HeldOfImage">Held updates of the same image; those that cannot be compared may be left out.</param>
/// <param name="AnyHeld">Is anything held at all? Nobody overtakes it.</param>
/// <param name="SlotFree">Does the window admit one more?</param>
internal sealed record Situation(string? OpenId, IReadOnlyList<HeldUpdate> HeldOfImage, bool AnyHeld, bool SlotFree);

internal abstract record Admission
{
    /// <param name="TakesSlot">Forced updates pass beside the limit.</param>
    public sealed record Admit(bool TakesSlot) : Admission;

    /// <param name="Replaces">The held update whose place it takes.</param>
    public sealed record Hold(string? Replaces) : Admission;

    public sealed record Duplicate(string Of) : Admission;

    /// <summary>A newer tag of the image is held already.</summary>
    public sealed record Overtaken(string By) : Admission;

    public static Admission Decide(Situation situation, string tag, bool force)
    {
        if (force)
        {
            return new Admit(TakesSlot: false);
        }

        if (situation.OpenId is { } open)
        {
            return new Duplicate(open);
        }

        if (situation.HeldOfImage.FirstOrDefault(h => TagComparison.Compare(tag, h.Tag) == TagOrder.Newer) is { } newer)
        {
            return new Overtaken(newer.Tag);
        }

        if (situation.SlotFree && !situation.AnyHeld)
        {
            return new Admit(TakesSlot: true);
        }

        // The same tag with another digest is held again under the same rule: the later signal is the truth.
        return new Hold(situation.HeldOfImage.FirstOrDefault(h => TagComparison.Compare(h.Tag, tag) is TagOrder.Newer or TagOrder.Same)?.Id);
    }
}
