using System.Collections.Concurrent;

namespace Upgrades.Standalone.Doctor;

/// <summary>What time it was elsewhere when somebody answered: the <c>Date</c> of HTTP (RFC 9110 §6.6.1), in whole seconds.</summary>
internal sealed class ClockWitness(TimeProvider clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly ConcurrentDictionary<string, TimeSpan> _ahead = new(StringComparer.Ordinal);

    /// <summary>By host, how far our clock is ahead of its.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Ahead => _ahead;

    public DelegatingHandler Handler() => new Watching(this);

    private sealed class Watching(ClockWitness witness) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.Headers.Date is { } date && request.RequestUri is { } address)
            {
                witness._ahead[address.Authority] = witness._clock.GetUtcNow() - date;
            }

            return answer;
        }
    }
}
