using Upgrades.Hosting;
using Upgrades.Hosting.Probes;
using Upgrades.Hosting.Secrets;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Doctor;

/// <summary>Tries everything that services with these settings would need, from here and without running them.</summary>
/// <param name="given">Settings, before the secrets that stand elsewhere.</param>
internal sealed class TryBeside(IReadOnlyList<ServiceDefinition> services, IConfiguration given, TimeSpan patience, TimeProvider clock)
{
    /// <exception cref="OperationCanceledException"/>
    public async Task RunAsync(DoctorReport report, ProgressLine progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-doctor-");
        try
        {
            if (await ReadSecretsAsync(report, progress, cancellationToken) is not { } settings)
            {
                return;
            }

            settings = Beside(settings, folder.FullName);
            if (await ServicesBeside.WrongAsync(services, settings, folder.FullName) is { Count: > 0 } wrong)
            {
                report.TellWrong(wrong);
                return;
            }

            await TryAsync(settings, folder.FullName, report, progress, cancellationToken);
        }
        finally
        {
            Delete(folder);
        }
    }

    private async Task<IConfiguration?> ReadSecretsAsync(DoctorReport report, ProgressLine progress, CancellationToken cancellationToken)
    {
        SecretsLook secrets;
        try
        {
            progress.Say("Reading secrets");
            secrets = await SecretsLook.AtAsync(given, clock, cancellationToken);
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            report.TellWrong([.. e.Failures]);
            return null;
        }

        progress.Clear();
        report.Hide = secrets.Values;
        foreach (var result in secrets.Results)
        {
            report.Tell(Finding.Of(Finding.OfSettings, result));
        }

        report.Tell(secrets.Sources);
        if (secrets.Settings is null)
        {
            report.Note("Nothing else was tried: no service starts without its secrets.");
        }

        return secrets.Settings;
    }

    private async Task TryAsync(IConfiguration settings, string folder, DoctorReport report, ProgressLine progress, CancellationToken cancellationToken)
    {
        var witness = new ClockWitness(clock);
        await using var beside = ServicesBeside.Build(services, settings, folder, registered => registered.ConfigureHttpClientDefaults(c => c.AddHttpMessageHandler(witness.Handler)));
        report.Tell(Finding.Of(Finding.OfSettings, ProbeResult.Works("options", $"valid for {string.Join(", ", services.Select(s => s.Name))}")));
        NoteUnread(settings, beside.Sections, report);
        var trying = beside.TryAll(cancellationToken).ToList();
        while (trying.Count > 0)
        {
            progress.Say($"Trying, {trying.Count} to come");
            var ended = await Task.WhenAny(trying).WaitAsync(cancellationToken);
            trying.Remove(ended);
            var tried = await ended;
            progress.Clear();
            foreach (var result in tried.Results)
            {
                report.Tell(Finding.Of(tried.Service, result));
            }
        }

        report.Tell(Finding.Of(Finding.OfSettings, ClockSkew.Judge(witness.Ahead)));
    }

    /// <summary>Where all five are tried, a section that none of them reads is a misspelt one.</summary>
    private void NoteUnread(IConfiguration settings, IReadOnlyList<string> read, DoctorReport report)
    {
        foreach (var section in services.Count < AllServices.Definitions.Count ? [] : settings.GetChildren().Where(s => !read.Contains(s.Key, StringComparer.OrdinalIgnoreCase)))
        {
            report.Note($"UPGRADES__{section.Key.ToUpperInvariant()}…: nobody reads this section. Is it misspelt? There are {string.Join(", ", read.Select(r => r.ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal))}");
        }
    }

    /// <summary>The services' own mirror is in use, and so is the time that each probe may take.</summary>
    private IConfiguration Beside(IConfiguration settings, string folder) => new ConfigurationBuilder().AddConfiguration(settings).AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Repository:MirrorFolder"] = Path.Combine(folder, "mirror"),
        ["Probes:Timeout"] = patience.ToString(),
    }).Build();

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A call that does not end still writes there; the system clears its temporary folder.
        }
    }
}
