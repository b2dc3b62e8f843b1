using GpuConcord.Host.Faults;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>The columns of a Parquet file that this program wrote, row groups joined.</summary>
public sealed class ParquetTable
{
    private readonly string _file;
    private readonly Dictionary<string, Array> _columns;

    private ParquetTable(string file, Dictionary<string, Array> columns) => (_file, _columns) = (file, columns);

    /// <summary>Reads columns.</summary>
    /// <param name="file">Name in messages.</param>
    /// <param name="stream">A seekable stream, left open.</param>
    /// <param name="cancellation">Stops between columns.</param>
    /// <exception cref="DataException">Not a Parquet file, or not one of ours.</exception>
    public static async Task<ParquetTable> ReadAsync(string file, Stream stream, CancellationToken cancellation = default)
    {
        try
        {
            var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellation);
            await using (reader)
            {
                var columns = new Dictionary<string, Array>(StringComparer.Ordinal);
                foreach (var field in reader.Schema.GetDataFields())
                {
                    columns[field.Name] = field.ClrType == typeof(double) ? await NumbersAsync<double>(reader, field, cancellation)
                        : field.ClrType == typeof(int) ? await NumbersAsync<int>(reader, field, cancellation)
                        : await TextAsync(reader, field, cancellation);
                }
                return new ParquetTable(file, columns);
            }
        }
        catch (Exception fault) when (fault is IOException or ParquetException or InvalidDataException or ArgumentException or InvalidCastException)
        {
            throw DataException.In(file, $"that it cannot be read as Parquet ({fault.Message.TrimEnd('.')})", "a file as gpuconcord fit --output writes it", "repeat the run");
        }
    }

    /// <summary>Names of the columns, in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _columns.Keys;

    /// <summary>A column of numbers.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public double[] Numbers(string name) => Column<double>(name);

    /// <summary>A column of whole numbers.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public int[] Whole(string name) => Column<int>(name);

    /// <summary>A column of text.</summary>
    /// <exception cref="DataException">There is none of that name.</exception>
    public string?[] Text(string name) => Column<string?>(name);

    private T[] Column<T>(string name) => _columns.TryGetValue(name, out var column) && column is T[] values
        ? values
        : throw DataException.In(_file, $"no column {name} of the expected type", "a file as gpuconcord fit --output writes it", "repeat the run");

    private static async Task<Array> NumbersAsync<T>(ParquetReader reader, DataField field, CancellationToken cancellation) where T : struct
    {
        var all = new List<T>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var part = new T[group.RowCount];
            await group.ReadAsync<T>(field, part, cancellationToken: cancellation);
            all.AddRange(part);
        }
        return all.ToArray();
    }

    private static async Task<Array> TextAsync(ParquetReader reader, DataField field, CancellationToken cancellation)
    {
        var all = new List<string?>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var part = new string[group.RowCount];
            await group.ReadAsync(field, part, cancellationToken: cancellation);
            all.AddRange(part);
        }
        return all.ToArray();
    }
}
