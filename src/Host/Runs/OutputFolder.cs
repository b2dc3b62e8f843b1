using System.Security.Cryptography;
using System.Text.Json;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Runs;

/// <summary>A file that was written.</summary>
/// <param name="Name">Name inside its folder.</param>
/// <param name="Bytes">Size.</param>
/// <param name="Sha256">SHA-256, lower-case hexadecimal.</param>
public sealed record OutputFile(string Name, long Bytes, string Sha256);

/// <summary>
/// A folder that receives a run's files all together or not at all: they are written in a hidden folder inside and renamed
/// into place by <see cref="Commit"/>, <see cref="Manifest"/> last. A folder with a manifest is complete.
/// </summary>
public sealed class OutputFolder : IDisposable
{
    /// <summary>The file that describes the others.</summary>
    public const string Manifest = "run.json";

    /// <summary>The folder of figures inside, with a slash behind it.</summary>
    public const string Figures = "figures/";

    private readonly string path;
    private readonly string partialPath;
    private readonly bool created;
    private readonly Func<string, bool> replaced;
    private readonly List<string> names = [];

    private OutputFolder(string path, string partial, bool created, Func<string, bool> replaced) =>
        (this.path, partialPath, this.created, this.replaced) = (path, partial, created, replaced);

    /// <summary>Claims a folder, made when absent. Fails at once, before there is anything to lose, when files could not be put there.</summary>
    /// <param name="path">The folder as the user named it.</param>
    /// <param name="overwrite">Take a folder that is not empty: files of an earlier run are replaced, others are left alone.</param>
    /// <exception cref="UsageException">It is a file, is not empty, or cannot be written to.</exception>
    public static OutputFolder Open(string path, bool overwrite)
    {
        if (File.Exists(path))
        {
            throw new UsageException($"--output: found a file at {path}, expected a folder; name another folder");
        }

        bool existed = Directory.Exists(path);
        try
        {
            if (existed && !overwrite && Directory.EnumerateFileSystemEntries(path).Any())
            {
                string what = File.Exists(Path.Combine(path, Manifest)) ? "the files of an earlier run" : "files";
                throw new UsageException(
                    $"--output: found {what} in {path}, expected a new or empty folder; name another, or add --overwrite to replace an earlier run's files (others stay)");
            }
            string partial = Path.Combine(path, $".partial-{Environment.ProcessId}-{Guid.NewGuid():N}");
            Directory.CreateDirectory(partial);
            return new OutputFolder(path, partial, created: !existed, replaced: _ => true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output: {path} cannot be written to ({fault.Message.TrimEnd('.')}); name another folder");
        }
    }

    /// <summary>Whether a run is being written to a folder.</summary>
    /// <param name="path">The folder.</param>
    public static bool IsBusy(string path) => Directory.Exists(path) && Directory.EnumerateDirectories(path, ".partial-*").Any();

    /// <summary>Opens the folder of a finished run to add files, a new manifest among them; the run's own files stay.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="replaced">Which files that the old manifest names are given up, by name.</param>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static OutputFolder OpenRun(string path, Func<string, bool> replaced)
    {
        string partial = Path.Combine(path, $".partial-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(partial);
        return new OutputFolder(path, partial, created: false, replaced);
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
        if (!IsInside(name))
        {
            throw new ArgumentException($"'{name}' is no name of a file inside a folder", nameof(name));
        }

        names.Add(name);
        string file = Path.Combine(partialPath, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return file;
    }

    /// <summary>The files so far, which must be closed.</summary>
    public IReadOnlyList<OutputFile> Describe()
    {
        OutputFile[] files = new OutputFile[names.Count];
        SideBySide.For(0, files.Length, k =>
        {
            using FileStream file = File.OpenRead(Path.Combine(partialPath, names[k]));
            files[k] = new OutputFile(names[k], file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
        }, CancellationToken.None);
        return files;
    }

    /// <summary>Puts every file into place and removes what an earlier run left there.</summary>
    public void Commit()
    {
        string[] replacing = [.. NamedByManifest().Where(replaced)];
        foreach (string stale in replacing)
        {
            File.Delete(Path.Combine(path, stale));
        }

        foreach (string name in names.OrderBy(name => name.Equals(Manifest, StringComparison.Ordinal)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
            File.Move(Path.Combine(partialPath, name), Path.Combine(path, name), overwrite: true);
        }
        Directory.Delete(partialPath, recursive: true);
        foreach (string inner in FoldersOf([.. replacing, Figures]))
        {
            string whole = Path.Combine(path, inner);
            if (Directory.Exists(whole) && !Directory.EnumerateFileSystemEntries(whole).Any())
            {
                Directory.Delete(whole);
            }
        }
    }

    /// <summary>Removes what was not put into place, and the folder when it was made for it.</summary>
    public void Dispose()
    {
        if (!Directory.Exists(partialPath))
        {
            return;
        }

        Directory.Delete(partialPath, recursive: true);
        if (created && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    /// <summary>The folders that files are in, inner ones first.</summary>
    private static IEnumerable<string> FoldersOf(IEnumerable<string> files) => files
        .SelectMany(name => Enumerable.Range(0, name.Length).Where(at => name[at] == '/').Select(at => name[..at]))
        .Distinct(StringComparer.Ordinal)
        .OrderByDescending(inner => inner.Length);

    /// <summary>The manifest of an earlier run, then the files it names; only those inside this folder, no link between, so that nothing outside is touched.</summary>
    private IReadOnlyList<string> NamedByManifest()
    {
        string manifest = Path.Combine(path, Manifest);
        if (!File.Exists(manifest))
        {
            return [];
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(manifest));
            return
            [
                Manifest,
                .. json.RootElement.GetProperty("outputs").EnumerateArray()
                    .Select(file => file.GetProperty("name").GetString()!)
                    .Where(IsInside)
                    .Where(name => File.Exists(Path.Combine(path, name)) && !FoldersOf([name]).Any(inner => new DirectoryInfo(Path.Combine(path, inner)).LinkTarget is not null)),
            ];
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Not one of ours: it is replaced, and nothing else is removed.
            return [Manifest];
        }
    }

    /// <summary>Whether a name is a path that stays inside a folder wherever files have names: its parts are plain.</summary>
    private static bool IsInside(string name) =>
        name.Split('/').All(part => part is not ("" or "." or "..") && part.AsSpan().IndexOfAny('\\', ':', '\0') < 0);
}
