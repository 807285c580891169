namespace Upgrades.Notifier.Messages;

/// <summary>How much a message concerns a person; routes are chosen by it.</summary>
public enum Severity
{
    /// <summary>Something is broken and stays so until a person comes.</summary>
    Critical,

    /// <summary>Something did not go as it should, or works again after that.</summary>
    Problem,

    /// <summary>An upgrade was brought.</summary>
    Success,

    Info,
}
