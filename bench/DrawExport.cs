using System.Runtime.InteropServices;
using GpuConcord.Host.Tables.Parquet;

namespace GpuConcord.Bench;

/// <summary>Turns the draws of <c>gpuconcord fit --output</c> into plain doubles, for readers without Parquet such as R's.</summary>
internal static class DrawExport
{
    /// <summary>
    /// Writes <c>[column][row]</c>, rows as the file has them: chain after chain. Little-endian, as doubles are on every machine that .NET runs on today.
    /// </summary>
    /// <param name="draws">The file of draws.</param>
    /// <param name="columns">The columns wanted, in that order.</param>
    /// <param name="target">The file to write.</param>
    public static async Task WriteAsync(string draws, IEnumerable<string> columns, string target)
    {
        await using FileStream stream = File.OpenRead(draws);
        ParquetTable table = await ParquetTable.ReadAsync(draws, stream);
        await using FileStream output = File.Create(target);
        foreach (string column in columns)
        {
            output.Write(MemoryMarshal.AsBytes<double>(table.Numbers(column)));
        }
    }
}
