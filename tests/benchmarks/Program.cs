using System.Globalization;
using Upgrades.Benchmarks;

return args switch
{
    ["bulk", .. var sizes] => await BulkRun.RunAsync([.. (sizes.Length > 0 ? sizes : ["12", "200"]).Select(int.Parse)]),
    ["commit"] => await CommitRun.RunAsync(),
    ["engine"] => EngineRun.Run(),
    ["five", .. var count] => await FiveRun.RunAsync(count.Length > 0 ? int.Parse(count[0]) : 200),
    ["ingest"] => await IngestRun.RunAsync(),
    ["notes"] => NotesRun.Run(),
    ["push", .. var counts] => await PushRun.RunAsync(Count(counts, 0), Count(counts, 1)),
    ["verifications", .. var count] => await VerificationsRun.RunAsync(count.Length > 0 ? int.Parse(count[0]) : 1000),
    ["verifier-world", var stacks, var namespaces, var origin, var scale] => await VerifierWorld.RunAsync(
        int.Parse(stacks), int.Parse(namespaces), DateTimeOffset.Parse(origin, CultureInfo.InvariantCulture), double.Parse(scale, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Count(string[] counts, int index) => counts.Length > index ? int.Parse(counts[index]) : 50;

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/benchmarks -- NAME …

        bulk [SIZE …]              bulk runs of 12 and 200 services: wall time over the critical path of the simulated waits,
                                   CPU seconds per upgrade
        commit                     one edit in a repository of 2,000 files, committed and pushed over smart HTTP: over git's own plumbing
                                   commands; and the part without the network
        engine                     a generated repository of 440 files: parse, graph and all sites in a warm process, over the reading
                                   of the same bytes; and of 10,000 files, whether the cost per file stays
        five [COUNT]               the five as published processes on RabbitMQ: time to ready, and memory resident after 200 upgrades
        ingest                     500 webhooks in 5 s: stored, latency; accepted per second over the store's own commits per second;
                                   memory over 100,000
        notes                      honest and hostile release notes of 250 KB and 4 MB: whether the cost per byte stays, and how much
                                   dearer than honest ones the worst are
        push [UPGRADES [FOREIGN]]  50 upgrades pushed at once by one executor over smart HTTP while 50 foreign commits arrive:
                                   landed, duplicates, time
        verifications [COUNT]      1,000 verifications in their window, five in a namespace: CPU, memory and calls to the outside for a
                                   round in which each is looked at once
        """);
    return 2;
}
