namespace Upgrades.Standalone.Chaos;

/// <summary>How many kills are left, and the dice; both are asked from many threads.</summary>
internal sealed class KillBudget(int kills, int seed)
{
    private readonly Lock _gate = new();
    private readonly Random _dice = new(seed);
    private int _done;

    public int Done
    {
        get
        {
            lock (_gate)
            {
                return _done;
            }
        }
    }

    public bool IsSpent => Done == kills;

    /// <summary>From 0 to 1.</summary>
    public double Progress => kills == 0 ? 1 : (double)Done / kills;

    /// <summary>Spends one kill, if one is left and it met a living process.</summary>
    public bool Spend(Func<bool> kill)
    {
        lock (_gate)
        {
            if (_done == kills || !kill())
            {
                return false;
            }

            _done++;
            return true;
        }
    }

    public bool Chance(double probability) => Roll(dice => dice.NextDouble()) < probability;

    public T Roll<T>(Func<Random, T> roll)
    {
        lock (_gate)
        {
            return roll(_dice);
        }
    }

    /// <summary>Around this on average, now less, now more.</summary>
    public TimeSpan Around(TimeSpan mean) => Roll(dice => mean * -Math.Log(1 - (dice.NextDouble() * 0.98)));
}
