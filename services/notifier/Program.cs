using Upgrades.Hosting;
using Upgrades.Notifier;

return await UpgradesHost.RunAsync(args, NotifierService.Definition);
