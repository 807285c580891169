using System.Text.Json;
using System.Text.RegularExpressions;
using MassTransit;
using Upgrades.Contracts;
using Upgrades.Hosting.Text;

namespace Upgrades.Hosting.Bus;

/// <summary>
/// Why a message could not be handled, for somebody who typed it: names the field and what belongs there instead of classes of ours.
/// </summary>
internal static partial class FaultReason
{
    public static string Of(Exception exception, ReceiveContext context, Type eventType) => OutsideLines.Line(Causes(exception).Select(cause => cause switch
    {
        _ when context.Body.Length == 0 => $"The body is empty; {Expected(eventType)}.",
        _ when IsNull(context.Body) => $"The body is null; {Expected(eventType)}.",
        NotThisEventException => $"It is an envelope around another event; {Expected(eventType)}.",
        ArgumentNullException { ParamName: "envelope" } => $"The envelope has no message in it. A body without an envelope has the content type application/json or none; {Expected(eventType)}.",
        JsonException json => $"{eventType.Name}: {Of(json, eventType)}",
        _ => null,
    }).FirstOrDefault(reason => reason is not null) ?? exception.GetBaseException().Message);

    private static string Of(JsonException exception, Type eventType)
    {
        var field = FieldPath().Match(exception.Path ?? "") is { Success: true } path ? path.Groups[1].Value : "";
        if (Missing().Match(exception.Message) is { Success: true } missing)
        {
            var names = Quoted().Matches(missing.Groups[1].Value).Select(m => m.Groups[1].Value).ToList();
            return $"missing {(names.Count == 1 ? "field" : "fields")} {string.Join(", ", names)}{(field.Length > 0 ? " in " + field : "")}.";
        }

        if (Null().Match(exception.Message) is { Success: true } isNull)
        {
            return $"{(field.Length > 0 ? field : isNull.Groups[1].Value)} must not be null.";
        }

        if (Causes(exception).Any(cause => cause is not JsonException && cause.Message.Contains("UTF-8", StringComparison.Ordinal)))
        {
            return $"{field} is not valid UTF-8.";
        }

        if (Conversion().Match(exception.Message) is { Success: true } conversion)
        {
            return field.Length == 0 ? $"the body is no JSON object; {Expected(eventType)}." : $"{field} {Wanted(conversion.Groups[1].Value)}.";
        }

        return $"{(field.Length > 0 ? field + ": " : "")}{Place().Replace(exception.Message, "")}{(exception.LineNumber is { } line ? $" Line {line + 1}, byte {exception.BytePositionInLine + 1}." : "")}";
    }

    private static bool IsNull(MessageBody body) => body.Length < 20 && body.GetBytes().AsSpan().Trim(" \r\n\t"u8).SequenceEqual("null"u8);

    private static string Expected(Type eventType) => $"expected a JSON object of {eventType.Name}";

    private static string Wanted(string type)
    {
        var name = Nullable().Match(type) is { Success: true } nullable ? nullable.Groups[1].Value : type;
        return name switch
        {
            "System.Guid" => "must be a UUID (0f8fad5b-d9cb-469f-a165-70867728950e)",
            "System.DateTimeOffset" => "must be a time (2026-01-31T12:00:00Z)",
            "System.TimeSpan" => "must be a duration (00:10:00)",
            "System.String" => "must be text in quotes",
            "System.Boolean" => "must be true or false",
            "System.Int32" or "System.Int64" => "must be a whole number",
            _ when typeof(EventJson).Assembly.GetType(name) is { IsEnum: true } choices => $"must be one of {string.Join(", ", Enum.GetValues(choices).Cast<object>().Select(c => JsonSerializer.Serialize(c, choices).Trim('"')))}",
            _ when name.StartsWith("System.Collections.", StringComparison.Ordinal) || name.EndsWith("[]", StringComparison.Ordinal) => "must be a list",
            _ => "must be a JSON object",
        };
    }

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    [GeneratedRegex(@"\A\$\.(.+)\z")]
    private static partial Regex FieldPath();

    [GeneratedRegex(@"was missing required properties including: (.+?)\.(?: Path:|\z)", RegexOptions.Singleline)]
    private static partial Regex Missing();

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\AThe property or field '([^']+)' on type .+ doesn't allow setting null values")]
    private static partial Regex Null();

    [GeneratedRegex(@"\AThe JSON value could not be converted to (.+?)\.(?: Path:|\z)")]
    private static partial Regex Conversion();

    [GeneratedRegex(@"\ASystem\.Nullable`1\[(.+)\]\z")]
    private static partial Regex Nullable();

    [GeneratedRegex(@" Path: .*\z| LineNumber: .*\z", RegexOptions.Singleline)]
    private static partial Regex Place();
}
