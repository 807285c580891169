using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Upgrades.Hosting.State;

/// <summary>A store that cannot be used as it is.</summary>
/// <param name="advice">What to do about it, with the setting.</param>
internal sealed class StoreUnusableException(string message, string advice) : Exception(message)
{
    public string Advice { get; } = advice;
}

/// <summary>What an engine's errors mean for an operator. What PostgreSQL says holds no password.</summary>
internal static class StoreTrouble
{
    public const string Folder = "UPGRADES__STATE__FOLDER";
    public const string Postgres = "UPGRADES__STATE__POSTGRES";

    private const int DiskFull = 13;

    /// <summary>Less than a day's work needs, in bytes.</summary>
    private const long TooLittleRoom = 32 << 20;

    public static StoreUnusableException Of(Exception error, StateOptions options) => error switch
    {
        SqliteException { SqliteErrorCode: DiskFull } => NoRoom(options.Folder, 0),
        SqliteException e => new($"its file in {options.Folder} cannot be used: {e.Message}", $"see what is wrong with {Folder}: its volume, its rights, its file"),
        PostgresException e => OfServer(e),
        NpgsqlException { InnerException: AuthenticationException tls } => new($"no encrypted connection comes about: {tls.Message}", $"see the SSL Mode and Root Certificate of {Postgres}"),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => new("PostgreSQL does not answer in time", $"see whether the Host and Port of {Postgres} are right and the server is up"),
        _ => new($"PostgreSQL cannot be reached: {(error.InnerException as SocketException ?? error).Message}", $"see whether the Host and Port of {Postgres} are right and the server is up"),
    };

    /// <returns>How much room is left, for people.</returns>
    /// <exception cref="StoreUnusableException">Too little.</exception>
    public static string RoomIn(string folder)
    {
        var left = new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;
        return left < TooLittleRoom ? throw NoRoom(folder, left) : $"{left / 1e9:0.#} GB free";
    }

    public static StoreUnusableException ReadOnly() =>
        new("PostgreSQL takes no writes: it is a standby, or read-only for this role", $"name the primary in {Postgres}");

    private static StoreUnusableException NoRoom(string folder, long left) =>
        new($"only {left / 1e6:0} MB are left in {folder}", $"free some, or give the volume of {Folder} more");

    private static StoreUnusableException OfServer(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            new($"PostgreSQL refuses the login: {e.MessageText}", $"give {Postgres} the user's present password, and let pg_hba.conf let it in"),
        PostgresErrorCodes.InvalidCatalogName => new($"PostgreSQL has no such database: {e.MessageText}", $"create the database that {Postgres} names"),
        PostgresErrorCodes.InsufficientPrivilege => new($"PostgreSQL does not permit it: {e.MessageText}", $"grant the role of {Postgres} CREATE on its database"),
        PostgresErrorCodes.TooManyConnections => new($"PostgreSQL has no connection left: {e.MessageText}", "raise max_connections there, or end what holds them"),
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly(),
        _ => new($"PostgreSQL answers {e.SqlState}: {e.MessageText}", $"see the server's log; it is named in {Postgres}"),
    };
}
