using System.Text.Json;
using System.Text.Json.Serialization;

namespace Upgrades.Verifier.Ci;

/// <summary>Woodpecker's JSON. 2.x says <c>created_at</c> where 3.x says <c>created</c>; anything else may be missing or null.</summary>
internal static class PipelineJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <exception cref="JsonException">It is not what Woodpecker would say.</exception>
    public static T? Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options);

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    internal sealed record RepositoryBody(long Id, string? FullName, string? DefaultBranch, string? CloneUrl, bool? Active);

    internal sealed record LogBody(string? Data, int Type);

    internal sealed record ManualBody(string Branch, string Message);

    internal sealed record PipelineBody
    {
        public int Number { get; init; }
        public string? Event { get; init; }
        public string? Status { get; init; }
        public string? Commit { get; init; }
        public string? Branch { get; init; }
        public long? Created { get; init; }
        public long? CreatedAt { get; init; }
        public CancelBody? CancelInfo { get; init; }
        public IReadOnlyList<ErrorBody?>? Errors { get; init; }
        public IReadOnlyList<WorkflowBody?>? Workflows { get; init; }

        public Pipeline ToPipeline() => new()
        {
            Number = Number,
            Event = Event ?? "",
            Status = Status ?? "",
            Commit = Commit ?? "",
            Branch = Branch ?? "",
            Created = DateTimeOffset.FromUnixTimeSeconds(Created ?? CreatedAt ?? 0),
            SupersededBy = CancelInfo?.SupersededBy is > 0 and var number ? number : null,
            Errors = [.. (Errors ?? []).OfType<ErrorBody>().Where(e => !e.IsWarning).Select(e => e.Message ?? e.Type ?? "an error without words")],
            Workflows = [.. (Workflows ?? []).OfType<WorkflowBody>().Select(w => w.ToWorkflow())],
        };
    }

    internal sealed record CancelBody(int? SupersededBy);

    internal sealed record ErrorBody
    {
        public string? Type { get; init; }
        public string? Message { get; init; }
        [JsonPropertyName("is_warning")]
        public bool IsWarning { get; init; }
    }

    internal sealed record WorkflowBody(string? Name, string? State, string? Error, IReadOnlyList<StepBody?>? Children)
    {
        public Workflow ToWorkflow() => new(
            Name ?? "", State ?? "", Error, [.. (Children ?? []).OfType<StepBody>().Select(s => new PipelineStep(s.Id, s.Name ?? "", s.State ?? "", s.ExitCode, s.Error))]);
    }

    internal sealed record StepBody(long Id, string? Name, string? State, int ExitCode, string? Error);
}
