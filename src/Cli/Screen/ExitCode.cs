namespace GpuConcord.Cli.Screen;

/// <summary>What the program returns to the shell; 64 and above as in sysexits.h.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>A fault of the program.</summary>
    public const int Internal = 1;

    /// <summary>A fault of the command line.</summary>
    public const int Usage = 2;

    /// <summary>A fault of the data or the prior file.</summary>
    public const int BadData = 65;

    /// <summary>The device that was asked for cannot be had.</summary>
    public const int DeviceUnavailable = 69;

    /// <summary>The chains fall short and --strict was given; all output was written nevertheless.</summary>
    public const int NotConverged = 70;

    /// <summary>The computer has not enough memory.</summary>
    public const int NoMemory = 71;

    /// <summary>Output could not be written: no space, no permission.</summary>
    public const int CannotWrite = 74;

    /// <summary>Interrupted by Ctrl-C or a request to terminate; nothing was left behind.</summary>
    public const int Interrupted = 130;

    /// <summary>All was done, but whoever read standard output left before its end: what a shell says of a program that SIGPIPE ends.</summary>
    public const int ReaderGone = 141;

    /// <summary>Each code with what it means, for a manual.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> All { get; } =
    [
        (Success, "done"),
        (Internal, "an internal error; --debug shows where"),
        (Usage, "the command line is at fault"),
        (BadData, "the data are at fault: file, line, column, what was found, what was expected"),
        (DeviceUnavailable, "the device, or a library of the system, is not there, or the device has not enough memory for even the smallest wave"),
        (NotConverged, "with --strict: the chains have not converged; selftest: a check failed"),
        (NoMemory, "the computer has not enough memory"),
        (CannotWrite, "the output could not be written"),
        (Interrupted, "interrupted; no half-written file is left"),
        (ReaderGone, "all was done and every file written, but whoever read standard output left before its end"),
    ];
}
