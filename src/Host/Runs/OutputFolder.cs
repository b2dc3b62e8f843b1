using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;
using GpuConcord.Host.Threads;
using GpuConcord.Host.Writing;

namespace GpuConcord.Host.Runs;

/// <summary>A file that was written.</summary>
/// <param name="Name">Name inside its folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record OutputFile(string Name, long Bytes, string Sha256);

/// <summary>
/// A folder that receives a run's files all together or not at all: they are put together in a hidden folder beside it and
/// put into place by <see cref="Commit"/>. However the process ends, the folder holds the earlier run or this one. A folder with a manifest is complete.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    /// <summary>The file that describes the others.</summary>
    public const string Manifest = "run.json";

    /// <summary>The folder of figures inside, with a slash behind it.</summary>
    public const string Figures = "figures/";

    private readonly string target;
    private readonly StagingLock held;
    private readonly bool created;
    private readonly Func<string, bool> replaced;
    private readonly Func<string, string, bool> swap;
    private readonly List<string> names = [];
    private readonly IDisposable memory;
    private bool ended;

    private OutputFolder(string target, StagingLock held, bool created, Func<string, bool> replaced, Func<string, string, bool>? swap)
    {
        (this.target, this.held, this.created, this.replaced, this.swap) = (target, held, created, replaced, swap ?? Unix.Exchange);
        memory = Completion.Remember(Abandon);
        Directory.CreateDirectory(Fresh);
    }

    private string Fresh => Path.Combine(held.Folder, Replacement.NewName);

    /// <summary>Claims a folder, made when absent. Fails at once, before there is anything to lose, when files could not be put there.</summary>
    /// <param name="path">The folder as the user named it; where it is a link, what that leads to is meant.</param>
    /// <param name="overwrite">Take a folder that is not empty: files of an earlier run are replaced, others are left alone.</param>
    /// <exception cref="UsageException">It is a file, or is not empty, or "-", which is no folder's name but stands for standard output elsewhere.</exception>
    /// <exception cref="InUseException">Another run is being written to it.</exception>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static OutputFolder Open(string path, bool overwrite) => Open(path, overwrite, swap: null);

    /// <summary>The same, with another way to exchange two folders.</summary>
    internal static OutputFolder Open(string path, bool overwrite, Func<string, string, bool>? swap)
    {
        if (path.Length == 0)
        {
            throw new UsageException("--output: found no name, expected a folder; name one");
        }

        if (path is "-")
        {
            throw new UsageException("--output: found -, expected a folder, as results are several files; name one, or leave --output out to have the page on standard "
                + "output, or with --json every number (./- is a folder of that name)");
        }

        if (InTheWay(path) is { } file)
        {
            throw new UsageException(file.Equals(path, StringComparison.Ordinal)
                ? $"--output: found a file at {path}, expected a folder; name another folder"
                : $"--output: {path} cannot be written to ({file} is a file); name another folder");
        }

        try
        {
            string place = Paths.Resolve(path);
            bool isNew = !Directory.Exists(place);
            StagingLock taken = Settlement.Begin(new StagingPlace(place), path);
            try
            {
                string[] entries = isNew ? [] : [.. Directory.EnumerateFileSystemEntries(place)];
                if (!overwrite && entries.Any(entry => !StagingPlace.IsUnfinished(Path.GetFileName(entry))))
                {
                    string what = File.Exists(Path.Combine(place, Manifest)) ? "the files of an earlier run" : "files";
                    throw new UsageException(
                        $"--output: found {what} in {path}, expected a new or empty folder; name another, or add --overwrite to replace an earlier run's files (others stay)");
                }

                foreach (string stale in entries.Where(entry => Path.GetFileName(entry) is not StagingPlace.InsideName && StagingPlace.IsUnfinished(Path.GetFileName(entry))))
                {
                    Directory.Delete(stale, recursive: true);
                }

                Directory.CreateDirectory(place);
                return new OutputFolder(place, taken, isNew, replaced: _ => true, swap);
            }
            catch
            {
                taken.Remove();
                throw;
            }
        }
        catch (Exception fault) when (fault is (IOException or UnauthorizedAccessException) and not InUseException)
        {
            throw new IOException($"{path} cannot be written to ({fault.Message.TrimEnd('.')}); name another folder", fault);
        }
    }

    /// <summary>Whether a run is being written to a folder.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsBusy(string path)
    {
        StagingPlace place = new(Paths.Resolve(path));
        return (place.Beside is { } beside && StagingLock.IsHeld(beside)) || StagingLock.IsHeld(place.Inside);
    }

    /// <summary>The folders inside one that a process is, or was, writing to from beside them.</summary>
    /// <param name="parent">The folder that they are in.</param>
    public static IEnumerable<string> Unfinished(string parent) => StagingPlace.TargetsIn(parent);

    /// <summary>Removes what a process that was killed left of its work on a folder; a replacement that was decided is completed before. What a living one holds stays.</summary>
    /// <param name="path">The folder.</param>
    public static void Tidy(string path) => Settlement.Tidy(new StagingPlace(Paths.Resolve(path)));

    /// <summary>Opens the folder of a finished run to add files, a new manifest among them; the run's own files stay.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="replaced">Which files that the old manifest names are given up, by name.</param>
    /// <exception cref="InUseException">Another run is being written to it.</exception>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static OutputFolder OpenRun(string path, Func<string, bool> replaced) => OpenRun(path, replaced, swap: null);

    /// <summary>The same, with another way to exchange two folders.</summary>
    internal static OutputFolder OpenRun(string path, Func<string, bool> replaced, Func<string, string, bool>? swap)
    {
        string place = Paths.Resolve(path);
        return new OutputFolder(place, Settlement.Begin(new StagingPlace(place), path), created: false, replaced, swap);
    }

    /// <summary>A new file for writing and seeking.</summary>
    /// <param name="name">A plain name, or one inside folders such as <see cref="Figures"/>, with slashes between.</param>
    public FileStream Create(string name) => new(Claim(name), FileMode.CreateNew, FileAccess.ReadWrite);

    /// <summary>Lists a file, which the caller makes and closes before <see cref="Describe"/>: where there are too many to be open together.</summary>
    /// <param name="name">A plain name, or one inside folders, with slashes between.</param>
    /// <returns>The path to write it to, in a folder that exists.</returns>
    /// <exception cref="ArgumentException">The name leads out of the folder.</exception>
    internal string Claim(string name)
    {
        if (!Paths.IsInside(name))
        {
            throw new ArgumentException($"'{name}' is no name of a file inside a folder", nameof(name));
        }

        names.Add(name);
        string file = Path.Combine(Fresh, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    /// <summary>The files so far, which must be closed.</summary>
    public IReadOnlyList<OutputFile> Describe()
    {
        OutputFile[] files = new OutputFile[names.Count];
        SideBySide.For(0, files.Length, k =>
        {
            using FileStream file = File.OpenRead(Path.Combine(Fresh, names[k]));
            files[k] = new OutputFile(names[k], file.Length, Checksum.Of(file));
        }, CancellationToken.None);
        return files;
    }

    /// <summary>Puts every file into place and removes what an earlier run left there.</summary>
    /// <exception cref="IOException">That failed; the folder is as it was.</exception>
    public void Commit()
    {
        string[] going = [.. EarlierRun.Files(target).Where(replaced)];
        string[] coming = [.. names.OrderBy(name => name is Manifest)];
        Replacement replacement = new(target, held.Folder, coming, going, [.. Paths.FoldersOf([.. going, Figures])]);
        replacement.RequireRoom();
        Durable.Files([.. coming.Select(name => Path.Combine(Fresh, name))]);
        if (!Exchange.TryRun(replacement, swap))
        {
            Journal.Run(replacement);
        }

        ended = true;
        memory.Dispose();
        held.Remove();
    }

    /// <summary>Removes what was not put into place, and the folder when it was made for it.</summary>
    public void Dispose()
    {
        memory.Dispose();
        if (!ended)
        {
            ended = true;
            Abandon();
        }
    }

    private void Abandon()
    {
        // A folder that the work lies in goes after it; one beside it goes before, while others are kept away by the lock.
        bool inside = Path.GetDirectoryName(held.Folder)!.Equals(target, StringComparison.Ordinal);
        if (!inside)
        {
            RemoveIfMade();
        }

        Settlement.Abandon(held);
        if (inside)
        {
            RemoveIfMade();
        }
    }

    private void RemoveIfMade()
    {
        if (created && Directory.Exists(target) && !Directory.EnumerateFileSystemEntries(target).Any())
        {
            Directory.Delete(target);
        }
    }

    /// <summary>The folder itself, or one that it would be in, where that is a file.</summary>
    private static string? InTheWay(string path)
    {
        if (File.Exists(Paths.Resolve(path)))
        {
            return path;
        }

        for (string? place = Path.GetDirectoryName(path); !string.IsNullOrEmpty(place); place = Path.GetDirectoryName(place))
        {
            if (File.Exists(place))
            {
                return place;
            }
        }

        return null;
    }
}
