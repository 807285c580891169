using System.CommandLine;
using System.CommandLine.Parsing;
using Upgrades.Hosting.Bus;
using Upgrades.Standalone.Planning;
using Upgrades.Standalone.Reading;
using Upgrades.Standalone.Replaying;

namespace Upgrades.Standalone.Commands;

/// <summary>What <c>upgrades replay</c> takes.</summary>
internal sealed class ReplayArguments
{
    private const string BusSetting = "UPGRADES__BUS__URL";
    private const string RepositorySetting = "UPGRADES__REPOSITORY__URL";
    private const string BranchSetting = "UPGRADES__REPOSITORY__BRANCH";

    private readonly Option<string?> _file = new("--file") { Description = "Updates, one JSON object a line; - is standard input." };
    private readonly Option<bool> _outdated = new("--outdated") { Description = "Whatever registries have newer than the repository pins." };
    private readonly Option<string?> _image = new("--image") { Description = "One image, in any spelling." };
    private readonly Option<string?> _tag = new("--tag") { Description = "The tag that it shall have." };
    private readonly Option<string?> _queue = new("--from-error") { Description = "A queue, with or without _error: executor.upgrade-planned." };
    private readonly Option<bool> _list = new("--list") { Description = "With --from-error: shows the messages and moves none." };
    private readonly Option<string?> _bus = new("--bus") { Description = $"amqp://user:password@host:5672/vhost; alone: {BusSetting}.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<SendBy> _order = new("--order") { Description = "Safe first, longest out first, or by service. Default: as they come.", HelpName = "risk|age|name", CustomParser = ParseOrder };
    private readonly Option<int?> _limit = new("--limit") { Description = "At most so many, the first in that order." };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Shows what would be sent and sends nothing." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Sends without asking." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Sends, and does not wait for outcomes." };
    private readonly Option<bool> _json = new("--json") { Description = "The report as one JSON object; everything else on standard error." };
    private readonly Option<bool> _markdown = new("--markdown") { Description = "The report as Markdown; everything else on standard error." };
    private readonly Func<string, string?> _environment;

    /// <param name="settings">In place of the environment, as services' settings.</param>
    /// <param name="environment">In place of the environment.</param>
    public ReplayArguments(IConfiguration? settings, Func<string, string?>? environment)
    {
        _environment = environment ?? Environment.GetEnvironmentVariable;
        (Repository, To) = (new RepositoryArguments(settings, isNeeded: false), new OperatorArguments(environment));
        _limit.Validators.Add(r => { if (r.GetValueOrDefault<int?>() < 1) { r.AddError("--limit must be 1 or more."); } });
    }

    public RepositoryArguments Repository { get; }

    public OperatorArguments To { get; }

    public Command AddTo(Command command)
    {
        foreach (var option in (Option[])[_file, _outdated, _image, _tag, _queue, _list, _bus, _order, _limit, _dryRun, _yes, _noWait, _json, _markdown])
        {
            command.Options.Add(option);
        }

        Repository.AddTo(command);
        To.AddAddressTo(command);
        command.Validators.Add(parsed =>
        {
            bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };
            if (((Option[])[_file, _outdated, _image, _queue]).Count(Has) != 1)
            {
                parsed.AddError("What shall be sent? One of --file FILE, --outdated, --image NAME --tag TAG; or --from-error QUEUE.");
            }
            else if (Has(_queue) && ((Option[])[_order, _dryRun, _noWait, _markdown, _yes]).Any(Has))
            {
                parsed.AddError("--from-error takes --list, --limit, --bus and --json.");
            }
            else if (Has(_list) && !Has(_queue))
            {
                parsed.AddError("--list goes with --from-error; --dry-run shows updates.");
            }
            else if (Has(_image) != Has(_tag))
            {
                parsed.AddError("--image and --tag go together.");
            }
            else if (Has(_json) && Has(_markdown))
            {
                parsed.AddError("Either --json or --markdown.");
            }
        });
        return command;
    }

    public string? FromError(ParseResult parsed) => parsed.GetValue(_queue);

    public string? FromFile(ParseResult parsed) => parsed.GetValue(_file);

    public bool IsList(ParseResult parsed) => parsed.GetValue(_list);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public int Limit(ParseResult parsed) => parsed.GetValue(_limit) ?? int.MaxValue;

    /// <returns>Null: no image is named.</returns>
    /// <exception cref="WrongInputException">It is no image, or no tag.</exception>
    public IReadOnlyList<WantedUpdate>? One(ParseResult parsed) => parsed.GetValue(_image) is not { } image ? null
        : WantedVersion.Of(image, parsed.GetValue(_tag), digest: null, chart: null, chartRepository: null, version: null).Image is { } wanted
            ? [WantedUpdate.Of(wanted.Image, wanted.Tag)] : null;

    /// <summary>The broker to send over, or to move messages on. An error queue can be reached no other way.</summary>
    /// <returns>Null: not over the broker.</returns>
    /// <exception cref="WrongInputException">Nothing says where it is, or what says so is no address of one.</exception>
    public string? Bus(ParseResult parsed)
    {
        if (parsed.GetValue(_queue) is null && parsed.GetResult(_bus) is null)
        {
            return null;
        }

        var url = parsed.GetValue(_bus) ?? _environment(BusSetting);
        return BusOptions.IsAddress(url) ? url : throw new WrongInputException($"Which broker? --bus amqp://user:password@host:5672/vhost, or {BusSetting}.");
    }

    /// <exception cref="WrongInputException">The broker's address is wrong, or the order needs what nobody has said.</exception>
    public ReplayOptions Options(ParseResult parsed)
    {
        var order = parsed.GetValue(_order);
        return order == SendBy.Risk && !HasRepository(parsed)
            ? throw new WrongInputException($"--order risk needs plans, and plans the repository: --repo PLACE, or {RepositorySetting}.")
            : new ReplayOptions(
                order, Limit(parsed), Bus(parsed),
                // One that a person names is wanted now; of many each may have companions that come a moment later.
                parsed.GetValue(_image) is null ? "cli" : null,
                parsed.GetValue(_dryRun), parsed.GetValue(_yes), !parsed.GetValue(_noWait),
                parsed.GetValue(_json) ? ReportForm.Json : parsed.GetValue(_markdown) ? ReportForm.Markdown : ReportForm.Table);
    }

    /// <returns>Null: nobody says where it is, and nothing needs it.</returns>
    public async Task<RepositoryReading?> ReadRepositoryAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        Repository.IsNamed(parsed) ? await Repository.ReadAsync(parsed, cancellationToken)
        : Setting(RepositorySetting) is { } url ? await Repository.ReadAsync(parsed, cancellationToken, (url, Setting(BranchSetting)))
        : parsed.GetValue(_outdated) ? await Repository.ReadAsync(parsed, cancellationToken) : null;

    private bool HasRepository(ParseResult parsed) => Repository.IsNamed(parsed) || parsed.GetValue(_outdated) || Setting(RepositorySetting) is not null;

    private string? Setting(string name) => _environment(name) is { Length: > 0 } value ? value : null;

    private static SendBy ParseOrder(ArgumentResult result)
    {
        switch (result.Tokens.Single().Value)
        {
            case "risk":
                return SendBy.Risk;
            case "age":
                return SendBy.Age;
            case "name":
                return SendBy.Name;
            case var other:
                result.AddError($"--order {other}: risk, age or name.");
                return SendBy.Given;
        }
    }
}
