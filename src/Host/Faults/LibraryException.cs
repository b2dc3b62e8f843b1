namespace GpuConcord.Host.Faults;

/// <summary>
/// A library of the operating system is absent that the work needs. The message is for a person: which one, what to do. The command line prints it without a stack trace and
/// exits with 69.
/// </summary>
public sealed class LibraryException(string message) : Exception(message);
