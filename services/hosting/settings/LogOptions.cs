using Serilog.Events;

namespace Upgrades.Hosting.Settings;

public enum LogFormat
{
    /// <summary>JSON in a container, text elsewhere.</summary>
    Auto,
    Text,
    Json,
}

/// <summary>Section <c>Log</c>.</summary>
public sealed class LogOptions
{
    /// <summary>How lines look.</summary>
    public LogFormat Format { get; set; }

    /// <summary>The least that is written.</summary>
    public LogEventLevel Level { get; set; } = LogEventLevel.Information;

    internal bool AsJson => Format == LogFormat.Json
        || (Format == LogFormat.Auto && Environment.GetEnvironmentVariable("DOTNET_RUNNING_IN_CONTAINER") == "true");
}
