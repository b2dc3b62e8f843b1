using GpuConcord.Cli.Screen;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Help;

/// <summary>What is said of a fault, and the exit code that goes with it.</summary>
internal static class Explanation
{
    /// <summary>The option that shows where an internal error came from.</summary>
    public const string DebugOption = "--debug";

    /// <summary>Explains a fault to a person.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="command">Program and command.</param>
    /// <param name="cancellation">Cancelled when the user interrupted.</param>
    public static (int Code, string Message) Of(Exception fault, string command, CancellationToken cancellation) => fault switch
    {
        // What several threads met is what any of them met.
        AggregateException { InnerExceptions.Count: > 0 } several => Of(
            several.InnerExceptions.FirstOrDefault(inner => inner is not OperationCanceledException) ?? several.InnerExceptions[0], command, cancellation),
        UsageException => (ExitCode.Usage, $"{fault.Message}\nTry '{command} --help'."),
        DataException => (ExitCode.BadData, fault.Message),
        OutOfMemoryException => (ExitCode.NoMemory,
            "The computer has not enough memory for this: found a request for more than there is (or than a table in memory may have), expected less; take fewer "
            + "sources, instruments or draws (--where, --instruments, --draws), or a computer with more memory."),
        TypeInitializationException { InnerException: { } cause } => Of(cause, command, cancellation),
        DeviceException or LibraryException => (ExitCode.DeviceUnavailable, fault.Message),
        OperationCanceledException when cancellation.IsCancellationRequested => (ExitCode.Interrupted, Interruption.Interrupted),
        IOException or UnauthorizedAccessException => (ExitCode.CannotWrite, $"The output could not be written: {fault.Message}"),
        _ => (ExitCode.Internal,
            $"Sorry: an internal error of gpuconcord, not a fault of yours ({fault.GetType().Name}: {fault.Message.ReplaceLineEndings(" ")}). "
            + $"Please report it as an issue, with the command and what it prints when {DebugOption} is added."),
    };
}
