using Microsoft.Extensions.Logging.Abstractions;
using Upgrades.Hosting.Settings;
using Upgrades.Repository;
using Upgrades.Standalone.Commands;
using Upgrades.Terraform;

namespace Upgrades.Standalone.Reading;

/// <summary>A repository somewhere else, fetched as the services fetch it, into a mirror that is deleted afterwards.</summary>
internal static class RemoteRepository
{
    /// <exception cref="WrongInputException">It cannot be reached, does not let us in, or has no such branch.</exception>
    public static async Task<RepositoryContent> ReadAsync(string url, string? branch, IConfiguration settings, ProgressLine progress, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("upgrades-mirror-");
        try
        {
            progress.Say($"Fetching {url}");
            return await FetchAsync(Options(url, branch, folder.FullName, settings), cancellationToken);
        }
        catch (RepositoryUnavailableException e)
        {
            throw new WrongInputException(InWordsOfTheCommandLine(e.Message));
        }
        finally
        {
            Delete(folder);
        }
    }

    private static async Task<RepositoryContent> FetchAsync(RepositoryOptions options, CancellationToken cancellationToken)
    {
        using var repository = new InfrastructureRepository(options, TimeProvider.System, NullLogger<InfrastructureRepository>.Instance);
        var commit = await repository.FetchAsync(cancellationToken);
        return new RepositoryContent
        {
            Name = repository.Name,
            Commit = commit,
            Files = await repository.ReadFilesAsync(commit, TerraformEngine.IsSource, cancellationToken),
            CatalogPath = options.CatalogPath,
            Catalog = await repository.ReadFileAsync(commit, options.CatalogPath, cancellationToken),
        };
    }

    /// <summary>Credentials and deadlines are those of the services.</summary>
    private static RepositoryOptions Options(string url, string? branch, string folder, IConfiguration settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddConfiguration(settings);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Repository:Url"] = url,
            ["Repository:Branch"] = branch ?? "main",
            ["Repository:MirrorFolder"] = folder,
        });
        builder.AddSettings<RepositoryOptions>("Repository");
        using var host = builder.Build();
        RepositoryOptions options;
        try
        {
            options = host.Services.GetRequiredService<RepositoryOptions>();
        }
        catch (Microsoft.Extensions.Options.OptionsValidationException e)
        {
            throw new WrongInputException(InWordsOfTheCommandLine(string.Join('\n', e.Failures)));
        }

        // What opens the services' own repository is not shown to another host.
        if (settings["Repository:Url"] is { Length: > 0 } own && HostOf(own) != HostOf(url))
        {
            (options.Username, options.Password) = (null, null);
        }

        options.Branch = branch ?? RepositoryOptions.RemoteDefault;
        return options;
    }

    private static string HostOf(string url) => RemoteAddress.IdentityOf(url).Split('/')[0];

    private static string InWordsOfTheCommandLine(string message) =>
        message.Replace("UPGRADES__REPOSITORY__URL", "--repo", StringComparison.Ordinal).Replace("UPGRADES__REPOSITORY__BRANCH", "--branch", StringComparison.Ordinal);

    private static void Delete(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A call that does not end still writes there; the system clears its temporary folder.
        }
    }
}
