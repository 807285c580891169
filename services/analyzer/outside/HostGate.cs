using System.Net;
using System.Text;
using Upgrades.Hosting.Text;

namespace Upgrades.Analyzer.Outside;

/// <summary>The last before the wire: a turn at the host, the answer whole, and what it says about limits remembered for everybody.</summary>
internal sealed class HostGate(OutsideHosts hosts, OutsideClock clock) : DelegatingHandler
{
    private const int LongestWords = 2000;

    /// <exception cref="RateLimitedException">The host has had enough of us, or is known to have: then nothing was sent.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (host, deadline) = (hosts.Of(request.RequestUri!), CallDeadline.Of(request));
        deadline?.Pause();
        await host.EnterAsync(cancellationToken);
        deadline?.Resume();
        HttpResponseMessage? answer = null;
        var outcome = "late";
        try
        {
            answer = await base.SendAsync(request, cancellationToken);
            var body = await WholeContent.TakeAsync(answer, cancellationToken);
            outcome = Outcome(answer.StatusCode);
            if (Learn(host, answer, body) is { } refusal)
            {
                outcome = "limited";
                throw refusal;
            }

            return answer;
        }
        catch (Exception e)
        {
            answer?.Dispose();
            outcome = e switch { HttpRequestException => "unreachable", IOException or InvalidDataException => "broken", _ => outcome };
            throw;
        }
        finally
        {
            OutsideMetrics.Requests.WithLabels(host.Name, outcome).Inc();
            host.Leave();
            deadline?.Pause();
        }
    }

    private RateLimitedException? Learn(OutsideHost host, HttpResponseMessage answer, byte[] body)
    {
        var budget = LimitReading.Of(answer.Headers);
        if (budget is not null)
        {
            OutsideMetrics.Show(host.Name, budget, clock.Time.GetUtcNow());
        }

        var words = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestWords)));
        if (LimitReading.OfRefusal(answer, words) is { } limit)
        {
            return new RateLimitedException(OutsideLines.Line($"{host.Name} answered {(int)answer.StatusCode} {words}"), host.Close(limit));
        }

        if ((int)answer.StatusCode < 400)
        {
            host.Serve(budget);
        }

        return null;
    }

    private static string Outcome(HttpStatusCode status) => (int)status switch
    {
        304 => "unchanged",
        < 300 => "ok",
        < 400 => "redirected",
        401 or 403 or 451 => "refused",
        404 or 410 => "not_found",
        < 500 => "client_error",
        _ => "server_error",
    };
}
