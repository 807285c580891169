using System.Net;
using System.Text.Json;

namespace Upgrades.Executor.Backups;

/// <summary>What a refusal of the Kubernetes API means for a backup: what to fix, or null when waiting helps.</summary>
internal static class BackupTrouble
{
    private const int LongestWords = 300;

    public static string? OfStart(HttpStatusCode status, string? body, BackupRow row) => status switch
    {
        HttpStatusCode.NotFound =>
            $"there is no CronJob {row.Namespace}/{row.CronJob}: correct the catalog (backup_infrastructure, db_backed_services) or create it",
        // The API refuses for want of room, by a policy and for want of rights with the same status; only the words differ.
        HttpStatusCode.Forbidden when Says(body, "exceeded quota") =>
            $"the quota of namespace {row.Namespace} leaves no room for a backup Job: {Words(body)}",
        HttpStatusCode.Forbidden when Says(body, "admission webhook") || Says(body, "violates PodSecurity") =>
            $"a policy of the cluster refuses the Job made from CronJob {row.Namespace}/{row.CronJob}: {Words(body)}",
        HttpStatusCode.Forbidden =>
            $"the service account may not get CronJobs and create Jobs in {row.Namespace}: {Words(body)}",
        HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest =>
            $"the Job made from CronJob {row.Namespace}/{row.CronJob} was not accepted: {Words(body)}",
        _ => null,
    };

    public static string? OfLook(HttpStatusCode status, string? body, BackupRow row) => status switch
    {
        HttpStatusCode.NotFound => $"backup Job {row.Namespace}/{row.Job} is gone, and nobody saw how it ended",
        HttpStatusCode.Forbidden => $"the service account may not get Jobs in {row.Namespace}: {Words(body)}",
        _ => null,
    };

    public static string? OfLog(HttpStatusCode status, string? body, BackupRow row) => status switch
    {
        HttpStatusCode.Forbidden => $"the service account may not list pods and get pods/log in {row.Namespace}: {Words(body)}",
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
