using System.Net.Sockets;
using System.Text;

namespace Upgrades.Tests.Ingest;

/// <summary>A sender that keeps to no rules: bytes as they are.</summary>
internal sealed class RawConnection : IDisposable
{
    /// <summary>For a broken run only.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return new RawConnection(client);
    }

    /// <returns>False when the other side has hung up.</returns>
    public async Task<bool> SendAsync(string text)
    {
        try
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(text));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What comes until the other side hangs up, which it must.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(_ => false);

    public Task<string> ReadHeadersAsync() => ReadAsync(text => text.Contains("\r\n\r\n", StringComparison.Ordinal));

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync(Func<string, bool> enough)
    {
        using var limit = new CancellationTokenSource(Limit);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (!enough(text.ToString()))
            {
                var read = await _stream.ReadAsync(buffer, limit.Token);
                if (read == 0)
                {
                    break;
                }

                text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Hung up without waiting for what was still on its way.
        }

        return text.ToString();
    }
}
