namespace Upgrades.Standalone.Chaos;

/// <param name="Upgrades">How many services are upgraded.</param>
/// <param name="Kills">Service processes killed with SIGKILL.</param>
/// <param name="BrokerRestarts">Stops and kills of RabbitMQ.</param>
/// <param name="Seed">Of the dice. The order of things also depends on the machine.</param>
/// <param name="Postgres">The stores are in PostgreSQL; else SQLite.</param>
internal sealed record ChaosOptions(int Upgrades, int Kills, int BrokerRestarts, int Seed, bool Postgres)
{
    /// <summary>Services with a database have a restore policy, and every third of them a new version that migrates and then does not start.</summary>
    public bool Restores { get; init; }

    /// <summary>From one piece of mischief to the next, on average, on a machine that is fast enough for it (system clock).</summary>
    public static TimeSpan Pace { get; } = TimeSpan.FromMilliseconds(700);

    /// <summary>
    /// Domain seconds per second: so many that the longest upgrade, seven steps watched for ten minutes each, takes about as long as
    /// the mischief does, and upgrades are under way from the first kill to the last.
    /// </summary>
    public double Scale => Math.Clamp(TimeSpan.FromMinutes(80) / (Pace * Kills + TimeSpan.FromSeconds(7) * BrokerRestarts), 20, 360);
}
