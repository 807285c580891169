using System.Data.Common;

namespace Upgrades.Hosting.State;

/// <summary>What SQLite and PostgreSQL do differently. Everything else about a store is the same on both.</summary>
internal abstract class StateEngine : IAsyncDisposable
{
    private const int MarkLength = 16;

    /// <summary>This store in this process, as a number that no other has.</summary>
    protected long ProcessKey { get; } = Random.Shared.NextInt64(1, long.MaxValue);

    /// <summary>How a <c>lease_owner</c> of this process begins: <see cref="ProcessKey"/> in 16 hexadecimal digits.</summary>
    public string ProcessMark => ProcessKey.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A <c>lease_owner</c> without what comes after its process.</summary>
    protected static string OwnerMark { get; } = $"substr(lease_owner, 1, {MarkLength})";

    /// <summary>SQL condition: the process of <c>lease_owner</c> is no more. <c>@process</c> is <see cref="ProcessMark"/>.</summary>
    public abstract string OwnerIsDead { get; }

    /// <summary>Rows may be written by other processes too, which cannot wake anybody here.</summary>
    public abstract bool OthersMayWrite { get; }

    /// <summary>Throws when other processes could take this one for dead: then it must not claim a row.</summary>
    public abstract void EnsureSeenAlive();

    public abstract ValueTask<DbConnection> OpenAsync(CancellationToken cancellationToken);

    /// <summary>One transaction, the only one of its service at that time, in whatever process.</summary>
    public abstract Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>Within a transaction that writes nothing: would it, if it did?</summary>
    /// <returns>What was seen, for people.</returns>
    /// <exception cref="StoreUnusableException">It would not.</exception>
    public abstract Task<string> TryAsync(DbConnection connection, DbTransaction transaction);

    public abstract ValueTask DisposeAsync();
}
