using System.ComponentModel;
using System.Runtime.InteropServices;

namespace GpuConcord.Cli.Screen;

/// <summary>
/// Standard output or standard error, as bytes. .NET's own passes over a reader who has left, and ends the process when standard error is closed or full; this one
/// says whether the reader has left, and standard error that cannot be written to is passed over: there is nobody to tell.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int Again = 11, AgainOnMac = 35, BadFile = 9, BrokenPipe = 32, Interrupted = 4;
    private const int GetFlags = 3, AccessMode = 3;

    private readonly int file;
    private readonly Stream? ofRuntime;
    private bool isClosed;

    private StandardStream(int file)
    {
        this.file = file;
        ofRuntime = !OperatingSystem.IsWindows() ? null : file == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    /// <summary>Standard output.</summary>
    public static StandardStream Output { get; } = new(1);

    /// <summary>Standard error.</summary>
    public static StandardStream Error { get; } = new(2);

    /// <summary>Whether nothing more is written: the reader has left, or standard error cannot be written to.</summary>
    public bool IsBroken { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>
    /// Keeps the numbers of standard streams that are closed from the files that are opened next, which would get what is printed. To be called before any is.
    /// </summary>
    public static void Reserve()
    {
        for (int standard = 0; standard <= 2 && !OperatingSystem.IsWindows(); standard++)
        {
            // The lowest number that is free is the one that open gives.
            if (Control(standard, GetFlags) < 0 && Open("/dev/null", 0) < 0)
            {
                break;
            }
        }

        Output.isClosed = IsOfRuntime(1);
        Error.IsBroken = IsOfRuntime(2);
    }

    /// <summary>
    /// Whether a stream is the end of a pipe whose other end is a standard stream too: no shell does that. The runtime's pipe for signals is, where two of them were
    /// closed, and it is not to be written to.
    /// </summary>
    private static bool IsOfRuntime(int standard)
    {
        string? Target(int number) => new FileInfo($"/proc/self/fd/{number}").LinkTarget;
        return OperatingSystem.IsLinux() && Target(standard) is { } own && own.StartsWith("pipe:", StringComparison.Ordinal)
            && Enumerable.Range(0, standard).Any(other => own.Equals(Target(other), StringComparison.Ordinal) && (Control(other, GetFlags) & AccessMode) == 0);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">Standard output is closed, or what it goes to is full.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (ofRuntime is not null)
        {
            ofRuntime.Write(buffer);
            return;
        }

        if (isClosed)
        {
            Fail(BadFile);
        }

        while (!IsBroken && !buffer.IsEmpty)
        {
            nint written = Write(file, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error is Again or AgainOnMac)
            {
                Thread.Sleep(1);
            }
            else if (error is not Interrupted)
            {
                Fail(error);
            }
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() => ofRuntime?.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Fail(int error)
    {
        if (error == BrokenPipe || file == 2)
        {
            IsBroken = true;
            return;
        }

        throw new IOException(error == BadFile ? "Standard output is closed" : new Win32Exception(error).Message);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, ref byte buffer, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
