using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Upgrades.Hosting.State;

/// <summary>
/// A store's file, seen by who does not own it. Nothing in it is changed, and neither a log nor a lock is left beside it: a service that runs, or
/// starts at this moment, is not disturbed.
/// </summary>
internal static class SqliteLook
{
    /// <returns>What was seen, for people.</returns>
    /// <exception cref="StoreUnusableException">The service could not open it.</exception>
    public static string At(string service, string folder, StateSchema schema)
    {
        var path = Path.Combine(folder, service + ".db");
        try
        {
            if (IsHeld(path + ".lock"))
            {
                return $"{path} is in the hands of a running process, so it was not opened; {StoreTrouble.RoomIn(folder)}";
            }

            if (!File.Exists(path))
            {
                return $"{path} is not there yet: {PlaceOf(folder)}";
            }

            using (new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                CheckVersion(path, schema);
            }

            return $"{path}, which no process has now, can be written; {StoreTrouble.RoomIn(folder)}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnusableException($"{path} cannot be written: {e.Message}", $"give this user the file and the folder of {StoreTrouble.Folder}, or name another");
        }
    }

    /// <summary>Asked by a shared lock that is gone within microseconds.</summary>
    private static bool IsHeld(string lockFile)
    {
        if (!File.Exists(lockFile))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return false;
        }
        catch (IOException e) when (SqliteEngine.IsHeld(e))
        {
            return true;
        }
    }

    /// <summary>A file that is gone with its handle tells whether the folder takes one.</summary>
    private static string PlaceOf(string folder)
    {
        if (!Directory.Exists(folder))
        {
            var parent = Path.GetDirectoryName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)) ?? folder;
            return Directory.Exists(parent) ? $"{folder} is made at the start" : throw new StoreUnusableException(
                $"there is no folder {folder}, and none to make it in", $"mount a volume there, or name a folder in {StoreTrouble.Folder}");
        }

        var trial = Path.Combine(folder, $".upgrades-{Guid.NewGuid():N}");
        using var file = new FileStream(trial, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        return $"it is made at the start; {StoreTrouble.RoomIn(folder)}";
    }

    /// <summary>As a file that nobody changes, so that SQLite leaves nothing beside it. What is still in a log is not seen: a version is older then, and well.</summary>
    private static void CheckVersion(string path, StateSchema schema)
    {
        var address = new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1";
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = address, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        var has = connection.ExecuteScalar<long>("select count(*) from sqlite_master where name = 'schema_version'") > 0;
        if (has && connection.ExecuteScalar<int>("select coalesce(max(version), 0) from schema_version") is var version && version > schema.Scripts.Count + 1)
        {
            throw NewerVersion(path, version, schema);
        }
    }

    public static StoreUnusableException NewerVersion(string place, int version, StateSchema schema) => new(
        string.Create(CultureInfo.InvariantCulture, $"{place} was written by a newer version of Upgrades (schema {version}, this one knows {schema.Scripts.Count + 1})"),
        "run that version again, or restore the store of this one");
}
