using Upgrades.Contracts.Vocabulary;

namespace Upgrades.Repository.Catalogs;

/// <summary>Reads <c>proof</c>: what a complete backup Job has to show besides.</summary>
internal static class ProofReader
{
    /// <summary>Null when anything in it is wrong: half a proof would let through what the operator wants to be held back.</summary>
    public static BackupProof? Read(CatalogCursor cursor, CatalogNode node, string path)
    {
        var errors = cursor.Errors;
        var fields = new CatalogFields(cursor, node, path, "log_pattern", "min_bytes", "fresh_metric", "size_metric", "min_share_of_last", "scratch");
        var pattern = fields.Read("log_pattern", (n, p) => PatternReader.Read(cursor, n, p));
        var proof = new BackupProof
        {
            LogPattern = pattern?.Text,
            MinBytes = fields.Read("min_bytes", (n, p) => Bytes(cursor, n, p)),
            FreshMetric = fields.Text("fresh_metric"),
            SizeMetric = fields.Text("size_metric"),
            MinShareOfLast = fields.Number("min_share_of_last", 0.01, 1),
            Scratch = fields.Read("scratch", (n, p) => Scratch(cursor, n, p)),
        };
        if (proof == new BackupProof() && cursor.Errors == errors)
        {
            cursor.Error(path, node, "asks for nothing: needs log_pattern, fresh_metric, size_metric or scratch");
        }
        else if ((proof.MinBytes is not null || proof.MinShareOfLast is not null) && proof.SizeMetric is null && pattern?.Pattern.HasGroup("bytes") != true)
        {
            cursor.Error(path, node, $"has {(proof.MinBytes is null ? "min_share_of_last" : "min_bytes")}, and nothing that tells a size: needs a group (?<bytes>…) in log_pattern, or size_metric");
        }
        else if (proof is { SizeMetric: not null, MinBytes: null, MinShareOfLast: null })
        {
            cursor.Warn(path, node.Line, "has size_metric without min_bytes or min_share_of_last: any size will do");
        }
        else if (proof is { SizeMetric: not null, FreshMetric: null })
        {
            cursor.Warn(path, node.Line, "has size_metric without fresh_metric: the size may be that of an earlier backup");
        }

        return cursor.Errors == errors ? proof : null;
    }

    private static ScratchProof? Scratch(CatalogCursor cursor, CatalogNode node, string path)
    {
        var errors = cursor.Errors;
        var fields = new CatalogFields(cursor, node, path, "cron_job", "namespace", "log_pattern");
        var pattern = fields.Read("log_pattern", (n, p) => PatternReader.Read(cursor, n, p));
        if (fields.CronJob("cron_job", "namespace") is { } job)
        {
            return new ScratchProof { CronJob = job.CronJob, Namespace = job.Namespace, LogPattern = pattern?.Text };
        }

        if (cursor.Errors == errors)
        {
            cursor.Error(path, node, "needs cron_job and namespace");
        }

        return null;
    }

    private static long? Bytes(CatalogCursor cursor, CatalogNode node, string path)
    {
        if (cursor.Text(node, path, numbersToo: true) is not { } text)
        {
            return null;
        }

        if (ByteCount.TryParse(text, out var bytes) && bytes > 0)
        {
            return bytes;
        }

        cursor.Error(path, node, $"must be a number of bytes, as 1048576 or 10Mi, not '{text}'");
        return null;
    }
}
