using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Pages;

/// <summary>Where a table of results is, to be told to a person.</summary>
internal static class ResultFile
{
    /// <summary>The file of a table in a folder of results: that in CSV, or else in the first format in which it is there.</summary>
    public static string In(string folder, string table)
    {
        string[] files = [.. TableFormats.Standard.All.Where(format => format.Write is not null).Select(format => Path.Combine(folder, table + format.Extensions[0]))];
        return files.Where(File.Exists).FirstOrDefault(files[0]);
    }
}
