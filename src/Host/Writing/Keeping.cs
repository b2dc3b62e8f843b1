using System.Runtime.Versioning;

namespace GpuConcord.Host.Writing;

/// <summary>Gives what is in a folder and not the old run's a second name in another folder: hard links, so that a file that somebody is writing goes on being that file.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Keeping(Replacement replacement)
{
    /// <summary>With more than these, moving the run's own files is the lesser work.</summary>
    private const int MostEntries = 10_000;

    private readonly HashSet<string> left = new([.. replacement.Coming, .. replacement.Going], StringComparer.Ordinal);
    private readonly HashSet<string> emptied = new(replacement.Emptied, StringComparer.Ordinal);
    private int entries;

    /// <summary>Links everything that stays and is not there yet; false where something cannot be linked, or a folder would not be the same to its users.</summary>
    /// <param name="from">The folder that has it.</param>
    /// <param name="to">The folder that is to have it too.</param>
    public bool TryLink(string from, string to)
    {
        try
        {
            entries = 0;
            return Unix.Status(from) is { } status && TryLink(from, to, "", status);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool TryLink(string from, string to, string inside, FileStatus folder)
    {
        if (folder.Owner != Unix.User || folder.Group != Unix.Status(to)?.Group || Unix.HasAccessLists(from))
        {
            return false;
        }

        foreach (FileSystemInfo entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            string name = inside + entry.Name, copy = Path.Combine(to, entry.Name);
            if (left.Contains(name) || (inside.Length == 0 && StagingPlace.IsUnfinished(entry.Name)))
            {
                continue;
            }

            bool linked = ++entries <= MostEntries && (entry is DirectoryInfo { LinkTarget: null }
                ? TryFolder(entry.FullName, copy, name, folder)
                : Paths.Exists(copy) || Unix.HardLink(entry.FullName, copy));
            if (!linked)
            {
                return false;
            }
        }

        return true;
    }

    private bool TryFolder(string from, string to, string name, FileStatus parent)
    {
        if (Unix.Status(from) is not { } status || !status.SharesMountWith(parent))
        {
            return false;
        }

        bool isNew = !Directory.Exists(to);
        Directory.CreateDirectory(to);
        if (!TryLink(from, to, name + "/", status))
        {
            return false;
        }

        if (isNew && emptied.Contains(name) && !Directory.EnumerateFileSystemEntries(to).Any())
        {
            Directory.Delete(to);
        }
        else if (isNew)
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
            Directory.SetLastWriteTimeUtc(to, Directory.GetLastWriteTimeUtc(from));
        }

        return true;
    }
}
