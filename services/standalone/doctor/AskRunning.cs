using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Doctor;

/// <summary>Has the services that run try what they need: with their pods' settings, secrets and rights, and from where they are.</summary>
/// <param name="client">How each is spoken to.</param>
internal sealed class AskRunning(IReadOnlyList<string> services, Func<string, OperatorClient> client)
{
    private const string Path = "dependencies/try";

    /// <exception cref="WrongInputException">Nobody has said where a service is.</exception>
    public async Task RunAsync(DoctorReport report, ProgressLine progress, CancellationToken cancellationToken)
    {
        List<(string Service, OperatorClient Client)> clients = [.. services.Select(s => (s, client(s)))];
        try
        {
            // One address may be all of them.
            var asking = clients.GroupBy(c => c.Client.Address).Select(at => AskAsync([.. at.Select(c => c.Service)], at.First().Client, cancellationToken)).ToList();
            while (asking.Count > 0)
            {
                progress.Say($"Services try what they need, {asking.Count} to come");
                var ended = await Task.WhenAny(asking);
                asking.Remove(ended);
                var findings = await ended;
                progress.Clear();
                foreach (var finding in findings)
                {
                    report.Tell(finding);
                }
            }
        }
        finally
        {
            clients.ForEach(c => c.Client.Dispose());
        }
    }

    private static async Task<IReadOnlyList<Finding>> AskAsync(IReadOnlyList<string> wanted, OperatorClient client, CancellationToken cancellationToken)
    {
        try
        {
            var answer = (await client.SendAsync(HttpMethod.Post, Path, body: null, cancellationToken)).As<Finding[]>().Where(f => wanted.Contains(f.Service)).ToList();
            return [.. answer, .. wanted.Where(s => answer.TrueForAll(f => f.Service != s)).Select(s => Missing(s, client))];
        }
        catch (OperatorException e)
        {
            return [.. wanted.Select(s => new Finding(s, "service", Finding.Failed, e.Message, $"see whether it runs, and whether its address (UPGRADES_{s.ToUpperInvariant()}_URL, or UPGRADES_URL) and UPGRADES_TOKEN are right"))];
        }
        catch (System.Text.Json.JsonException)
        {
            return [.. wanted.Select(s => Missing(s, client))];
        }
    }

    private static Finding Missing(string service, OperatorClient client) => new(
        service, "service", Finding.Failed, $"{client.Place} is not the {service}", $"say in UPGRADES_{service.ToUpperInvariant()}_URL where it is");
}
