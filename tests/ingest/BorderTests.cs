namespace Upgrades.Tests.Ingest;

/// <summary>What a sender may cost.</summary>
public sealed class BorderTests : IDisposable
{
    private const string Post = $"POST /webhooks/diun HTTP/1.1\r\nHost: ingest\r\nAuthorization: Bearer {IngestHost.Secret}\r\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task a_sender_of_one_byte_a_second_is_cut_off_and_holds_nobody_up()
    {
        await using var ingest = await StartAsync(("Http:SlowGrace", "00:00:02"));
        using var slow = await RawConnection.OpenAsync(ingest.Address);
        await slow.SendAsync(Post + "Content-Length: 60000\r\n\r\n{");

        (await ingest.DetectAsync("a/one", "1.0")).Status.ShouldBe(202);
        var answer = slow.ReadToEndAsync();
        for (var bytes = 1; bytes < 50 && !answer.IsCompleted; bytes++)
        {
            await slow.SendAsync(" ");
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        }

        answer.IsCompleted.ShouldBeTrue();
        (await answer).ShouldStartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task a_body_without_end_is_refused_without_being_read()
    {
        await using var ingest = await StartAsync();
        using var endless = await RawConnection.OpenAsync(ingest.Address);
        await endless.SendAsync(Post + "Transfer-Encoding: chunked\r\n\r\n");
        var chunk = $"4000\r\n{new string(' ', 0x4000)}\r\n";

        var answer = endless.ReadToEndAsync();
        var chunks = 0;
        while (chunks < 2000 && !answer.IsCompleted && await endless.SendAsync(chunk))
        {
            chunks++;
        }

        // What is on its way when the answer comes fills buffers; 32 MB would be reading.
        chunks.ShouldBeLessThan(2000);
        (await answer).ShouldStartWith("HTTP/1.1 413");
    }

    [Fact]
    public async Task headers_that_never_end_are_not_waited_for()
    {
        await using var ingest = await StartAsync(("Http:HeadersTimeout", "00:00:01"));
        using var silent = await RawConnection.OpenAsync(ingest.Address);

        await silent.SendAsync(Post);

        (await silent.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 408");
    }

    [Theory]
    [InlineData(5000, 1, 1, 414)]
    [InlineData(1, 1, 20_000, 431)]
    [InlineData(1, 60, 1, 431)]
    public async Task a_request_line_and_headers_have_their_limits(int path, int headers, int headerLength, int status)
    {
        await using var ingest = await StartAsync();
        using var sender = await RawConnection.OpenAsync(ingest.Address);

        await sender.SendAsync($"POST /{new string('a', path)} HTTP/1.1\r\nHost: ingest\r\n");
        await sender.SendAsync(string.Concat(Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('b', headerLength)}\r\n")) + "\r\n");

        (await sender.ReadToEndAsync()).ShouldStartWith($"HTTP/1.1 {status}");
        (await ingest.DetectAsync("a/one", "1.0")).Status.ShouldBe(202);
    }

    [Fact]
    public async Task an_idle_connection_is_closed()
    {
        await using var ingest = await StartAsync(("Http:KeepAliveTimeout", "00:00:01"));
        using var idle = await RawConnection.OpenAsync(ingest.Address);

        await idle.SendAsync("GET /health/live HTTP/1.1\r\nHost: ingest\r\n\r\n");

        (await idle.ReadToEndAsync()).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task above_the_number_of_connections_the_next_one_is_closed_and_a_closed_one_makes_room()
    {
        await using var ingest = await StartAsync(("Http:MaxConnections", "10"));
        var connections = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RawConnection.OpenAsync(ingest.Address)));
        foreach (var connection in connections)
        {
            (await LiveAsync(connection)).ShouldStartWith("HTTP/1.1 200");
        }

        using (var eleventh = await RawConnection.OpenAsync(ingest.Address))
        {
            (await LiveAsync(eleventh)).ShouldBeEmpty();
        }

        connections[0].Dispose();
        await Eventually.TrueAsync(
            async () =>
            {
                using var next = await RawConnection.OpenAsync(ingest.Address);
                return (await LiveAsync(next)).Length > 0;
            },
            "room for another connection");
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
    }

    [Theory]
    [InlineData("Http:MaxBodyBytes", "10")]
    [InlineData("Http:SlowGrace", "00:00:01")]
    [InlineData("Http:MaxConnections", "0")]
    public async Task a_senseless_limit_ends_the_start(string name, string value) =>
        (await Should.ThrowAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync((name, value)))).Message.ShouldContain(
            "UPGRADES__" + name.ToUpperInvariant().Replace(":", "__", StringComparison.Ordinal));

    private static async Task<string> LiveAsync(RawConnection connection) =>
        await connection.SendAsync("GET /health/live HTTP/1.1\r\nHost: ingest\r\n\r\n") ? await connection.ReadHeadersAsync() : "";

    private Task<IngestHost> StartAsync(params IEnumerable<(string Name, string Value)> settings) =>
        IngestHost.StartAsync(_folder.Path, settings: settings.ToDictionary(s => s.Name, s => (string?)s.Value));
}
