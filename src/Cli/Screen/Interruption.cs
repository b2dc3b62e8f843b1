using System.Runtime.InteropServices;
using GpuConcord.Host.Writing;

namespace GpuConcord.Cli.Screen;

/// <summary>
/// Turns the first Ctrl-C, hang-up or request to terminate into a cancellation, so that temporary files go before the program does. Where work has not
/// unwound after <see cref="Patience"/>, and at the second signal, the process ends as it stands: what it was writing never had its name.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>How long the work may take to unwind; with what follows the end comes within a second of the signal.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    /// <summary>How long files may still be put into place.</summary>
    private static readonly TimeSpan PatienceWithFiles = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource source = new();
    private readonly Terminal terminal;
    private readonly PosixSignalRegistration[] registrations;
    private int signals;
    private int ended;

    /// <summary>Begins to listen.</summary>
    /// <param name="terminal">Where to tell that the program ends.</param>
    public Interruption(Terminal terminal)
    {
        this.terminal = terminal;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Says that the program ends by itself, its last message excepted; does not return where it is being ended already.</summary>
    public void End()
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            Thread.Sleep(Timeout.Infinite);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref signals) > 1)
        {
            Stop(TimeSpan.Zero, tidy: false);
            return;
        }

        // A thread of its own: those of the pool may all be at work.
        new Thread(() =>
        {
            Thread.Sleep(Patience);
            Stop(PatienceWithFiles, tidy: true);
        })
        { IsBackground = true }.Start();
        try
        {
            source.Cancel();
        }
        catch (Exception fault) when (fault is ObjectDisposedException or AggregateException)
        {
            // The program ends, or what was told to stop cannot: the thread above ends it.
        }
    }

    private void Stop(TimeSpan patience, bool tidy)
    {
        if (Interlocked.Exchange(ref ended, 1) != 0)
        {
            if (!tidy)
            {
                Exit(ExitCode.Interrupted);
            }

            return;
        }

        // From here on no file gets its name.
        string message = Completion.Close(patience) switch
        {
            false => Completion.Kept is { } kept ? $"Interrupted; {kept}" : Interrupted,
            true => "Interrupted; the files were complete and stay.",
            null => "Interrupted while files were put into place: each is whole, and the next run on them, or gpuconcord report, completes what is left.",
        };
        if (tidy)
        {
            Completion.RemoveUnfinished();
        }

        try
        {
            terminal.Error.WriteLine(terminal.ErrorIsScreen ? $"\n{message}" : message);
            terminal.Error.Flush();
        }
        catch (IOException)
        {
            // After a hang-up there is nobody to tell.
        }

        Exit(ExitCode.Interrupted);
    }

    /// <summary>What is said when nothing was written.</summary>
    public const string Interrupted = "Interrupted; no file was written.";

    /// <summary>Ends at once: <see cref="Environment.Exit"/> waits for finalizers and drivers, which may be at work.</summary>
    private static void Exit(int code)
    {
        if (OperatingSystem.IsWindows())
        {
            Environment.Exit(code);
        }

        ExitNow(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
