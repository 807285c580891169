using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Registry;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Analyzer.Planning;

/// <summary>An image that moves beside the one asked for, by literals of its own.</summary>
/// <param name="Image">With the tag it goes to.</param>
/// <param name="Change">To there in one go.</param>
internal sealed record CompanionWay(ImageReference Image, string From, StackChange Change, IReadOnlyList<Guid> UpdateIds)
{
    /// <summary>
    /// Those that the catalog says to move together, and those that were signalled beside. What stands against one of them stands against
    /// all: the caller plans without those that were only signalled, and an operator's group stays together.
    /// </summary>
    public static async Task<(IReadOnlyList<CompanionWay> Ways, (SkipReason Reason, string Detail)? Against)> FindAsync(
        StackWork work, StackScan stack, WayToTarget way, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        List<CompanionWay> ways = [];
        var partners = work.Update.Partners.ToLookup(p => p.Image.Name, StringComparer.Ordinal);
        foreach (var name in work.Head.Catalog.CompanionsOf(work.Wanted.Name).Concat(partners.Select(p => p.Key)).Distinct(StringComparer.Ordinal))
        {
            foreach (var from in stack.Images.Where(s => Companions.IsMovable(s) && s.Image!.Name == name).Select(s => s.Tag!).Distinct(StringComparer.Ordinal))
            {
                var asked = partners[name].FirstOrDefault();
                if (way.Images.Any(i => i.Image == name && i.From == from) || Companions.TagFor(from, asked?.Image.Tag ?? work.Wanted.Tag!) is not { } to)
                {
                    continue;
                }

                var image = ImageReference.Parse(name).WithTag(to);
                var (found, against) = await PlanAsync(work, stack, image, from, options, cancellationToken);
                if (against is var (reason, detail))
                {
                    return ([], (reason, $"{name} moves together with {work.Wanted.Name}, and {detail}"));
                }

                ways.Add(found! with { UpdateIds = asked?.UpdateIds ?? [] });
            }
        }

        return (ways, null);
    }

    private static async Task<(CompanionWay? Way, (SkipReason Reason, string Detail)? Against)> PlanAsync(
        StackWork work, StackScan stack, ImageReference image, string from, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        if (ForbiddenImage.Reason(image, image.Tag!, options) is { } forbidden)
        {
            return (null, (SkipReason.ForbiddenImage, forbidden));
        }

        if (work.Head.Catalog.SkippedBy(image) is { } pattern)
        {
            return (null, (SkipReason.SkipPattern, $"skip_image_patterns has {pattern}"));
        }

        var lookup = await work.Outside.LookUpAsync(image, image.Tag!, cancellationToken);
        if (lookup is not TagLookup.Found found)
        {
            return (null, (SkipReason.TagNotInRegistry, lookup is TagLookup.Missing missing ? missing.Detail : $"there is no {image}"));
        }

        var change = TerraformEngine.PlanImage(work.Head.Scan, stack, image, from, image.Tag!, found.Digest);
        if (change.Refusal is not null)
        {
            return (null, (SkipReason.Unresolved, change.Refusal));
        }

        var against = MovedImages.Against(stack.Name, change.Images, work.Update.Force, image.Name, work.Head.Catalog, work.Quarantine, options);
        return against is not null ? (null, against)
            : await work.Outside.MissingAsync(change.Images, cancellationToken) is { } gone ? (null, (SkipReason.TagNotInRegistry, gone))
            : (new CompanionWay(image, from, change, []), null);
    }

    /// <summary>From what is there now to one of the stops.</summary>
    /// <returns>The change, null where the image is not older than the stop; or what is missing.</returns>
    public async Task<(StackChange? Change, string? Missing)> ToStopAsync(StackWork work, StackScan stack, string stop, CancellationToken cancellationToken) =>
        Companions.TagFor(From, stop) is not { } tag ? (null, null)
        : await work.Outside.LookUpAsync(Image, tag, cancellationToken) switch
        {
            TagLookup.Found found => (TerraformEngine.PlanImage(work.Head.Scan, stack, Image, From, tag, found.Digest), null),
            TagLookup.Missing missing => (null, missing.Detail),
            _ => (null, $"there is no {Image.WithTag(tag)}"),
        };
}
