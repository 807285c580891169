using Upgrades.Sandbox.World;

namespace Upgrades.Tests.Pipeline.Data;

/// <summary>A real server with the database of a service and another one, and what the shipped templates are called for it.</summary>
internal abstract class DataServer : IAsyncDisposable
{
    public abstract string Wiki { get; }

    public abstract string Other { get; }

    /// <summary>What the catalog of the small world says of the service.</summary>
    public abstract FixtureDatabase Kind { get; }

    /// <summary>Folder of the template, and the beginning of its CronJobs' names.</summary>
    public abstract string Template { get; }

    public abstract string Image { get; }

    /// <summary>How a dump's file ends.</summary>
    public abstract string DumpEnding { get; }

    public abstract SeededMigration Migration { get; }

    /// <summary>What a Job needs to know that is elsewhere than its manifest says.</summary>
    public abstract Dictionary<string, string> Here(string dumps);

    public abstract Task RunAsync(string database, string statements);

    /// <summary>Schema, and all rows or their checksums.</summary>
    public abstract Task<string> StateAsync(string database);

    /// <summary>Names of all databases of the server that have to do with the service's.</summary>
    public abstract Task<IReadOnlyList<string>> DatabasesAsync();

    public abstract ValueTask DisposeAsync();
}
