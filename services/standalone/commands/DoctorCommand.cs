using System.CommandLine;
using Upgrades.Hosting.Settings;
using Upgrades.Standalone.Doctor;

namespace Upgrades.Standalone.Commands;

/// <summary><c>upgrades doctor</c>: is everything there that services need, and what is to be done where it is not?</summary>
internal static class DoctorCommand
{
    private const int UsualPatience = 60;

    /// <summary>A service tries its own probes in time; this is for one that does not.</summary>
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(30);

    /// <param name="settings">In place of the environment's <c>UPGRADES__…</c>.</param>
    /// <param name="environment">In place of the environment.</param>
    /// <param name="clock">In place of the system's.</param>
    public static Command Create(IConfiguration? settings = null, Func<string, string?>? environment = null, TimeProvider? clock = null)
    {
        var to = new OperatorArguments(environment, "One JSON object, at the end.");
        var service = new Option<string[]>("--service") { Description = "This one alone; more than once for several." };
        service.AcceptOnlyFromAmong([.. AllServices.Definitions.Select(d => d.Name)]);
        var running = new Option<bool>("--running") { Description = "Has the running services try it (--url, UPGRADES_URL, UPGRADES_INGEST_URL …)." };
        var timeout = new Option<int>("--timeout") { Description = "Seconds that each thing tried may take.", DefaultValueFactory = _ => UsualPatience };
        timeout.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 600)
            {
                r.AddError("--timeout is from 1 to 600 seconds.");
            }
        });
        var command = to.AddTo(new Command("doctor",
            """
            Tries every credential, permission and address that the services need, and says
            what to do where one does not work. Changes nothing, and posts nothing.

            Settings and secrets are those of the environment, as for serve; values are
            never shown. Services that run are not disturbed: no queue is read, no store of
            theirs opened, and the repository is fetched into a folder that is deleted. What
            only a pod may do is told by --running, which asks the services themselves.

            Exit code 0 when all that is set works, 1 when something failed, 2 when settings
            are wrong, 130 after Ctrl-C.

            Examples:
              upgrades doctor
              upgrades doctor --service executor --service verifier
              upgrades doctor --json | jq '.findings[] | select(.verdict == "failed")'
              UPGRADES_URL=http://upgrades:8080 UPGRADES_TOKEN=… upgrades doctor --running
            """) { service, running, timeout });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var patience = TimeSpan.FromSeconds(parsed.GetValue(timeout));
            var wanted = AllServices.Definitions.Where(d => parsed.GetValue(service) is not { Length: > 0 } only || only.Contains(d.Name)).ToList();
            var report = new DoctorReport(output, to.WantsJson(parsed));
            try
            {
                using var progress = new ProgressLine(error, Terminal.IsError(parsed.InvocationConfiguration));
                await (parsed.GetValue(running)
                    ? new AskRunning([.. wanted.Select(w => w.Name)], s => to.Client(parsed, s, patience + Longer)).RunAsync(report, progress, cancellationToken)
                    : new TryBeside(wanted, settings ?? FromEnvironment(), patience, clock ?? TimeProvider.System).RunAsync(report, progress, cancellationToken));
            }
            catch (WrongInputException e)
            {
                await error.WriteLineAsync(Terminal.Harmless(e.Message));
                return UsageExitCode.WrongUsage;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                await error.WriteLineAsync("Stopped.");
                return UsageExitCode.Interrupted;
            }

            report.End();
            return report.ExitCode;
        });
        return command;
    }

    /// <summary>Without the secrets that stand elsewhere: where those are not there, that is what a doctor has to tell.</summary>
    private static IConfigurationRoot FromEnvironment() => new ConfigurationBuilder().AddEnvironmentVariables(SettingsRegistration.Prefix).Build();
}
