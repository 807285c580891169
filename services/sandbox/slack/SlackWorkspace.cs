using System.Globalization;

namespace Upgrades.Sandbox.Slack;

/// <summary>Channels and messages as a bot with <see cref="BotToken"/> sees and makes them (<c>reference/slack.md</c> §4).</summary>
public sealed class SlackWorkspace
{
    public const string BotToken = "xoxb-000000000000-sandbox";
    public const string Channel = "#upgrades";

    private readonly Lock _gate = new();
    private readonly List<SlackMessage> _messages = [];
    private readonly Dictionary<string, SlackChannel> _channels = new() { ["C000UPGRADES"] = new("C000UPGRADES", "upgrades") };
    private readonly Dictionary<string, AnswerQueue> _answers = [];
    private readonly List<string> _calls = [];
    private int _stamps;

    /// <summary>The one token that is good; another is <c>invalid_auth</c>.</summary>
    public string Token { get; set; } = BotToken;

    /// <summary><c>token_revoked</c>, <c>account_inactive</c>: what every call is refused with; null: none is.</summary>
    public string? TokenError { get; set; }

    public IReadOnlySet<string> Scopes { get; set; } = new HashSet<string> { "chat:write" };

    /// <summary>What is there now, in the order of posting; what was deleted is not.</summary>
    public IReadOnlyList<SlackMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    /// <summary>Methods in the order in which they were called, also in vain.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>What a channel shows: messages, and answers that were broadcast.</summary>
    public IReadOnlyList<SlackMessage> Shown(string channel) => [.. In(channel).Where(m => m.ThreadTs is null || m.Broadcast)];

    /// <summary>The answers to a message.</summary>
    public IReadOnlyList<SlackMessage> Thread(SlackMessage parent) => [.. Messages.Where(m => m.Channel == parent.Channel && m.ThreadTs == parent.Ts)];

    /// <summary>Raised within the request, after the message is there or edited.</summary>
    public event Action<SlackMessage>? Posted;

    /// <summary>Adds a channel, or changes the one of this id.</summary>
    public void Put(SlackChannel channel)
    {
        lock (_gate)
        {
            _channels[channel.Id] = channel;
        }
    }

    /// <summary>A person deletes a message; its answers stay.</summary>
    public void Delete(SlackMessage message)
    {
        lock (_gate)
        {
            _messages.RemoveAll(m => m.Channel == message.Channel && m.Ts == message.Ts);
        }
    }

    /// <summary>The next call of this method gets this answer instead; calls add up.</summary>
    public void AnswerNext(string method, int status, string body, int? retryAfterSeconds = null) => Answers(method).Add(
        status, body, retryAfterSeconds is { } seconds ? new Dictionary<string, string> { ["Retry-After"] = seconds.ToString(CultureInfo.InvariantCulture) } : null);

    /// <summary>The next call of this method is done, and its answer is lost.</summary>
    public void LoseNextAnswer(string method) => Answers(method + "/done").Add(AnswerFault.HangUp);

    internal AnswerQueue Answers(string method)
    {
        lock (_gate)
        {
            return _answers.TryGetValue(method, out var answers) ? answers : _answers[method] = new AnswerQueue();
        }
    }

    internal void Called(string method)
    {
        lock (_gate)
        {
            _calls.Add(method);
        }
    }

    /// <param name="channel"><c>#name</c>, name or id.</param>
    internal SlackChannel? Find(string? channel, bool byNameToo)
    {
        lock (_gate)
        {
            return channel is null ? null
                : _channels.GetValueOrDefault(channel) ?? (byNameToo ? _channels.Values.FirstOrDefault(c => c.Name == channel.TrimStart('#')) : null);
        }
    }

    internal SlackMessage? Find(string channel, string? ts) => Messages.FirstOrDefault(m => m.Channel == channel && m.Ts == ts);

    internal SlackMessage Add(string channel, string text, string? thread, bool broadcast)
    {
        SlackMessage message;
        lock (_gate)
        {
            message = new SlackMessage(channel, string.Create(CultureInfo.InvariantCulture, $"1776600000.{++_stamps * 100:000000}"), text, thread, broadcast);
            _messages.Add(message);
        }

        Posted?.Invoke(message);
        return message;
    }

    internal void Edit(SlackMessage message, string text)
    {
        var edited = message with { Text = text, Edits = message.Edits + 1 };
        lock (_gate)
        {
            _messages[_messages.FindIndex(m => m.Channel == message.Channel && m.Ts == message.Ts)] = edited;
        }

        Posted?.Invoke(edited);
    }

    private IEnumerable<SlackMessage> In(string channel) => Find(channel, byNameToo: true) is { } found ? Messages.Where(m => m.Channel == found.Id) : [];
}
