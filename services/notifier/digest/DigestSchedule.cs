using Upgrades.Notifier.Slack;

namespace Upgrades.Notifier.Digest;

internal static class DigestSchedule
{
    /// <returns>The last time, at <paramref name="now"/> or before, at which the week was to be told; null: never.</returns>
    public static DateTimeOffset? Last(DigestDay day, int hour, DateTimeOffset now)
    {
        if (day == DigestDay.Off)
        {
            return null;
        }

        var wanted = (DayOfWeek)((int)day % 7);
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        var last = today.AddDays(-(((int)today.DayOfWeek - (int)wanted + 7) % 7));
        return last <= now ? last : last.AddDays(-7);
    }
}
