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
        var reader = await ParquetReader.CreateAsync(stream);
        await using (reader)
        {
            var fields = reader.Schema.GetDataFields();
            var values = new Dictionary<string, Array>(StringComparer.Ordinal);
            foreach (var field in fields)
                values[field.Name] = await ColumnAsync(reader, field);
            return new ParquetColumns([.. fields.Select(field => field.Name)], values, reader.CustomMetadata, reader.RowGroupCount);
        }
    }

    public static async Task<ParquetColumns> ReadAsync(string path)
    {
        await using var stream = File.OpenRead(path);
        return await ReadAsync(stream);
    }

    private static async Task<Array> ColumnAsync(ParquetReader reader, DataField field) =>
        field.ClrType == typeof(double) ? await NumbersAsync<double>(reader, field)
        : field.ClrType == typeof(int) ? await NumbersAsync<int>(reader, field)
        : await TextAsync(reader, field);

    private static async Task<T[]> NumbersAsync<T>(ParquetReader reader, DataField field) where T : struct
    {
        var all = new List<T>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var part = new T[group.RowCount];
            await group.ReadAsync<T>(field, part);
            all.AddRange(part);
        }
        return [.. all];
    }

    private static async Task<string?[]> TextAsync(ParquetReader reader, DataField field)
    {
        var all = new List<string?>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var part = new string[group.RowCount];
            await group.ReadAsync(field, part);
            all.AddRange(part);
        }
        return [.. all];
    }
}
