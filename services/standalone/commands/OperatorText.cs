using System.Globalization;
using System.Text.Json;

namespace Upgrades.Standalone.Commands;

/// <summary>How the operator's verbs show what a service answered.</summary>
internal static class OperatorText
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static T As<T>(this JsonElement answer) => answer.Deserialize<T>(Web) ?? throw new OperatorException("The service answered with nothing.");

    public static string Utc(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>As it is written in Terraform, mostly; every spelling is taken back.</summary>
    public static string ShortImage(string canonical) =>
        canonical.StartsWith("docker.io/library/", StringComparison.Ordinal) ? canonical["docker.io/library/".Length..]
        : canonical.StartsWith("docker.io/", StringComparison.Ordinal) ? canonical["docker.io/".Length..] : canonical;

    /// <summary>Names in a column, values beside them.</summary>
    public static async Task WriteFactsAsync(this TextWriter output, params (string Name, string Value)[] facts)
    {
        var indent = facts.Max(f => f.Name.Length) + 2;
        foreach (var (name, value) in facts)
        {
            foreach (var line in TextWidth.Wrap(name.PadRight(indent) + Terminal.Harmless(value), indent))
            {
                await output.WriteLineAsync(line.TrimEnd());
            }
        }
    }

    public static async Task SayAsync(this TextWriter output, string line)
    {
        foreach (var part in TextWidth.Wrap(Terminal.Harmless(line), indent: 2))
        {
            await output.WriteLineAsync(part);
        }
    }
}
