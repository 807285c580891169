using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;
using Upgrades.Standalone.Processes;

namespace Upgrades.Benchmarks;

/// <summary>Ingest as a process of its own on a real broker, and senders of DIUN's webhooks.</summary>
internal sealed class IngestUnderLoad : IAsyncDisposable
{
    private const string Secret = "secret-of-the-benchmark";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("upgrades-benchmark-").FullName;
    private readonly ServiceProcess _process;
    private readonly HttpClient _http;

    private IngestUnderLoad(Uri broker, int limit)
    {
        _process = ServiceProcess.Of("ingest", new Dictionary<string, string>
        {
            ["Ingest:Secret"] = Secret,
            ["Ingest:Limit"] = limit.ToString(CultureInfo.InvariantCulture),
            ["Bus:Url"] = broker.ToString(),
            ["State:Folder"] = _folder,
            ["Log:Level"] = "Warning",
        });
        _http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = _process.Address };
    }

    /// <param name="limit">Updates admitted at once; the rest is held.</param>
    public static async Task<IngestUnderLoad> StartAsync(Uri broker, int limit)
    {
        var ingest = new IngestUnderLoad(broker, limit);
        ingest._process.Start();
        var started = Stopwatch.GetTimestamp();
        while (!await ingest._process.IsReadyAsync(ingest._http))
        {
            if (Stopwatch.GetElapsedTime(started) > StartLimit || ingest._process.HasExited)
            {
                throw new TimeoutException($"ingest did not become ready.\n{ingest._process.LastLines()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        return ingest;
    }

    /// <returns>Milliseconds until the answer, which must be 202.</returns>
    public async Task<double> SendAsync(string image, string tag)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/diun") { Content = new StringContent(Body(image, tag), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        using var answer = await _http.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.Accepted
            ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
            : throw new InvalidOperationException($"{(int)answer.StatusCode} instead of 202.\n{_process.LastLines()}");
    }

    /// <summary>As fast as this many senders get their answers.</summary>
    /// <returns>Webhooks per second.</returns>
    public async Task<double> SendAllAsync(int from, int to, int senders)
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = senders }, async (i, _) => await SendAsync($"registry.example/team/service-{i}", $"1.{i % 100}.0"));
        return (to - from) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Read from the file itself: what the service says is not the proof.</summary>
    public async Task<long> CountAsync(string table, string where)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, "ingest.db"), Pooling = false }.ToString());
        await connection.OpenAsync();
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Text of this file.
        command.CommandText = $"select count(*) from {table} where {where}";
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Resident memory of the service's process, in MiB.</summary>
    public async Task<double> ResidentAsync()
    {
        var line = (await File.ReadAllLinesAsync($"/proc/{_process.Id}/status")).Single(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Body(string image, string tag) =>
        $$$"""
        {"diun_version":"4.33.0","hostname":"diun-7c9d","status":"new","provider":"kubernetes","image":"{{{image}}}:{{{tag}}}","hub_link":"",
         "mime_type":"application/vnd.oci.image.index.v1+json","digest":"sha256:0fb0a3ee6ea2c17aba9cac1d8d1cd4f5b5e3f2e1d0c9b8a7968574635241302f",
         "created":"2026-08-01T10:11:12Z","platform":"linux/amd64","metadata":{"pod_name":"service-5d8","pod_namespace":"service","ctn_name":"service",
         "ctn_command":"","pod_createdat":"2026-07-01 09:00:00 +0000 UTC","pod_status":"{{{new string('s', 2000)}}}"}}
        """;
}
