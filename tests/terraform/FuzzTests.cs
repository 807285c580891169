using System.Text;
using Upgrades.Terraform;
using Upgrades.Terraform.Syntax;

namespace Upgrades.Tests.Terraform;

/// <summary>Mutants of the golden files are read to a body or to a problem with a place in the file; no exception, no hang.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Seed = 4;

    /// <summary>Reading is cheap, resolving is not.</summary>
    private const int ScanEach = 50;

    [Fact(Timeout = 120_000)]
    public Task broken_files_are_read_or_told() => ReadAsync(20_000, TestContext.Current.CancellationToken);

    [Fact(Timeout = 1_200_000)]
    [Trait("Length", "long")]
    public Task very_many_broken_files_are_read_or_told() => ReadAsync(200_000, TestContext.Current.CancellationToken);

    [Fact(Timeout = 120_000)]
    public Task whatever_is_valid_is_read_and_comes_back() => Task.Run(() =>
    {
        for (var seed = 0; seed < 5_000; seed++)
        {
            var text = new ValidHcl(seed).File();
            var document = new HclDocument(new SourceFile("f.tf", text));
            document.Problem.ShouldBeNull($"seed {seed}:\n{text}");
            IsTheFile(document.Tokens, text).ShouldBeTrue($"seed {seed}:\n{text}");
        }
    }, TestContext.Current.CancellationToken);

    private Task ReadAsync(int count, CancellationToken cancellationToken) => Task.Run(() =>
    {
        var cases = GoldenCase.Names.Select(name => GoldenCase.Files(name, "original")).ToList();
        var files = cases.SelectMany(c => c.Select((file, index) => (File: file, Case: c, Index: index))).ToList();
        var mutants = new Mutants([.. files.Select(f => f.File)], Seed);
        var stillParse = 0;
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (file, text) = mutants.Next();
            stillParse += Read(i, text) ? 1 : 0;
            if (i % ScanEach == 0)
            {
                var broken = files[file].File with { Text = text };
                Try(i, text, () => TerraformEngine.Scan([.. files[file].Case.Select((f, index) => index == files[file].Index ? broken : f)], new TerraformOptions()));
            }
        }

        output.WriteLine($"{count} mutants of {files.Count} files, {100.0 * stillParse / count:F1} % still parse");
        ((double)stillParse / count).ShouldBeGreaterThanOrEqualTo(0.3);
    }, cancellationToken);

    /// <summary>Does it still parse?</summary>
    private static bool Read(int number, string text) => Try(number, text, () =>
    {
        var document = new HclDocument(new SourceFile("f.tf", text));
        IsTheFile(document.Tokens, text).ShouldBeTrue();
        (document.Body is null).ShouldBe(document.Problem is not null);
        if (document.Problem is { } problem)
        {
            var lines = text.Split('\n');
            problem.Line.ShouldBeInRange(1, lines.Length);
            problem.Column.ShouldBeInRange(1, lines[problem.Line - 1].Length + 1);
        }

        var template = Tokenizer.TokenizeTemplate(text);
        IsTheFile(template, text).ShouldBeTrue();
        var (read, fault) = Parser.ParseTemplate(text, template);
        (read is null).ShouldBe(fault is not null);
        (fault?.Offset ?? 0).ShouldBeInRange(0, text.Length);
        return document.Body is not null;
    });

    private static bool IsTheFile(TokenList tokens, string text)
    {
        var printed = new StringBuilder(text.Length);
        foreach (var token in tokens.Tokens)
        {
            printed.Append(token.Of(text));
        }

        return printed.Equals(text);
    }

    private static T Try<T>(int number, string text, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InvalidOperationException($"mutant {number} of seed {Seed}:\n{text}", e);
        }
    }
}
