using Upgrades.Analyzer;
using Upgrades.Hosting;

return await UpgradesHost.RunAsync(args, AnalyzerService.Definition);
