using Upgrades.Executor;
using Upgrades.Hosting;

return await UpgradesHost.RunAsync(args, ExecutorService.Definition);
