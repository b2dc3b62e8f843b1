using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;
using GpuConcord.Host.Words;
using GpuConcord.Host.Writing;

namespace GpuConcord.Host.Jobs;

/// <summary>A file that a job reads: whoever does a part of it must read the same.</summary>
/// <param name="Path">The file as the command line names it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">SHA-256 of its content, lower-case hexadecimal.</param>
public sealed record JobInput(string Path, long Bytes, string Sha256)
{
    /// <summary>A file as it is now.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static JobInput Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return new JobInput(path, file.Length, Checksum.Of(file));
    }

    /// <summary>The files that the words of a command line name, whatever option they belong to: words, what follows their "=", and parts between commas.</summary>
    /// <param name="words">The command line.</param>
    /// <exception cref="UsageException">One of them is a pipe or device, which is there once only.</exception>
    public static IReadOnlyList<JobInput> All(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return
        [
            .. words.SelectMany(word => (string[])[word, word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..], .. word.Split(',')])
                .Where(File.Exists)
                .Distinct(StringComparer.Ordinal)
                .Select(path => OutputName.Of(path).IsChannel
                    ? throw new UsageException($"plan: found a pipe or device at {path}, expected a file: every part reads it by itself; write it to a file first")
                    : Of(path)),
        ];
    }

    /// <summary>Refuses a file that is not the one that was planned with.</summary>
    /// <param name="folder">The folder that names are relative to.</param>
    /// <exception cref="DataException">It is absent, or has changed.</exception>
    public void Require(string folder)
    {
        if (!File.Exists(Path))
        {
            throw DataException.In(
                Path, "no such file", "the file that the plan was made with", $"run this in the folder of the plan (cd {ShellWords.Quoted(folder)}), or put the file there");
        }

        JobInput now = Of(Path);
        if (now.Bytes != Bytes || !now.Sha256.Equals(Sha256, StringComparison.Ordinal))
        {
            throw DataException.In(Path, "other content than when the plan was made (its SHA-256 differs)", "the same file", "put it back, or plan anew where it was corrected");
        }
    }
}
