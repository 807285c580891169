using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Upgrades.Sandbox.Git;

/// <summary><c>git http-backend</c> as a CGI program (git-http-backend(1), RFC 3875), bodies streamed both ways.</summary>
internal static class GitHttpBackend
{
    /// <param name="rootFolder">Holds the bare repositories.</param>
    /// <param name="settings">git configuration for this request alone.</param>
    /// <param name="finished">Runs when git is done, before the response ends.</param>
    /// <param name="withhold">When given: nothing of the answer is sent before git is done and this too.</param>
    public static async Task AnswerAsync(
        HttpContext context, string rootFolder, IEnumerable<(string Key, string Value)> settings, Func<Task> finished, Func<Task>? withhold = null)
    {
        var start = GitProcess.Prepare(rootFolder, ["http-backend"], settings);
        Describe(context.Request, start.Environment, rootFolder);
        using var process = Process.Start(start)!;
        await using var killing = context.RequestAborted.Register(() => Kill(process));
        var complaints = process.StandardError.ReadToEndAsync();
        var sending = SendAsync(context.Request.Body, process.StandardInput.BaseStream);
        var output = process.StandardOutput.BaseStream;
        await TakeHeadersAsync(output, context.Response);
        if (withhold is not null)
        {
            output = await WholeAsync(output);
            await withhold();
        }

        await output.CopyToAsync(context.Response.Body);
        await sending;
        await complaints;
        await process.WaitForExitAsync();
        await finished();
    }

    private static void Describe(HttpRequest request, IDictionary<string, string?> environment, string rootFolder)
    {
        environment["GIT_PROJECT_ROOT"] = rootFolder;
        environment["GIT_HTTP_EXPORT_ALL"] = "1";
        environment["REQUEST_METHOD"] = request.Method;
        environment["PATH_INFO"] = request.Path.Value;
        environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        environment["CONTENT_TYPE"] = request.ContentType;
        environment["REMOTE_USER"] = "sandbox";
        environment["REMOTE_ADDR"] = "127.0.0.1";
        environment["SERVER_PROTOCOL"] = request.Protocol;
        environment["HTTP_CONTENT_ENCODING"] = request.Headers.ContentEncoding;
        environment["GIT_PROTOCOL"] = request.Headers["Git-Protocol"];
        // Absent for a chunked body: git then reads to the end.
        environment["CONTENT_LENGTH"] = request.ContentLength?.ToString(CultureInfo.InvariantCulture);
        foreach (var empty in environment.Where(e => string.IsNullOrEmpty(e.Value)).Select(e => e.Key).ToList())
        {
            environment.Remove(empty);
        }
    }

    private static async Task SendAsync(Stream body, Stream input)
    {
        try
        {
            await body.CopyToAsync(input);
            await input.DisposeAsync();
        }
        catch (IOException)
        {
            // git answers a bad request without reading it: what it says is in its output.
        }
    }

    private static async Task TakeHeadersAsync(Stream output, HttpResponse response)
    {
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Status", StringComparison.OrdinalIgnoreCase))
            {
                response.StatusCode = int.Parse(value.AsSpan(0, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                response.Headers.Append(name, value);
            }
        }
    }

    /// <summary>Byte by byte: what follows the empty line is the body's and must not be buffered away.</summary>
    private static async Task<string> ReadLineAsync(Stream output)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await output.ReadAsync(one) == 1 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString().TrimEnd('\r');
    }

    private static async Task<Stream> WholeAsync(Stream output)
    {
        var whole = new MemoryStream();
        await output.CopyToAsync(whole);
        whole.Position = 0;
        return whole;
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
