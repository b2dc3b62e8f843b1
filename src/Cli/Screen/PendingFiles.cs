using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Writing;

namespace GpuConcord.Cli.Screen;

/// <summary>Output files under temporary names beside their own, which they get when all are complete; otherwise they vanish.</summary>
/// <param name="overwrite">Whether a file that exists may be replaced.</param>
internal sealed class PendingFiles(bool overwrite) : IDisposable
{
    /// <summary>What to do in place of "-" where another file is written beside the one that is named.</summary>
    public const string Several = "name one, as another is written beside it";

    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StagedFiles> folders = new(StringComparer.Ordinal);
    private readonly List<(string Whole, OutputName Name)> channels = [];
    private StagedFiles? elsewhere;

    /// <summary>Checks a file's name now and opens it when called.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="file">Its name.</param>
    /// <param name="instead">What to do in place of "-", which means standard output elsewhere; null for its name as a file.</param>
    /// <exception cref="UsageException">A folder, a file that may not be replaced, one that another option names too, or "-".</exception>
    public Func<Stream> Opener(string option, string file, string? instead = null)
    {
        if (file.Length == 0)
        {
            throw new UsageException($"{option}: found no name, expected a file; name one");
        }

        if (file is "-")
        {
            throw new UsageException($"{option}: found -, expected a file; {instead ?? "write /dev/stdout for standard output"} (./- is a file of that name)");
        }

        if (RawName.IsLost(file))
        {
            throw new UsageException($"{option}: found a name that is not UTF-8 ({file}), expected one that is; files of such names are read, and not written: name another");
        }

        if (Directory.Exists(file))
        {
            throw new UsageException($"{option}: found a folder at {file}, expected a file; add a name");
        }

        OutputName name = OutputName.Of(file);
        if (!options.TryAdd(name.Key, option))
        {
            string other = options[name.Key];
            string both = other.Equals(option, StringComparison.Ordinal) ? $"{option}: found two outputs that" : $"{other} and {option}: found outputs that both";
            throw new UsageException($"{both} would be written to {file}, expected a file for each; name another");
        }

        if (name.Exists && !overwrite)
        {
            throw new UsageException($"{option}: found a file at {file}, expected none; name another, or add --overwrite");
        }

        return () => name.IsChannel ? Whole(name) : Folder(name).Create(name.Target);
    }

    /// <summary>The same for a file whose name is that of another output with an ending.</summary>
    /// <exception cref="UsageException">Beside that output no file can be made.</exception>
    public Func<Stream> Beside(string option, string file, string ending) =>
        OutputName.Of(file) is { IsChannel: true } name && name.Target.StartsWith("/dev/", StringComparison.Ordinal)
            ? throw new UsageException($"{option}: found {file}, expected a file, as another is written beside it ({ending}); name a file")
            : Opener(option, file + ending);

    /// <summary>As text with line feeds.</summary>
    public static Func<TextWriter> Text(Func<Stream> open) => () => new StreamWriter(open(), bufferSize: 1 << 16) { NewLine = "\n" };

    /// <summary>Gives every file its name.</summary>
    /// <exception cref="IOException">The disk is full, or failed; files that had no name yet have none.</exception>
    public void Complete()
    {
        foreach (StagedFiles files in folders.Values)
        {
            files.Flush();
        }

        foreach ((string whole, OutputName name) in channels)
        {
            using FileStream from = File.OpenRead(whole);
            using Stream to = Open(name);
            from.CopyTo(to);
        }

        foreach (StagedFiles files in folders.Values)
        {
            files.Place(overwrite);
        }

        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (StagedFiles files in folders.Values)
        {
            files.Dispose();
        }

        folders.Clear();
        elsewhere?.Dispose();
        channels.Clear();
    }

    /// <summary>Opens a channel; waits until a pipe has a reader.</summary>
    private static Stream Open(OutputName name) => name.Standard switch
    {
        (true, _) => StandardStream.Output,
        (_, true) => StandardStream.Error,
        _ => new FileStream(name.Target, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 }),
    };

    private StagedFiles Folder(OutputName name)
    {
        string folder = Path.GetDirectoryName(name.Target)!;
        if (!folders.TryGetValue(folder, out StagedFiles? files))
        {
            folders.Add(folder, files = StagedFiles.In(folder));
        }

        return files;
    }

    /// <summary>A file elsewhere that is copied into the channel once it is complete.</summary>
    private FileStream Whole(OutputName name)
    {
        elsewhere ??= StagedFiles.In(Path.GetTempPath());
        FileStream whole = elsewhere.Create(name.Target);
        channels.Add((whole.Name, name));
        return whole;
    }
}
