using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Upgrades.Sandbox.Servers;

/// <summary>A wire between programs and a server that can be cut, slowed down, or made to keep back what the server answers.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _held;

    /// <param name="serverPort">On loopback; nothing need listen there yet.</param>
    public TcpProxy(int serverPort)
    {
        _server = new IPEndPoint(IPAddress.Loopback, serverPort);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How long each piece of data is under way, in either direction (system clock).</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>From now on nothing that the server says arrives, until <see cref="ReleaseAnswers"/>.</summary>
    public void HoldAnswers() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReleaseAnswers() => Interlocked.Exchange(ref _held, null)?.TrySetResult();

    /// <summary>Breaks every connection that is open now, without a word.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets.Keys)
        {
            Close(socket);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        ReleaseAnswers();
        Cut();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConnectAsync(await _listener.AcceptSocketAsync(_stopping.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ConnectAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        (_sockets[near], _sockets[far]) = (0, 0);
        try
        {
            await far.ConnectAsync(_server, _stopping.Token);
            await Task.WhenAny(CarryAsync(near, far, answers: false), CarryAsync(far, near, answers: true));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The server is away, and so the near side is told.
        }
        finally
        {
            Close(near);
            Close(far);
        }
    }

    private async Task CarryAsync(Socket from, Socket to, bool answers)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            int length;
            while ((length = await from.ReceiveAsync(buffer)) > 0)
            {
                if (answers && _held is { } held)
                {
                    await held.Task;
                }

                if (Delay is { Ticks: > 0 } delay)
                {
                    await Task.Delay(delay, TimeProvider.System);
                }

                for (var sent = 0; sent < length;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One side is gone; the other is closed by the caller.
        }
    }

    private void Close(Socket socket)
    {
        if (_sockets.TryRemove(socket, out _))
        {
            // No time to linger: the other side sees a reset, as when a machine is gone.
            socket.Close(timeout: 0);
        }
    }
}
