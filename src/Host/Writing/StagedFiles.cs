namespace GpuConcord.Host.Writing;

/// <summary>
/// Files of one folder on their way to their names: each is written in a hidden folder beside them, which is locked while this process lives, flushed to
/// disk and given its name, so that the name stands for the earlier file or the whole new one at every moment.
/// </summary>
public sealed class StagedFiles : IDisposable
{
    private const string Prefix = ".gpuconcord-";
    private const int Tries = 20;

    private readonly string folder;
    private readonly StagingLock held;
    private readonly IDisposable memory;
    private readonly List<(string Partial, string Target)> files = [];

    private StagedFiles(string folder, StagingLock held)
    {
        (this.folder, this.held) = (folder, held);
        memory = Completion.Remember(held.Remove);
    }

    /// <summary>Begins to write files of a folder, and removes what processes that were killed left there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It is absent, or cannot be written to.</exception>
    public static StagedFiles In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"found no folder {folder}, expected one; make it, or name another");
        }

        foreach (string left in Directory.EnumerateDirectories(folder, $"{Prefix}*"))
        {
            StagingLock.TryLeftOver(left)?.Remove();
        }

        // Another process that begins here may take a folder that has no lock yet for a left one: then a second name serves.
        for (int left = Tries; ; left--)
        {
            try
            {
                return new StagedFiles(folder, StagingLock.Take(Path.Combine(folder, $"{Prefix}{Guid.NewGuid():N}"), folder));
            }
            catch (InUseException) when (left > 1)
            {
            }
        }
    }

    /// <summary>A new file for writing and seeking, which the caller closes.</summary>
    /// <param name="target">The name it is to have: a whole path in this folder.</param>
    public FileStream Create(string target)
    {
        string partial = Path.Combine(held.Folder, $"{files.Count}");
        FileStream stream = new(partial, FileMode.CreateNew, FileAccess.ReadWrite);
        files.Add((partial, target));
        return stream;
    }

    /// <summary>Brings every file, which must be closed, to the disk.</summary>
    public void Flush()
    {
        Durable.Files([.. files.Select(file => file.Partial)]);
        Unix.Flush(held.Folder);
    }

    /// <summary>Gives every file its name.</summary>
    /// <param name="overwrite">Whether a file may be replaced that has come there meanwhile.</param>
    public void Place(bool overwrite) => Completion.Run(() =>
    {
        foreach ((string partial, string target) in files)
        {
            File.Move(partial, target, overwrite);
        }

        Unix.Flush(folder);
        return files.Count > 0;
    });

    /// <summary>Removes what has no name of its own yet.</summary>
    public void Dispose()
    {
        memory.Dispose();
        held.Remove();
    }
}
