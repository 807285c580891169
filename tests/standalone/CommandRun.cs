using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Upgrades.Standalone.Commands;

namespace Upgrades.Tests.Standalone;

/// <summary><c>scan</c> and <c>plan</c> as somebody types them, with what they print.</summary>
internal sealed record CommandRun(int Code, string Output, string Error)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Output);

    public static CommandRun Of(params string[] arguments) => With(new Dictionary<string, string?>(), arguments);

    /// <param name="settings">All there are: the environment of who runs the tests is none of our business.</param>
    public static CommandRun With(IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var root = new RootCommand { ScanCommand.Create(configuration), PlanCommand.Create(configuration) };
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = UsageExitCode.Of(root.Parse(arguments), new InvocationConfiguration { Output = output, Error = error });
        return new CommandRun(code, output.ToString(), error.ToString());
    }

    public static IReadOnlyList<string> Keys(JsonElement element) => [.. element.EnumerateObject().Select(p => p.Name)];
}
