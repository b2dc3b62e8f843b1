using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables;

/// <summary>Opens the file a user named, or says why not.</summary>
internal static class Files
{
    /// <summary>Opens a file for one pass from front to back.</summary>
    /// <param name="path">The path as the user gave it, with the name of a table of it in brackets or without.</param>
    /// <param name="expected">What the file should be.</param>
    /// <param name="alternatives">Names that may stand in place of a path.</param>
    /// <exception cref="DataException">Absent, or a directory.</exception>
    public static Stream Open(string path, string expected, IEnumerable<string> alternatives)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw DataException.In("''", "a blank name", expected, "name it");
        }

        string file = TableName.Of(path).File;
        if (Directory.Exists(file))
        {
            throw DataException.In(path, "a directory", expected, "name a file inside it");
        }

        if (!File.Exists(file))
        {
            return RawName.Open(file) ?? throw Absent(file, expected, alternatives);
        }

        return new FileStream(file, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
    }

    /// <summary>Opens and reads a file; what the operating system refuses becomes a message.</summary>
    /// <exception cref="DataException">The file may not be read, or reading it failed.</exception>
    public static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (UnauthorizedAccessException)
        {
            throw DataException.In(file, "a file that may not be read", "a readable file", "give yourself permission to read it (chmod u+r)");
        }
        catch (IOException fault)
        {
            throw DataException.In(file, $"that reading failed ({fault.Message.TrimEnd('.')})", "a readable file", "check the disk or network it lies on");
        }
    }

    private static DataException Absent(string path, string expected, IEnumerable<string> alternatives)
    {
        string otherwise = $"check the path, relative to {Environment.CurrentDirectory}";
        string? folder = Path.GetDirectoryName(path);
        string lookIn = string.IsNullOrEmpty(folder) ? "." : folder;
        if (!Directory.Exists(lookIn))
        {
            return DataException.In(path, $"no directory {lookIn}", expected, otherwise);
        }

        IEnumerable<string> beside = Directory.EnumerateFiles(lookIn).Take(10_000).Select(file => Path.Join(folder, Path.GetFileName(file)));
        return DataException.In(path, "no such file", expected, DidYouMean.Advice(path, alternatives.Concat(beside), otherwise));
    }
}
