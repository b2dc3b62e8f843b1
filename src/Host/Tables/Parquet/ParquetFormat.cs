using GpuConcord.Host.Faults;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>What every reader of Parquet files needs: telling one, opening one, and a message for one that is broken.</summary>
internal static class ParquetFormat
{
    private static readonly ParquetOptions _options = new() { TreatByteArrayAsString = true };

    /// <summary>Whether the content begins as Parquet does. A stream that cannot seek never does: its end is needed first.</summary>
    public static bool Begins(Stream stream)
    {
        if (!stream.CanSeek)
            return false;
        Span<byte> magic = stackalloc byte[4];
        var length = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return length == magic.Length && magic.SequenceEqual("PAR1"u8);
    }

    /// <summary>Opens a file; the stream is then the reader's, and closed when it cannot be opened.</summary>
    /// <exception cref="DataException">Not a Parquet file, or not the whole of one.</exception>
    public static ParquetReader Open(string file, Stream stream)
    {
        try
        {
            return Guard(file, () =>
            {
                var reader = ParquetReader.CreateAsync(stream, _options).GetAwaiter().GetResult();

                // The schema is decoded when it is first asked for: a fault of it belongs here.
                _ = reader.Schema.GetDataFields();
                return reader;
            });
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
        // On bytes that were damaged the decoder fails wherever they lead it: range, overflow and format exceptions of every kind.
        catch (Exception fault) when (fault is not (DataException or OutOfMemoryException or UnauthorizedAccessException))
        {
            throw Broken(file, fault.Message);
        }
    }

    /// <summary>Whether a column holds text.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <summary>The error that a file is damaged or cut short.</summary>
    public static DataException Broken(string file, string why) => DataException.In(
        file, $"that it cannot be read as Parquet ({why.TrimEnd('.')})", "a Parquet file", "check that it was written in full");
}
