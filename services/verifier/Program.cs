using Upgrades.Hosting;
using Upgrades.Verifier;

return await UpgradesHost.RunAsync(args, VerifierService.Definition);
