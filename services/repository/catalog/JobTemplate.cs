namespace Upgrades.Repository.Catalogs;

/// <summary>A CronJob that the catalog names: an upgrade may make a Job of it.</summary>
/// <param name="LogIsRead">What its log says decides.</param>
public sealed record JobTemplate(string Namespace, string CronJob, bool LogIsRead);
