using System.Net;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Upgrades.Hosting.Settings;

namespace Upgrades.Analyzer.Outside;

internal static class OutsideRegistration
{
    /// <summary>
    /// Adds a named <see cref="HttpClient"/> for a system outside, from the caller to the wire: <see cref="AnswerCache"/>, a few tries
    /// (<see cref="OutsideOptions.Retries"/>), <see cref="HostGate"/>. Redirects are the caller's: .NET would drop the token on the way, or
    /// show it to somebody else. Answers over <see cref="OutsideCall.LongestAnswer"/> come as a stream, under the caller's own deadline.
    /// </summary>
    /// <param name="keepsAnswers">False where each request shows a token of its own, so that nothing would ever be found again.</param>
    public static void AddOutsideClient(this IHostApplicationBuilder builder, string name, bool keepsAnswers = true)
    {
        builder.AddSettings<OutsideOptions>("Outside");
        builder.Services.TryAddSingleton(new OutsideClock(TimeProvider.System));
        builder.Services.TryAddSingleton<OutsideHosts>();
        builder.Services.TryAddSingleton<IAnswerStore, AnswersInMemory>();
        builder.Services.TryAddTransient<AnswerCache>();
        builder.Services.TryAddTransient<HostGate>();
        var client = builder.Services.AddHttpClient(name, http => http.Timeout = Timeout.InfiniteTimeSpan).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
        if (keepsAnswers)
        {
            client.AddHttpMessageHandler<AnswerCache>();
        }

        client.AddResilienceHandler("retries", (pipeline, context) => AddRetries(
            pipeline, name, context.ServiceProvider.GetRequiredService<OutsideOptions>(), context.ServiceProvider.GetRequiredService<OutsideClock>()));
        client.AddHttpMessageHandler<HostGate>();
    }

    private static void AddRetries(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, string name, OutsideOptions options, OutsideClock clock)
    {
        if (options.Retries == 0)
        {
            return;
        }

        var retry = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            Delay = options.RetryDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            // What a host says about waiting is the gate's, which knows it for everybody.
            ShouldRetryAfterHeader = false,
            ShouldHandle = tried => ValueTask.FromResult(IsWorthAnotherTry(tried.Outcome)),
            OnRetry = _ =>
            {
                OutsideMetrics.Retries.WithLabels(name).Inc();
                return ValueTask.CompletedTask;
            },
        };
        retry.DisableForUnsafeHttpMethods();
        pipeline.TimeProvider = clock.Time;
        pipeline.AddRetry(retry);
    }

    /// <summary>Somebody who does not answer at all has used up his time already.</summary>
    private static bool IsWorthAnotherTry(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or IOException } => true,
        { Exception: RateLimitedException limited } => limited.Wait <= OutsideHost.LongestWait,
        { Result.StatusCode: HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };
}
