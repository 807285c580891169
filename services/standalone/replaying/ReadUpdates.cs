using System.CommandLine;
using Upgrades.Standalone.Commands;
using Upgrades.Standalone.Reading;
using Upgrades.Standalone.Scanning;

namespace Upgrades.Standalone.Replaying;

/// <summary>Where the updates of a bulk run come from.</summary>
internal static class ReadUpdates
{
    /// <summary>For <c>--file</c>: standard input.</summary>
    public const string StandardInput = "-";

    private const long LongestFile = 64 << 20;
    private const int MistakesShown = 20;

    /// <exception cref="WrongInputException">There is no such file, or a line of it is wrong; each is told with its number.</exception>
    public static async Task<IReadOnlyList<WantedUpdate>> OfFileAsync(string file, TextWriter error, CancellationToken cancellationToken)
    {
        var read = UpdateLines.Read(await LinesAsync(file, cancellationToken));
        if (read.Mistakes.Count > 0)
        {
            var more = read.Mistakes.Count - MistakesShown;
            throw new WrongInputException(
                $"{string.Join('\n', read.Mistakes.Take(MistakesShown).Select(m => $"{file}, {m}"))}{(more > 0 ? $"\nand {more} more" : "")}\nNothing was sent.");
        }

        if (read.Repeated > 0)
        {
            await error.WriteLineAsync($"{file}: {read.Repeated} lines say what another line says.");
        }

        return read.Updates;
    }

    /// <summary>Of everything that is behind; who does not answer is told.</summary>
    public static async Task<IReadOnlyList<WantedUpdate>> OutdatedAsync(
        RepositoryReading reading, IConfiguration settings, InvocationConfiguration configuration, CancellationToken cancellationToken)
    {
        OutdatedReport report;
        using (var progress = new ProgressLine(configuration.Error, Terminal.IsError(configuration)))
        {
            report = OutdatedReport.Of(await AskNewest.AskAsync(reading, stack: null, settings, progress, cancellationToken));
        }

        foreach (var line in report.Complaints())
        {
            await configuration.Error.WriteLineAsync(Terminal.Harmless(line));
        }

        return report.Wanted();
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == StandardInput ? (await Console.In.ReadToEndAsync(cancellationToken)).Split('\n')
                : new FileInfo(file) is not { Exists: true } there ? throw new WrongInputException($"--file {file}: there is no such file")
                : there.Length > LongestFile ? throw new WrongInputException($"--file {file} is longer than {LongestFile >> 20} MB")
                : await File.ReadAllLinesAsync(file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WrongInputException($"--file {file}: {e.Message}");
        }
    }
}
