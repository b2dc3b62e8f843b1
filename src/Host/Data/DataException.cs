namespace GpuConcord.Host.Data;

/// <summary>
/// The input is at fault, not the program. The message is for a person: where it is (file:line:column), what was found,
/// what was expected, what to do. The command line prints it without a stack trace and exits with 65.
/// </summary>
public sealed class DataException(string message) : Exception(message);
