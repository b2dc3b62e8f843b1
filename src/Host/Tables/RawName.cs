using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace GpuConcord.Host.Tables;

/// <summary>
/// Files whose names are not UTF-8. The names of Linux are bytes; .NET makes text of a command line's, with U+FFFD where that cannot be done, and no way leads back
/// from there. The system still has the words as they were (/proc/self/cmdline), and opens what they name.
/// </summary>
public static partial class RawName
{
    private const char Lost = '\uFFFD';
    private const int ReadOnlyAndNotInherited = 0x80000;

    /// <summary>Opens the file that a word of the command line names in bytes that are not UTF-8; null when there is none.</summary>
    /// <param name="path">The name as .NET has it.</param>
    internal static FileStream? Open(string path)
    {
        if (Bytes(path) is not { } name)
        {
            return null;
        }

        SafeFileHandle file = new(Open([.. name, 0], ReadOnlyAndNotInherited), ownsHandle: true);
        if (!file.IsInvalid)
        {
            return new FileStream(file, FileAccess.Read, bufferSize: 0);
        }

        file.Dispose();
        return null;
    }

    /// <summary>Whether a name came from bytes that are not UTF-8: a file made of it would be called something else.</summary>
    /// <param name="path">The name as .NET has it.</param>
    public static bool IsLost(string path) => Bytes(path) is not null;

    /// <summary>The bytes of a name, from a list of words that end in NUL: those of a word, or what follows its first =, the name of a table in brackets apart.</summary>
    internal static byte[]? Bytes(string path, ReadOnlySpan<byte> words)
    {
        while (words.IndexOf((byte)0) is var end && end >= 0)
        {
            ReadOnlySpan<byte> word = words[..end];
            words = words[(end + 1)..];
            int equals = word.IndexOf((byte)'=') + 1, bracket = word.LastIndexOf((byte)'[');
            foreach (int from in (ReadOnlySpan<int>)[0, equals])
            {
                foreach (int to in (ReadOnlySpan<int>)[end, bracket])
                {
                    if (to > from && Encoding.UTF8.GetString(word[from..to]).Equals(path, StringComparison.Ordinal)
                        && !word[from..to].SequenceEqual(Encoding.UTF8.GetBytes(path)))
                    {
                        return word[from..to].ToArray();
                    }
                }
            }
        }

        return null;
    }

    private static byte[]? Bytes(string? path) => path is not null && path.Contains(Lost, StringComparison.Ordinal) && File.Exists("/proc/self/cmdline")
        ? Bytes(path, File.ReadAllBytes("/proc/self/cmdline"))
        : null;

    [LibraryImport("libc", EntryPoint = "open")]
    private static partial int Open(byte[] path, int flags);
}
