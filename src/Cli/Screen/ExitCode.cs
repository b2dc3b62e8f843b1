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
}
