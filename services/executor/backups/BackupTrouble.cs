using System.Net;
using System.Text.Json;

namespace Upgrades.Executor.Backups;

/// <summary>What a refusal of the Kubernetes API means for a Job: what to fix, or null when waiting helps.</summary>
internal static class BackupTrouble
{
    private const int LongestWords = 300;

    public static string? OfStart(HttpStatusCode status, string? body, JobOrder order) => status switch
    {
        HttpStatusCode.NotFound =>
            $"there is no CronJob {order.Namespace}/{order.CronJob}: correct the catalog ({order.Purpose switch { "restore" => "services.STACK.restore", "scratch" => "proof.scratch", _ => "backup_infrastructure, db_backed_services" }}) or create it",
        // The API refuses for want of room, by a policy and for want of rights with the same status; only the words differ.
        HttpStatusCode.Forbidden when Says(body, "exceeded quota") =>
            $"the quota of namespace {order.Namespace} leaves no room for a {order.Purpose} Job: {Words(body)}",
        HttpStatusCode.Forbidden when Says(body, "admission webhook") || Says(body, "violates PodSecurity") =>
            $"a policy of the cluster refuses the Job made from CronJob {order.Namespace}/{order.CronJob}: {Words(body)}",
        HttpStatusCode.Forbidden =>
            $"the service account may not get CronJobs and create Jobs in {order.Namespace}: {Words(body)}",
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest =>
            $"the Job made from CronJob {order.Namespace}/{order.CronJob} was not accepted: {Words(body)}",
        _ => null,
    };

    public static string? OfLook(HttpStatusCode status, string? body, JobOrder order) => status switch
    {
        HttpStatusCode.NotFound => $"{order.Purpose} Job {order.Namespace}/{order.Job} is gone, and nobody saw how it ended",
        HttpStatusCode.Forbidden => $"the service account may not get Jobs in {order.Namespace}: {Words(body)}",
        _ => null,
    };

    public static string? OfLog(HttpStatusCode status, string? body, JobOrder order) => status switch
    {
        HttpStatusCode.Forbidden => $"the service account may not list pods and get pods/log in {order.Namespace}: {Words(body)}",
        _ => null,
    };

    private static bool Says(string? body, string words) => body?.Contains(words, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The message of a Status object, else the body itself.</summary>
    private static string Words(string? body)
    {
        var text = body ?? "";
        try
        {
            using var document = JsonDocument.Parse(text);
            text = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("message", out var message) ? message.ToString() : text;
        }
        catch (JsonException)
        {
            // A proxy's page: its beginning is better than nothing.
        }

        return text.Length <= LongestWords ? text : text[..LongestWords] + "…";
    }
}
