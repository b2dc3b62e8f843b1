using GpuConcord.Host.Faults;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>The columns of a Parquet file that this program wrote, row groups joined.</summary>
internal sealed class ParquetTable
{
    private readonly string file;
    private readonly Dictionary<string, Array> columns;

    private ParquetTable(string file, Dictionary<string, Array> columns) => (this.file, this.columns) = (file, columns);

    /// <summary>Reads columns.</summary>
    /// <param name="file">Name in messages.</param>
    /// <param name="stream">A seekable stream, left open.</param>
    /// <param name="cancellation">Stops between columns.</param>
    /// <exception cref="DataException">Not a Parquet file, or not one of ours.</exception>
    public static async Task<ParquetTable> ReadAsync(string file, Stream stream, CancellationToken cancellation = default)
    {
        try
        {
            // Not closed, as that would close the stream. A file without checksums is no matter for a note: the run's record has its SHA-256.
            ParquetFile content = await ParquetFile.OpenAsync(stream, null, cancellation);
            Dictionary<string, Array> read = new(StringComparer.Ordinal);
            foreach (DataField field in content.Fields)
            {
                IParquetType type = ParquetTypes.Of(field) ?? throw new InvalidDataException($"a column {field.Name} of type {field.ClrType.Name}");
                read[field.Name] = await type.ReadAsync(content, field, cancellation);
            }

            return new ParquetTable(file, read);
        }
        catch (Exception fault) when (ParquetFormat.IsDamage(fault))
        {
            throw DataException.In(file, $"that it cannot be read as Parquet ({fault.Message.TrimEnd('.')})", "a file as gpuconcord fit --output writes it", "repeat the run");
        }
    }

    /// <summary>Names of the columns, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => columns.Keys;

    /// <summary>A column of numbers, NaN where a row has none.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public double[] Numbers(string name) => columns.GetValueOrDefault(name) is double?[] optional
        ? Array.ConvertAll(optional, value => value ?? double.NaN)
        : Column<double>(name);

    /// <summary>A column of whole numbers.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public int[] Whole(string name) => Column<int>(name);

    /// <summary>A column of text.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public string?[] Text(string name) => Column<string?>(name);

    private T[] Column<T>(string name) => columns.TryGetValue(name, out Array? column) && column is T[] values
        ? values
        : throw DataException.In(file, $"no column {name} of the expected type", "a file as gpuconcord fit --output writes it", "repeat the run");
}
