using System.Security.Cryptography;
using GpuConcord.Host.Faults;

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
        return new JobInput(path, file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }

    /// <summary>The files that the words of a command line name, whatever option they belong to: words, what follows their "=", and parts between commas.</summary>
    /// <param name="words">The command line.</param>
    public static IReadOnlyList<JobInput> All(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return
        [
            .. words.SelectMany(word => (string[])[word, word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..], .. word.Split(',')])
                .Where(File.Exists)
                .Distinct(StringComparer.Ordinal)
                .Select(Of),
        ];
    }

    /// <summary>Refuses a file that is not the one that was planned with.</summary>
    /// <exception cref="DataException">It is absent, or has changed.</exception>
    public void Require()
    {
        if (!File.Exists(Path))
        {
            throw DataException.In(Path, "no such file", "the file that the plan was made with", "run this where the plan was made, or put the file there");
        }

        if (new FileInfo(Path).Length != Bytes || !Of(Path).Sha256.Equals(Sha256, StringComparison.Ordinal))
        {
            throw DataException.In(Path, "other content than when the plan was made (its SHA-256 differs)", "the same file", "put it back, or plan anew");
        }
    }
}
