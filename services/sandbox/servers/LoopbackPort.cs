using System.Net;
using System.Net.Sockets;

namespace Upgrades.Sandbox.Servers;

/// <summary>For programs that have to be told their port before they listen.</summary>
public static class LoopbackPort
{
    /// <summary>Below the range from which systems take a port for whoever does not care: there a free one is soon somebody's.</summary>
    private const int First = 20_000;
    private const int Last = 32_000;
    private const int Tries = 100;

    /// <summary>One that nobody uses now.</summary>
    /// <exception cref="InvalidOperationException">None was found.</exception>
    public static int Free()
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var port = Random.Shared.Next(First, Last);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }

        throw new InvalidOperationException($"{Tries} ports of loopback from {First} to {Last} are all in use.");
    }
}
