using System.Runtime.InteropServices;

namespace GpuConcord.Host.Writing;

/// <summary>
/// What .NET has no words for: two folders exchanged in one step, hard links, folders flushed to disk, and what kind of thing a name stands for. Where a call is
/// missing (another system, an old kernel, a sandbox) the answer is that it cannot be done; everybody who asks has another way then.
/// </summary>
internal static partial class Unix
{
    private const int WorkingFolder = -100;
    private const uint ExchangeFlag = 2;
    private const int EmptyPath = 0x1000, NoFollow = 0x100;
    private const uint BasicStats = 0x7ff, MountNumber = 0x1000;
    private const int InvalidArgument = 22, NoPermission = 13, NotSupported = 95, ReadOnlyFileSystem = 30;

    /// <summary>Exchanges what two names stand for, so that at every moment both stand for one of the two; false where that cannot be done, and nothing was.</summary>
    public static bool Exchange(string one, string other) => Try(() => RenameAt2(WorkingFolder, one, WorkingFolder, other, ExchangeFlag) == 0);

    /// <summary>Gives a file, or a symbolic link itself, a second name; false where that cannot be done.</summary>
    public static bool HardLink(string from, string to) => Try(() => Link(from, to) == 0);

    /// <summary>Whether a folder has access control lists of its own, which a folder made in its place would lack.</summary>
    public static bool HasAccessLists(string folder) => Try(
        () => GetAttribute(folder, "system.posix_acl_access", 0, 0) > 0 || GetAttribute(folder, "system.posix_acl_default", 0, 0) > 0);

    /// <summary>The user whose rights count.</summary>
    public static uint User => OperatingSystem.IsWindows() ? 0 : GetEffectiveUser();

    /// <summary>What a name stands for, links followed unless said otherwise; null where it cannot be told.</summary>
    public static FileStatus? Status(string path, bool followed = true) => Ask(WorkingFolder, path, followed ? 0 : NoFollow);

    /// <summary>The same of an open file.</summary>
    public static FileStatus? Status(SafeHandle file)
    {
        bool counted = false;
        try
        {
            file.DangerousAddRef(ref counted);
            return Ask((int)file.DangerousGetHandle(), "", EmptyPath);
        }
        finally
        {
            if (counted)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Brings a file to the disk, or which names a folder has. .NET's own way keeps a failing disk to itself.</summary>
    /// <exception cref="IOException">The disk failed, or is full.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int file = Open(path, 0);
        if (file < 0)
        {
            // Names may be made in a folder that may not be read: then there is no way to flush it.
            Fail(path, Marshal.GetLastPInvokeError());
            return;
        }

        int failure = FlushFile(file) == 0 ? 0 : Marshal.GetLastPInvokeError();
        _ = Close(file);
        Fail(path, failure);
    }

    private static void Fail(string path, int failure)
    {
        if (failure is not (0 or InvalidArgument or NoPermission or NotSupported or ReadOnlyFileSystem))
        {
            throw new IOException($"{Marshal.GetPInvokeErrorMessage(failure)}: '{path}'", failure);
        }
    }

    private static FileStatus? Ask(int folder, string path, int flags)
    {
        StatusBuffer found = default;
        return Try(() => StatX(folder, path, flags, BasicStats | MountNumber, out found) == 0)
            ? new FileStatus(new FileIdentity(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode), found.Mount, found.Owner, found.Group, found.Mode)
            : null;
    }

    private static bool Try(Func<bool> call)
    {
        try
        {
            return call();
        }
        catch (Exception fault) when (fault is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint GetAttribute(string path, string name, nint value, nint size);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FlushFile(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out StatusBuffer status);

    /// <summary>struct statx of Linux, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusBuffer
    {
        [FieldOffset(20)]
        public uint Owner;
        [FieldOffset(24)]
        public uint Group;
        [FieldOffset(28)]
        public ushort Mode;
        [FieldOffset(32)]
        public ulong Inode;
        [FieldOffset(136)]
        public uint DeviceMajor;
        [FieldOffset(140)]
        public uint DeviceMinor;
        [FieldOffset(144)]
        public ulong Mount;
    }
}
