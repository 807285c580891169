using Upgrades.Benchmarks;

return args switch
{
    ["bulk", .. var sizes] => await BulkRun.RunAsync([.. (sizes.Length > 0 ? sizes : ["12", "200"]).Select(int.Parse)]),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        dotnet run -c Release --project tests/benchmarks -- bulk [SIZE …]

        bulk   bulk runs of 12 and 200 services: wall time over the critical path of the simulated waits, CPU seconds per upgrade
        """);
    return 2;
}
