namespace Upgrades.Notifier.Access;

/// <summary>Counts wrong tokens, so that none is found by trying. In memory: a restart forgets a minute.</summary>
internal sealed class LoginLimit(TimelineOptions options)
{
    /// <summary>So many senders at once are one with many addresses.</summary>
    private const int MostSenders = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _wrong = [];
    private DateTimeOffset _windowEnd;

    /// <returns>How long to wait; null: the sender may try.</returns>
    public TimeSpan? Wait(string sender, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            return _wrong.GetValueOrDefault(sender) >= options.LoginsPerMinute || _wrong.Count >= MostSenders ? _windowEnd - now : null;
        }
    }

    public void Wrong(string sender, DateTimeOffset now)
    {
        lock (_lock)
        {
            Turn(now);
            _wrong[sender] = _wrong.GetValueOrDefault(sender) + 1;
        }
    }

    private void Turn(DateTimeOffset now)
    {
        if (now >= _windowEnd)
        {
            _wrong.Clear();
            _windowEnd = now + Window;
        }
    }
}
