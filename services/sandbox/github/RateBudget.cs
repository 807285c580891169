using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.GitHub;

/// <summary>The primary rate limit: so many requests an hour, then none until the hour is over.</summary>
internal sealed class RateBudget(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private DateTimeOffset _reset = time.GetUtcNow() + Window;
    private int _used;

    public int Used
    {
        get
        {
            lock (_gate)
            {
                Roll();
                return _used;
            }
        }

        set
        {
            lock (_gate)
            {
                Roll();
                _used = value;
            }
        }
    }

    public void Count()
    {
        lock (_gate)
        {
            Roll();
            _used++;
        }
    }

    public void Describe(IHeaderDictionary headers, int limit)
    {
        foreach (var (name, value) in Numbers(limit))
        {
            headers["x-ratelimit-" + name] = value.ToString(CultureInfo.InvariantCulture);
        }

        headers["x-ratelimit-resource"] = "core";
    }

    public JsonObject Describe(int limit) => new(Numbers(limit).Select(n => KeyValuePair.Create(n.Name, (JsonNode?)n.Value)));

    private (string Name, long Value)[] Numbers(int limit)
    {
        lock (_gate)
        {
            Roll();
            return [("limit", limit), ("remaining", Math.Max(0, limit - _used)), ("used", _used), ("reset", _reset.ToUnixTimeSeconds())];
        }
    }

    private void Roll()
    {
        if (time.GetUtcNow() >= _reset)
        {
            (_reset, _used) = (time.GetUtcNow() + Window, 0);
        }
    }
}
