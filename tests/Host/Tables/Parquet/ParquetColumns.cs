using Parquet;
using Parquet.Schema;

namespace GpuConcord.Tests.Host.Tables.Parquet;

/// <summary>A Parquet file read back: columns by name, row groups joined.</summary>
internal sealed record ParquetColumns(
    string[] Names, IReadOnlyDictionary<string, Array> Values, IReadOnlyDictionary<string, string> Metadata, int RowGroups)
{
    public double[] Numbers(string name) => (double[])Values[name];

    public int[] Whole(string name) => (int[])Values[name];

    public string?[] Text(string name) => (string?[])Values[name];

    public static async Task<ParquetColumns> ReadAsync(Stream stream)
    {
        ParquetReader reader = await ParquetReader.CreateAsync(stream);
        await using (reader)
        {
            DataField[] fields = reader.Schema.GetDataFields();
            Dictionary<string, Array> values = new(StringComparer.Ordinal);
            foreach (DataField field in fields)
            {
                values[field.Name] = await ColumnAsync(reader, field);
            }

            return new ParquetColumns([.. fields.Select(field => field.Name)], values, reader.CustomMetadata, reader.RowGroupCount);
        }
    }

    public static async Task<ParquetColumns> ReadAsync(string path)
    {
        await using FileStream stream = File.OpenRead(path);
        return await ReadAsync(stream);
    }

    private static async Task<Array> ColumnAsync(ParquetReader reader, DataField field) =>
        field.ClrType == typeof(double) ? await NumbersAsync<double>(reader, field)
        : field.ClrType == typeof(int) ? await NumbersAsync<int>(reader, field)
        : await TextAsync(reader, field);

    private static async Task<T[]> NumbersAsync<T>(ParquetReader reader, DataField field) where T : struct
    {
        List<T> all = new();
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
            T[] part = new T[group.RowCount];
            await group.ReadAsync<T>(field, part);
            all.AddRange(part);
        }
        return [.. all];
    }

    private static async Task<string?[]> TextAsync(ParquetReader reader, DataField field)
    {
        List<string?> all = new();
        for (int g = 0; g < reader.RowGroupCount; g++)
        {
            using ParquetRowGroupReader group = reader.OpenRowGroupReader(g);
            string[] part = new string[group.RowCount];
            await group.ReadAsync(field, part);
            all.AddRange(part);
        }
        return [.. all];
    }
}
