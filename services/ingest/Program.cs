using Upgrades.Hosting;
using Upgrades.Ingest;

return await UpgradesHost.RunAsync(args, IngestService.Definition);
