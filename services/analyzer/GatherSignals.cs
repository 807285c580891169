using System.Text.Json;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Analyzer.State;
using Upgrades.Contracts;
using Upgrades.Contracts.Events;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Repository.Catalogs;

namespace Upgrades.Analyzer;

/// <summary>
/// Finds the signals that join one plan: images of a stack that go from the same version to the same version within a minute
/// (DESIGN §6.2). Who comes later is an upgrade of its own.
/// </summary>
internal sealed class GatherSignals(UpdateRows rows, TimeProvider time)
{
    /// <summary>Domain time, from the first signal on.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    /// <summary>Who was told about so long ago is on its way, and nobody waits for him.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <returns>Who else was signalled; and until when others are to be waited for, null when not any more.</returns>
    public async Task<(IReadOnlyList<UpdatePartner> Partners, DateTimeOffset? Until)> ForAsync(
        UpdateRow row, UpdateDetected message, IReadOnlyList<StackCompanions> companions, Catalog catalog, CancellationToken cancellationToken)
    {
        var wait = (long)Wait.TotalMilliseconds;
        var sameVersion = (await rows.ReceivedAsync(row.ReceivedAt - (long)Remembered.TotalMilliseconds, row.ReceivedAt + wait, cancellationToken))
            .Where(r => r.Id != row.Id && TagComparison.Core(r.Tag) is { } core && core == TagComparison.Core(row.Tag) && ImageReference.TryParse(r.Image, out _, out _))
            .Select(r => (Row: r, Image: catalog.Unmirrored(ImageReference.Parse(r.Image)).WithTag(r.Tag)))
            .ToLookup(r => r.Image.Name, StringComparer.Ordinal);
        var wanted = companions.SelectMany(c => c.Images).Distinct(StringComparer.Ordinal).ToList();
        var open = wanted.SelectMany(image => sameVersion[image]).Where(r => r.Row.Decision is null && r.Row.ReceivedAt >= row.ReceivedAt - wait)
            .Select(r => (r.Row, r.Image, Message: JsonSerializer.Deserialize<UpdateDetected>(r.Row.Message, EventJson.Options)!))
            .Where(r => !r.Message.Force && r.Message.Attempt == message.Attempt).ToList();
        var partners = open.GroupBy(r => r.Image).Select(g => new UpdatePartner(g.Key, [.. g.Select(r => r.Message.UpdateId!.Value)])).ToList();
        // Also of those that are decided: their minute is not begun anew for who was in it.
        var first = wanted.SelectMany(image => sameVersion[image]).Select(r => r.Row.ReceivedAt).Where(at => at >= row.ReceivedAt - wait).Append(row.ReceivedAt).Min();
        var until = DateTimeOffset.FromUnixTimeMilliseconds(first + wait);
        return (partners, IsByHand(message) || wanted.TrueForAll(sameVersion.Contains) || time.GetUtcNow() >= until ? null : until);
    }

    /// <summary>A person wants this image now.</summary>
    private static bool IsByHand(UpdateDetected message) => message.Source is null or "operator";
}
