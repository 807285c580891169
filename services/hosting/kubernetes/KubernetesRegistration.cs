using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Upgrades.Hosting.Settings;

namespace Upgrades.Hosting.Kubernetes;

public static class KubernetesRegistration
{
    /// <summary>One client for all services of the process, as <see cref="IKubernetes"/>.</summary>
    public static void AddKubernetes(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<KubernetesOptions>("Kubernetes");
        builder.Services.TryAddSingleton<IKubernetes>(provider => new k8s.Kubernetes(Configuration(provider.GetRequiredService<KubernetesOptions>())));
    }

    private static KubernetesClientConfiguration Configuration(KubernetesOptions options)
    {
        if (options.Url is null && !KubernetesClientConfiguration.IsInCluster())
        {
            throw new OptionsValidationException(
                "Kubernetes", typeof(KubernetesOptions), ["UPGRADES__KUBERNETES__URL: is not set, and this process is in no cluster that it could ask instead"]);
        }

        var configuration = options.Url is null
            ? KubernetesClientConfiguration.InClusterConfig()
            : new KubernetesClientConfiguration { Host = options.Url.ToString(), AccessToken = options.Token };
        if (options is { Url: not null, CaFile: not null })
        {
            configuration.SslCaCerts = [System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(options.CaFile)];
        }

        configuration.HttpClientTimeout = options.Timeout;
        return configuration;
    }
}
