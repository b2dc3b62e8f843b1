using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Screen;

/// <summary>Output files under temporary names beside their own, which they get when all are complete; otherwise they vanish.</summary>
/// <param name="overwrite">Whether a file that exists may be replaced.</param>
internal sealed class PendingFiles(bool overwrite) : IDisposable
{
    private readonly List<(string Partial, string Final)> files = [];

    /// <summary>Checks a file's name now and opens it when called.</summary>
    /// <exception cref="UsageException">A folder, or a file that may not be replaced.</exception>
    public Func<Stream> Opener(string option, string file)
    {
        if (Directory.Exists(file))
        {
            throw new UsageException($"{option}: found a folder at {file}, expected a file; add a name");
        }

        if (File.Exists(file) && !overwrite)
        {
            throw new UsageException($"{option}: found a file at {file}, expected none; name another, or add --overwrite");
        }

        return () =>
        {
            string partial = $"{file}.partial-{Environment.ProcessId}";
            FileStream stream = new(partial, FileMode.Create, FileAccess.ReadWrite);
            files.Add((partial, file));
            return stream;
        };
    }

    /// <summary>The same for text.</summary>
    public Func<TextWriter> TextOpener(string option, string file)
    {
        Func<Stream> open = Opener(option, file);
        return () => new StreamWriter(open(), bufferSize: 1 << 16) { NewLine = "\n" };
    }

    /// <summary>Gives every file its name.</summary>
    public void Complete()
    {
        foreach ((string partial, string final) in files)
        {
            File.Move(partial, final, overwrite);
        }

        files.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((string partial, _) in files)
        {
            File.Delete(partial);
        }
    }
}
