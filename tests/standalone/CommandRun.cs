using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Standalone;

/// <summary>Verbs as somebody types them, with what they print.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    public static CommandRun Of(params string[] arguments) => With(new Dictionary<string, string?>(), arguments);

    /// <param name="settings">All there are: the environment of who runs the tests is none of our business.</param>
    public static CommandRun With(IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return Of(new RootCommand { ScanCommand.Create(configuration), PlanCommand.Create(configuration), CatalogCommand.Create(configuration) }, arguments);
    }

    /// <summary>Verbs that look at a repository and speak to services.</summary>
    /// <param name="environment">All there is of it.</param>
    /// <param name="answer">What a person types when asked; null: nobody is there.</param>
    public static CommandRun Sending(
        IReadOnlyDictionary<string, string?> settings, IReadOnlyDictionary<string, string> environment, string? answer, IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        using var input = new StringReader(answer ?? "");
        return Of(
            new RootCommand
            {
                ScanCommand.Create(configuration, environment.GetValueOrDefault),
                ReplayCommand.Create(configuration, environment.GetValueOrDefault, new Confirmation(input, answer is not null)),
            },
            [.. arguments],
            cancellationToken);
    }

    /// <param name="environment">All there is of it.</param>
    public static CommandRun Operating(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        Func<string, string?> get = name => environment.GetValueOrDefault(name);
        var root = new RootCommand { RateLimitCommand.Create(get), QuarantineCommand.Create(get) };
        foreach (var verb in PauseCommands.Create(get).Concat(HoldCommands.Create(get)).Concat(UpgradeCommands.Create(get)))
        {
            root.Add(verb);
        }

        return Of(root, arguments);
    }

    /// <param name="environment">All there is of it.</param>
    public static CommandRun TokenExpiry(IReadOnlyDictionary<string, string> environment, TimeProvider time, params string[] arguments) =>
        Of(new RootCommand { TokenExpiryCommand.Create(environment.GetValueOrDefault, time) }, arguments);

    /// <param name="settings">All there are.</param>
    /// <param name="environment">All there is besides.</param>
    public static CommandRun Doctor(IReadOnlyDictionary<string, string?> settings, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Of(new RootCommand { DoctorCommand.Create(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), environment.GetValueOrDefault) }, ["doctor", .. arguments]);

    /// <param name="environment">All there is of it.</param>
    public static CommandRun Settings(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        Of(new RootCommand { SettingsCommand.Create(environment) }, arguments);

    private static CommandRun Of(RootCommand root, string[] arguments, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, Error = error };
        var parsed = root.Parse(arguments);
        var code = cancellationToken.CanBeCanceled ? parsed.InvokeAsync(configuration, cancellationToken).GetAwaiter().GetResult() : UsageExitCode.Of(parsed, configuration);
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    public static IReadOnlyList<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
