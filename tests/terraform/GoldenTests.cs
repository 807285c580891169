using Upgrades.Contracts.Vocabulary;
using Upgrades.Terraform;

namespace Upgrades.Tests.Terraform;

public sealed class GoldenTests
{
    private static readonly TerraformOptions Options = new();

    public static TheoryData<string> All() => [.. GoldenCase.Names];

    public static TheoryData<string> Upgradable() => [.. GoldenCase.Names.Where(n => GoldenCase.Read(n).Refusal is null)];

    public static TheoryData<string> Refused() => [.. GoldenCase.Names.Where(n => GoldenCase.Read(n).Refusal is not null)];

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void exactly_the_versions_characters_change(string name)
    {
        var (test, original) = (GoldenCase.Read(name), GoldenCase.Files(name, "original"));

        var change = test.Plan(TerraformEngine.Scan(original, Options));
        change.Refusal.ShouldBeNull();
        var edited = TerraformEngine.Apply(TerraformEngine.Scan(original, Options), test.Stack, change.Edits).ShouldBeOfType<EditResult.Edited>();

        Merge(original, edited).ShouldBe(GoldenCase.Files(name, "expected"));
        var moves = change.Images.Select(i => $"{i.Image}:{i.To}").Concat(change.Charts.Select(c => $"{c.Chart}:{c.To}")).Order(StringComparer.Ordinal).ToList();
        if (test.Moves is null)
        {
            moves.Count.ShouldBe(1);
        }
        else
        {
            moves.ShouldBe(test.Moves);
        }
    }

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void the_inverse_edit_restores_every_byte(string name)
    {
        var (test, expected) = (GoldenCase.Read(name), GoldenCase.Files(name, "expected"));
        var edits = test.Plan(TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options)).Edits;

        var undone = TerraformEngine.Apply(TerraformEngine.Scan(expected, Options), test.Stack, TerraformEngine.Inverse(edits)).ShouldBeOfType<EditResult.Edited>();

        Merge(expected, undone).ShouldBe(GoldenCase.Files(name, "original"));
    }

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void a_second_time_there_is_nothing_to_do(string name)
    {
        var test = GoldenCase.Read(name);
        var edits = test.Plan(TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options)).Edits;

        TerraformEngine.Apply(TerraformEngine.Scan(GoldenCase.Files(name, "expected"), Options), test.Stack, edits).ShouldBeOfType<EditResult.AlreadyDone>();
    }

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void sites_are_found_again_when_lines_have_moved(string name)
    {
        var test = GoldenCase.Read(name);
        var edits = test.Plan(TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options)).Edits;
        var moved = GoldenCase.Files(name, "original").Select(f => Shift(f)).ToList();

        var edited = TerraformEngine.Apply(TerraformEngine.Scan(moved, Options), test.Stack, edits).ShouldBeOfType<EditResult.Edited>();

        Merge(moved, edited).ShouldBe(GoldenCase.Files(name, "expected").Select(f => Shift(f)));
    }

    [Theory]
    [MemberData(nameof(Upgradable))]
    public void what_somebody_else_took_elsewhere_is_left_alone(string name)
    {
        var test = GoldenCase.Read(name);
        var edits = test.Plan(TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options)).Edits;
        var others = edits.Select(e => e with { OldText = "0.0.1", NewText = "0.0.2" }).ToList();

        TerraformEngine.Apply(TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options), test.Stack, others).ShouldBeOfType<EditResult.Outdated>();
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void what_cannot_be_done_safely_is_refused_with_its_reason(string name)
    {
        var test = GoldenCase.Read(name);
        var scan = TerraformEngine.Scan(GoldenCase.Files(name, "original"), Options);

        var change = test.Plan(scan);

        change.Refusal.ShouldNotBeNull().ShouldContain(test.Refusal!);
        change.Edits.ShouldBeEmpty();
        if (test.Status is { } status)
        {
            scan.Stacks.Single(s => s.Name == test.Stack).Images.Single().Status.ShouldBe(Enum.Parse<SiteStatus>(status, ignoreCase: true));
        }
    }

    [Fact]
    public void an_edit_that_reaches_beyond_a_version_is_refused()
    {
        var files = GoldenCase.Files("literal-tag", "original");
        var edit = new SiteEdit
        {
            Site = TerraformEngine.Scan(files, Options).Stacks.Single().Images.Single().Site,
            File = "stacks/app/main.tf",
            Line = 1,
            OldText = "ghcr.io/example/app:1.2.3",
            NewText = "ghcr.io/example/app:${file(\"/etc/passwd\")}",
        };

        TerraformEngine.Apply(TerraformEngine.Scan(files, Options), "app", [edit]).ShouldBeOfType<EditResult.Refused>();
        TerraformEngine.Apply(TerraformEngine.Scan(files, Options), "app", [edit with { NewText = "ghcr.io/evil/app:1.2.3" }]).ShouldBeOfType<EditResult.Refused>();
    }

    [Fact]
    public void an_edit_of_something_else_beside_a_version_is_refused()
    {
        var files = GoldenCase.Files("literal-tag", "original").Append(new SourceFile("stacks/app/more.tf", "variable \"replicas\" {\n  default = 1\n}\n")).ToList();
        var edits = GoldenCase.Read("literal-tag").Plan(TerraformEngine.Scan(files, Options)).Edits;
        var beside = new SiteEdit { Site = "stacks/app/more.tf#variable.replicas.default", File = "stacks/app/more.tf", Line = 2, OldText = "1", NewText = "9" };

        TerraformEngine.Apply(TerraformEngine.Scan(files, Options), "app", [.. edits, beside]).ShouldBeOfType<EditResult.Refused>().Message.ShouldContain("no version is written there");
        TerraformEngine.Apply(TerraformEngine.Scan(files, Options), "app", edits).ShouldBeOfType<EditResult.Edited>();
    }

    [Fact]
    public void a_site_that_is_gone_is_not_found()
    {
        var files = GoldenCase.Files("variable-default", "original");
        var edits = GoldenCase.Read("variable-default").Plan(TerraformEngine.Scan(files, Options)).Edits;

        TerraformEngine.Apply(TerraformEngine.Scan([.. files.Where(f => !f.Path.EndsWith("variables.tf", StringComparison.Ordinal))], Options), "app", edits).ShouldBeOfType<EditResult.NotFound>();
    }

    /// <summary>A comment and a block in front, as other people's commits put there.</summary>
    private static SourceFile Shift(SourceFile file)
    {
        var mark = file.Text.StartsWith('\uFEFF') ? "\uFEFF" : "";
        var newline = file.Text.Contains('\r', StringComparison.Ordinal) ? "\r\n" : "\n";
        var before = Path.GetExtension(file.Path) switch
        {
            ".tf" or ".tofu" => $"# a line{newline}{newline}output \"x\" {{{newline}  value = 1{newline}}}{newline}",
            ".json" or ".txt" => newline,
            _ => $"# a line{newline}{newline}",
        };
        return file with { Text = $"{mark}{before}{file.Text[mark.Length..]}" };
    }

    private static IEnumerable<SourceFile> Merge(IEnumerable<SourceFile> files, EditResult.Edited edited) =>
        files.Select(f => edited.Files.SingleOrDefault(e => e.Path == f.Path) ?? f);
}
