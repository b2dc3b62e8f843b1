namespace GpuConcord.Host.Faults;

/// <summary>
/// An option of the command line is at fault, not the data. The message is for a person: which option, what was found,
/// what was expected, what to do. The command line prints it without a stack trace and exits with 2.
/// </summary>
public sealed class UsageException(string message) : Exception(message);
