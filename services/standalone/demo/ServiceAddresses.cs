namespace Upgrades.Standalone.Demo;

/// <summary>Where the services that people and DIUN speak to listen: three addresses, or one that is all of them.</summary>
internal sealed record ServiceAddresses(Uri Ingest, Uri Executor, Uri Notifier)
{
    public static ServiceAddresses One(Uri address) => new(address, address, address);
}
