using System.Globalization;

namespace GpuConcord.Host.Writing;

/// <summary>
/// A folder of unfinished work, locked while its process lives: the operating system frees the lock however that ends. Whoever gets the lock of a folder
/// that is there therefore knows that what lies in it is left over.
/// </summary>
internal sealed class StagingLock : IDisposable
{
    private const string LockFile = "lock", OwnerFile = "owner";

    /// <summary>How often a lock is tried, and how long to wait in between: it may be held for a moment by one who only tidies up.</summary>
    private const int Tries = 20, PauseMilliseconds = 25;

    private readonly FileStream held;

    private StagingLock(string folder, FileStream held) => (Folder, this.held) = (folder, held);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Takes the lock of a folder, which is made where absent.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="place">What is written, for the message.</param>
    /// <exception cref="InUseException">A living process has it.</exception>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public static StagingLock Take(string folder, string place)
    {
        for (int left = Tries; ; left--)
        {
            Directory.CreateDirectory(folder);
            if (TryOnce(folder, FileMode.OpenOrCreate) is { } taken)
            {
                return taken;
            }

            Wait(left, folder, place);
        }
    }

    /// <summary>Takes the lock of a folder that a process left behind; null when there is no such folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="place">What is written, for the message.</param>
    /// <exception cref="InUseException">A living process has it.</exception>
    public static StagingLock? TakeLeftOver(string folder, string place)
    {
        for (int left = Tries; Directory.Exists(folder); left--)
        {
            if (TryOnce(folder, FileMode.OpenOrCreate) is { } taken)
            {
                return taken;
            }

            Wait(left, folder, place);
        }

        return null;
    }

    /// <summary>One attempt at a folder that is there; null when its process lives, or is just making or removing it, or it is of somebody else.</summary>
    public static StagingLock? TryLeftOver(string folder)
    {
        StagingLock? taken = null;
        Attempt(() => taken = TryOnce(folder, FileMode.Open));
        if (taken is null)
        {
            // Only an empty one can be removed so: a process that was just making it makes it again.
            Attempt(() => Directory.Delete(folder));
        }

        return taken;
    }

    /// <summary>Whether a living process has the lock of a folder; nothing is changed.</summary>
    public static bool IsHeld(string folder)
    {
        try
        {
            using FileStream file = new(Path.Combine(folder, LockFile), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return IsHeld(fault.HResult);
        }
    }

    /// <summary>Removes everything in the folder, the lock last, then the folder; what cannot be removed is left to the next run.</summary>
    public void Remove()
    {
        Attempt(() =>
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(Folder).EnumerateFileSystemInfos().Where(entry => entry.Name is not LockFile))
            {
                Attempt(() => Delete(entry));
            }
        });
        if (OperatingSystem.IsWindows())
        {
            // An open file cannot be removed there, nor taken from under its lock.
            held.Dispose();
        }

        Attempt(() =>
        {
            // With the lock gone nobody could tell whose the rest is.
            if (Directory.EnumerateFileSystemEntries(Folder).Take(2).Count() < 2)
            {
                File.Delete(Path.Combine(Folder, LockFile));
                Directory.Delete(Folder);
            }
        });
        held.Dispose();
    }

    /// <summary>Gives the lock back and leaves the folder as it is.</summary>
    public void Dispose() => held.Dispose();

    private static StagingLock? TryOnce(string folder, FileMode mode)
    {
        string name = Path.Combine(folder, LockFile);
        FileStream file;
        try
        {
            file = new FileStream(name, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException || (fault is IOException && IsHeld(fault.HResult)))
        {
            return null;
        }

        // One who had the lock before may have removed the file after it was opened here: this would then be the lock of nothing.
        if (Unix.Status(file.SafeFileHandle) is { } opened && Unix.Status(name)?.Identity != opened.Identity)
        {
            file.Dispose();
            return null;
        }

        StagingLock taken = new(folder, file);
        // The lock itself cannot be read while it is held.
        Attempt(() => File.WriteAllText(Path.Combine(folder, OwnerFile), string.Create(
            CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName}, since {DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss zzz}")));
        return taken;
    }

    private static void Wait(int left, string folder, string place)
    {
        if (left <= 1)
        {
            string? owner = null;
            Attempt(() => owner = File.ReadAllText(Path.Combine(folder, OwnerFile)).Trim());
            throw new InUseException(place, owner is "" ? null : owner);
        }

        Thread.Sleep(PauseMilliseconds);
    }

    /// <summary>EWOULDBLOCK on Linux and on macOS, a sharing violation on Windows.</summary>
    private static bool IsHeld(int code) => code is 11 or 35 or unchecked((int)0x80070020);

    private static void Delete(FileSystemInfo entry)
    {
        if (entry is DirectoryInfo { LinkTarget: null } folder)
        {
            folder.Delete(recursive: true);
        }
        else
        {
            entry.Delete();
        }
    }

    private static void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // What is left over does no harm: the next run on the same place removes it.
        }
    }
}
