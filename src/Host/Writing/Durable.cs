using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Writing;

/// <summary>Brings files and the names of folders to the disk, so that a name that is given afterwards never stands for less than the whole.</summary>
internal static class Durable
{
    /// <summary>Flushes files side by side: a disk takes many at once.</summary>
    /// <exception cref="IOException">The disk failed, or is full.</exception>
    public static void Files(IReadOnlyList<string> files) => SideBySide.For(0, files.Count, k => Unix.Flush(files[k]), CancellationToken.None);

    /// <summary>Flushes the names of a folder and of all folders inside it.</summary>
    public static void Folders(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        foreach (string inner in Directory.EnumerateDirectories(folder, "*", all))
        {
            Unix.Flush(inner);
        }

        Unix.Flush(folder);
    }
}
