using GpuConcord.Host.Faults;
using Parquet;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Parquet, and what every reader of it needs: opening a file, and a message for one that is broken.</summary>
internal static class ParquetFormat
{
    private static readonly ParquetOptions Options = new() { TreatByteArrayAsString = true, UseDateOnlyTypeForDates = true };

    /// <summary>The format. Its end is needed first, so that a pipe is none.</summary>
    public static TableFormat Format { get; } = new(
        "Parquet", [".parquet", ".pq"], start => start.StartsWith("PAR1"u8), (file, stream, _) => ParquetRows.Open(file, stream), ParquetTableWriter.BeginAsync)
    {
        Advice = "name the file itself, no pipe: Parquet is read from its end; where only CSV will do, export its table as CSV",
        Seeks = true,
    };

    /// <summary>Opens a file; the stream is then the reader's, and closed when it cannot be opened.</summary>
    /// <exception cref="DataException">Not a Parquet file, or not the whole of one.</exception>
    public static ParquetFile Open(string file, Stream stream)
    {
        try
        {
            return Guard(file, () => ParquetFile.OpenAsync(stream, Options).GetAwaiter().GetResult());
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads a part of a file; whatever the decoder makes of broken bytes becomes a message.</summary>
    /// <exception cref="DataException">The part cannot be read.</exception>
    public static T Guard<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            throw Broken(file, fault.Message);
        }
    }

    /// <summary>Whether reading failed over the bytes: on damaged ones the decoder fails wherever they lead it, by range, overflow and format exceptions of every kind.</summary>
    public static bool IsDamage(Exception fault) => fault is not (DataException or OutOfMemoryException or UnauthorizedAccessException or OperationCanceledException);

    /// <summary>The error that a file is damaged or cut short.</summary>
    public static DataException Broken(string file, string why) => DataException.In(
        file, $"that it cannot be read as Parquet ({why.TrimEnd('.')})", "a Parquet file", "check that it was written in full");
}
