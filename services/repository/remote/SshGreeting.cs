using System.Diagnostics;

namespace Upgrades.Repository.Remote;

/// <summary>The same over ssh: OpenSSH's own program, as a push would start it (<see cref="SshSubtransportStream"/>).</summary>
internal static class SshGreeting
{
    private const int KeptComplaints = 4 * 1024;

    /// <summary>Ends a conversation in which nothing is wanted (gitprotocol-pack(5), "flush-pkt").</summary>
    private static readonly byte[] Nothing = "0000"u8.ToArray();

    /// <returns>What the reference points to; null: it is not there.</returns>
    /// <exception cref="RepositoryUnavailableException">ssh or the server would not; the message is for people.</exception>
    public static async Task<string?> AskAsync(RepositoryOptions options, string service, string reference, CancellationToken ct)
    {
        using var ssh = Start(options, service);
        await using var killing = ct.Register(() => Kill(ssh));
        var complaints = ComplaintsAsync(ssh.StandardError);
        try
        {
            var head = await Advertisement.FindAsync(ssh.StandardOutput.BaseStream, reference, ct);
            await ssh.StandardInput.BaseStream.WriteAsync(Nothing, ct);
            ssh.StandardInput.Close();
            return head;
        }
        catch (IOException)
        {
            // It has ended before the list did: why is in what it said.
            ct.ThrowIfCancellationRequested();
            var words = await complaints.WaitAsync(ct);
            throw SshTrouble.Of(options, words.Length > 0 ? words : "it ended without a word");
        }
        finally
        {
            Kill(ssh);
        }
    }

    private static Process Start(RepositoryOptions options, string service)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("ssh", SshTrouble.Arguments(options, SshAddress.Of(options.Url), service))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new RepositoryUnavailableException($"{options.Url} needs the program ssh, which cannot be started here: {e.Message}", e);
        }
    }

    private static async Task<string> ComplaintsAsync(StreamReader error)
    {
        var kept = new char[KeptComplaints];
        var count = await error.ReadBlockAsync(kept);
        return string.Join(' ', OutsideText.Lines(new string(kept, 0, count)).Select(l => OutsideText.Line(l, 500)).Where(l => l.Length > 0));
    }

    private static void Kill(Process ssh)
    {
        try
        {
            ssh.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
