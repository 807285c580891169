using System.Text.RegularExpressions;
using Upgrades.Analyzer.Decisions;
using Upgrades.Analyzer.Planning;
using Upgrades.Contracts.Vocabulary;
using Upgrades.Standalone.Commands;

namespace Upgrades.Standalone.Planning;

/// <summary>What the command line asks to plan: an image's tag or a chart's version. Exactly one of the two is there.</summary>
internal sealed partial record WantedVersion(UpdateRequest? Image, ChartRequest? Chart)
{
    /// <exception cref="WrongInputException">It is not one of the two, or something in it cannot be what it is given as.</exception>
    public static WantedVersion Of(string? image, string? tag, string? digest, string? chart, string? chartRepository, string? version) =>
        (image, chart) switch
        {
            (not null, null) when (chartRepository ?? version) is not null => throw new WrongInputException("--chart-repository and --version go with --chart; an image has --tag"),
            (null, not null) when (tag ?? digest) is not null => throw new WrongInputException("--tag and --digest go with --image; a chart has --version"),
            (not null, null) => new WantedVersion(OfImage(image, tag, digest), null),
            (null, not null) => new WantedVersion(null, OfChart(chart, chartRepository, version)),
            _ => throw new WrongInputException("Either --image NAME --tag TAG, or --chart NAME --chart-repository URL --version V says what shall be planned."),
        };

    private static UpdateRequest OfImage(string image, string? tag, string? digest) =>
        !ImageReference.TryParse(image, out var reference, out var why) ? throw new WrongInputException($"--image \"{image}\" {why}")
        : reference is not { Tag: null, Digest: null } ? throw new WrongInputException($"--image \"{image}\" names a version; the one it shall have goes into --tag and --digest")
        : tag is null ? throw new WrongInputException("--image needs --tag")
        : !ImageReference.IsTag(tag) ? throw new WrongInputException($"--tag \"{tag}\" is not an OCI tag")
        : digest is not null && !ImageReference.IsDigest(digest) ? throw new WrongInputException($"--digest \"{digest}\" is not an OCI digest")
        : new UpdateRequest { Image = reference, Tag = tag, Digest = digest };

    private static ChartRequest OfChart(string chart, string? repository, string? version) =>
        !ChartSpelling().IsMatch(chart) ? throw new WrongInputException($"--chart \"{chart}\" is no name of a chart")
        : repository is not null && !IsAddress(repository) ? throw new WrongInputException($"--chart-repository \"{repository}\" is no address (https://…, http://…, oci://…)")
        : version is null ? throw new WrongInputException("--chart needs --version")
        : !ChartRequest.IsVersion(version) ? throw new WrongInputException($"--version \"{version}\" is no version of a chart")
        : !ChartName.TryRead(chart, repository, out var name) ? throw new WrongInputException("--chart needs --chart-repository")
        : new ChartRequest { Name = name, Version = version };

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "oci" && address.Host.Length > 0;

    [GeneratedRegex(@"\A(?:oci://)?[A-Za-z0-9][A-Za-z0-9._:/-]{0,250}\z")]
    private static partial Regex ChartSpelling();
}
