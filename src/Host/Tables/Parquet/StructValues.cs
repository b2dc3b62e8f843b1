using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Whole columns of values that are no text.</summary>
internal static class StructValues
{
    /// <summary>Reads a column without nulls, row groups joined.</summary>
    public static async Task<Array> ReadAsync<T>(ParquetFile file, DataField field, CancellationToken cancellation) where T : struct
    {
        if (field.IsNullable)
        {
            return await ReadOptionalAsync<T>(file, field, cancellation);
        }

        List<T> all = [];
        for (int g = 0; g < file.Groups; g++)
        {
            T[] part = new T[file.RowsOf(g)];
            await file.Admit(g, field).ReadAsync<T>(field, part, cancellationToken: cancellation);
            all.AddRange(part);
        }

        return all.ToArray();
    }

    private static async Task<Array> ReadOptionalAsync<T>(ParquetFile file, DataField field, CancellationToken cancellation) where T : struct
    {
        List<T?> all = [];
        for (int g = 0; g < file.Groups; g++)
        {
            T?[] part = new T?[file.RowsOf(g)];
            await file.Admit(g, field).ReadAsync<T>(field, part.AsMemory(), cancellationToken: cancellation);
            all.AddRange(part);
        }

        return all.ToArray();
    }

    /// <summary>Writes the first values of an array of values or of nullable ones.</summary>
    public static Task WriteAsync<T>(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation) where T : struct =>
        values is T?[] optional
            ? group.WriteAsync<T>(field, optional.AsMemory(0, count), cancellationToken: cancellation)
            : group.WriteAsync<T>(field, ((T[])values).AsMemory(0, count), cancellationToken: cancellation);
}
