using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using Upgrades.Standalone.Commands;
using Upgrades.Tests.Deploy;

namespace Upgrades.Tests.Standalone;

/// <summary>What a page tells people to type can be typed: verbs and options of the command line, in every README.</summary>
public sealed partial class ReadmeTests
{
    private static readonly Command Root = AllVerbs();

    [Fact]
    public void every_verb_and_option_in_the_readmes_is_there()
    {
        var typed = Pages().SelectMany(p => Typed(File.ReadAllText(p)).Select(line => (Page: Path.GetRelativePath(AppContext.BaseDirectory, p), Line: line))).ToList();

        typed.Count.ShouldBeGreaterThan(50);
        typed.Select(t => (t.Page, t.Line, Problem: Problem(t.Line))).Where(t => t.Problem is not null).Select(t => $"{t.Page}: upgrades {t.Line}: {t.Problem}").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status", null)]
    [InlineData("quarantine lift STACK IMAGE VERSION", null)]
    [InlineData("list --state waiting --json", null)]
    [InlineData("frobnicate", "no verb frobnicate")]
    [InlineData("list --all", "no option --all")]
    public void a_verb_or_option_that_is_not_there_is_found(string line, string? problem) => Problem(line).ShouldBe(problem);

    [Theory]
    [InlineData("```\nupgrades status\n```", "status")]
    [InlineData("```\n$ ./run scan --repo ~/infra   # every version\n```", "scan --repo ~/infra")]
    [InlineData("```\nA=b C=d upgrades list --json | jq '.[]'\n```", "list --json")]
    [InlineData("```\n  while read -r s; do upgrades hold \"$s\" --reason \"a; b\"; done\n```", "hold X --reason X")]
    [InlineData("see `upgrades pause` and `./run resume`", "pause, resume")]
    [InlineData("```\nkubectl -n upgrades get pods\n  name: upgrades\n```\n`upgrades VERB`", "")]
    public void commands_are_found_in_code(string page, string lines) => string.Join(", ", Typed(page)).ShouldBe(lines);

    private static IEnumerable<string> Pages() => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "readme"), "*.md", SearchOption.AllDirectories)
        .Concat(Directory.GetFiles(Renderings.Root, "*.md", SearchOption.AllDirectories)).Order(StringComparer.Ordinal);

    /// <returns>Without <c>upgrades</c>, quoted words as <c>X</c>.</returns>
    private static IEnumerable<string> Typed(string page)
    {
        var blocks = Fenced().Matches(page).SelectMany(m => m.Groups["text"].Value.Split('\n'));
        var spans = Span().Matches(Fenced().Replace(page, "")).Select(m => m.Groups["text"].Value.Replace('\n', ' '));
        return blocks.Concat(spans).Select(line => Quoted().Replace(line, "X")).SelectMany(line => Call().Matches(line)).Select(m => m.Groups["rest"].Value.Trim());
    }

    /// <returns>Null: the command line knows it.</returns>
    private static string? Problem(string line)
    {
        var words = line.Split((char[])[' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        if (Below(Root, words[0]) is not { } command)
        {
            return $"no verb {words[0]}";
        }

        foreach (var word in words.Skip(1))
        {
            command = Below(command, word) ?? command;
            var option = word.Split('=')[0];
            if (option.StartsWith("--", StringComparison.Ordinal) && option != "--help" && !command.Options.Any(o => o.Name == option || o.Aliases.Contains(option)))
            {
                return $"no option {option}";
            }
        }

        return null;
    }

    private static Command? Below(Command command, string name) => command.Subcommands.FirstOrDefault(c => c.Name == name || c.Aliases.Contains(name));

    /// <summary>Whatever class makes a verb, so that a new one need not be named here.</summary>
    private static Command AllVerbs()
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var root = new Command("upgrades");
        foreach (var create in typeof(ScanCommand).Assembly.GetTypes().SelectMany(t => t.GetMethods(Statics)).Where(m => m.Name == "Create" && m.GetParameters().All(p => p.IsOptional)))
        {
            var made = create.ReturnType.IsAssignableTo(typeof(Command)) || create.ReturnType.IsAssignableTo(typeof(IEnumerable<Command>))
                ? create.Invoke(null, BindingFlags.OptionalParamBinding, null, [.. create.GetParameters().Select(_ => Type.Missing)], null) : null;
            foreach (var verb in made as IEnumerable<Command> ?? (made is Command one ? [one] : []))
            {
                root.Add(verb);
            }
        }

        return root;
    }

    [GeneratedRegex(@"^[ ]*```[a-z]*\n(?<text>.*?)^[ ]*```[ ]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fenced();

    [GeneratedRegex(@"`(?<text>[^`]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"""[^""]*""|'[^']*'")]
    private static partial Regex Quoted();

    // Where a shell looks for a command: not the namespace of kubectl, not a value.
    [GeneratedRegex(@"(?:^[ ]*(?:\$ )?|[|;&(] *|\bdo +)(?:[A-Z_]+=\S+ +)*(?:\./run|upgrades) +(?<rest>[a-z][^|;#>&()`]*)")]
    private static partial Regex Call();
}
