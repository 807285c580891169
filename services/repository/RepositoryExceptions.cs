namespace Upgrades.Repository;

/// <summary>The remote could not be reached, did not answer in time, or did not let us in: a late row, to be tried again.</summary>
public sealed class RepositoryUnavailableException : Exception
{
    public RepositoryUnavailableException()
    {
    }

    public RepositoryUnavailableException(string message)
        : base(message)
    {
    }

    public RepositoryUnavailableException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>An edit that is no edit, or that reaches where it must not: nothing was committed.</summary>
public sealed class EditRefusedException : Exception
{
    public EditRefusedException()
    {
    }

    public EditRefusedException(string message)
        : base(message)
    {
    }

    public EditRefusedException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
