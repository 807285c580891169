using System.Diagnostics;
using System.Globalization;
using System.Text;
using LibGit2Sharp;

namespace Upgrades.Repository.Remote;

/// <summary>The conversation of one ssh process. It is killed when its call is to end, so nothing waits for a mute server.</summary>
internal sealed class SshSubtransportStream : SmartSubtransportStream
{
    private const int KeptAnswer = 64 * 1024;
    private const int KeptComplaints = 4 * 1024;

    /// <summary>How long ssh may take to say goodbye (system clock): a hook that runs after the push is not cut off at once.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private readonly RemoteCall _call;
    private readonly Process _ssh;
    private readonly bool _pushes;
    private readonly StringBuilder _complaints = new();
    private bool _hasSpoken;

    private SshSubtransportStream(SmartSubtransport transport, RemoteCall call, Process ssh, bool pushes)
        : base(transport)
    {
        (_call, _ssh, _pushes) = (call, ssh, pushes);
        ssh.ErrorDataReceived += (_, line) => Keep(line.Data);
        ssh.BeginErrorReadLine();
    }

    public static SshSubtransportStream Start(SmartSubtransport transport, RemoteCall call, string url, string service)
    {
        try
        {
            var start = new ProcessStartInfo("ssh", SshTrouble.Arguments(call.Options, SshAddress.Of(url), service))
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["LC_ALL"] = "C" },
            };
            return new SshSubtransportStream(transport, call, Process.Start(start)!, service == "git-receive-pack");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw call.Fail(new RepositoryUnavailableException($"{call.Options.Url} needs the program ssh, which cannot be started here: {e.Message}", e));
        }
        catch (RepositoryUnavailableException e)
        {
            throw call.Fail(e);
        }
    }

    public override int Write(Stream dataStream, long length)
    {
        var bytes = new byte[length];
        dataStream.ReadExactly(bytes);
        _hasSpoken = true;
        try
        {
            _call.Wait(async ct =>
            {
                await using var killing = ct.Register(Kill);
                await _ssh.StandardInput.BaseStream.WriteAsync(bytes, CancellationToken.None);
                await _ssh.StandardInput.BaseStream.FlushAsync(CancellationToken.None);
                ct.ThrowIfCancellationRequested();
                return true;
            });
        }
        catch (RepositoryUnavailableException e) when (e.InnerException is IOException)
        {
            // It has ended: why is in what it said.
            throw Ended();
        }

        return 0;
    }

    public override int Read(Stream dataStream, long length, out long bytesRead)
    {
        var bytes = new byte[Math.Min(length, KeptAnswer)];
        var count = _call.Wait(async ct =>
        {
            await using var killing = ct.Register(Kill);
            var read = await _ssh.StandardOutput.BaseStream.ReadAsync(bytes, CancellationToken.None);
            ct.ThrowIfCancellationRequested();
            return read;
        });
        if (count == 0 && !HasEndedWell())
        {
            throw Ended();
        }

        dataStream.Write(bytes, 0, count);
        // Before that, it is the server that lists its branches.
        if (_pushes && _hasSpoken && _call.PushAnswer.Length < KeptAnswer)
        {
            _call.PushAnswer.Write(bytes, 0, count);
        }

        bytesRead = count;
        return 0;
    }

    protected override void Free()
    {
        try
        {
            _ssh.StandardInput.Close();
        }
        catch (IOException)
        {
            // What was still to be said is of no use to a process that has ended.
        }

        if (!_ssh.WaitForExit(Goodbye))
        {
            Kill();
        }

        _ssh.Dispose();
        base.Free();
    }

    private bool HasEndedWell() => _ssh.WaitForExit(Goodbye) && _ssh.ExitCode == 0;

    private RepositoryUnavailableException Ended()
    {
        if (_ssh.WaitForExit(Goodbye))
        {
            // To the end of what it said.
            _ssh.WaitForExit();
        }

        string words;
        lock (_complaints)
        {
            words = string.Join(' ', OutsideText.Lines(_complaints.ToString()).Select(l => OutsideText.Line(l, 500)).Where(l => l.Length > 0));
        }

        if (_pushes && PushRefusal.IsOfRights(words) && !SshTrouble.IsOfLogin(words))
        {
            _call.Refuse(words);
        }

        var code = _ssh.HasExited ? _ssh.ExitCode.ToString(CultureInfo.InvariantCulture) : "none yet";
        return _call.Fail(SshTrouble.Of(_call.Options, words.Length > 0 ? words : $"ssh ended with exit code {code}"));
    }

    private void Kill()
    {
        try
        {
            _ssh.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    private void Keep(string? line)
    {
        lock (_complaints)
        {
            if (line is not null && _complaints.Length < KeptComplaints)
            {
                _complaints.Append(line).Append('\n');
            }
        }
    }
}
