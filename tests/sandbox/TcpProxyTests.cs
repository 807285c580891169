using System.Net;
using System.Net.Sockets;
using System.Text;
using Upgrades.Sandbox.Servers;

namespace Upgrades.Tests.Sandbox;

public sealed class TcpProxyTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private TcpProxy _wire = null!;
    private Socket _near = null!;
    private Socket _far = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _wire = new TcpProxy(((IPEndPoint)_server.LocalEndpoint).Port);
        _near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await _near.ConnectAsync(IPAddress.Loopback, _wire.Port);
        _far = await _server.AcceptSocketAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _near.Dispose();
        _far.Dispose();
        await _wire.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task what_is_said_arrives_in_both_directions()
    {
        await _near.SendAsync("question"u8.ToArray());
        (await ReadAsync(_far)).ShouldBe("question");
        await _far.SendAsync("answer"u8.ToArray());
        (await ReadAsync(_near)).ShouldBe("answer");
    }

    [Fact]
    public async Task a_held_answer_arrives_when_it_is_released_and_questions_go_on()
    {
        _wire.HoldAnswers();
        await _far.SendAsync("answer"u8.ToArray());
        var answer = ReadAsync(_near);
        await _near.SendAsync("question"u8.ToArray());
        (await ReadAsync(_far)).ShouldBe("question");
        answer.IsCompleted.ShouldBeFalse();

        _wire.ReleaseAnswers();

        (await answer).ShouldBe("answer");
    }

    [Fact]
    public async Task a_cut_wire_is_broken_on_both_sides()
    {
        _wire.Cut();

        (await EndAsync(_near)).ShouldBe(0);
        (await EndAsync(_far)).ShouldBe(0);
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer));
    }

    /// <summary>A reset is as good an end as a proper one.</summary>
    private static async Task<int> EndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
