using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Values that are no numbers, such as truth values and dates: they are handed on to another table, and may serve as names where their text is short.</summary>
/// <typeparam name="T">Their type.</typeparam>
/// <param name="NameLength">Characters of their text when they may serve as names; 0 when they may not.</param>
internal sealed record HandedOnType<T>(int NameLength = 0) : IParquetType where T : struct
{
    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public IParquetColumn? Numbers(DataField field) => null;

    /// <inheritdoc/>
    public IParquetColumn? Names(DataField field) => NameLength > 0 ? new DigitColumn<T>(field, NameLength) : null;

    /// <inheritdoc/>
    public IParquetColumn? Values(DataField field) => new ValueColumn<T>(field, _ => double.NaN);

    /// <inheritdoc/>
    public Array Allocate(int rows, bool optional) => optional ? new T?[rows] : new T[rows];

    /// <inheritdoc/>
    public Task<Array> ReadAsync(ParquetFile file, DataField field, CancellationToken cancellation) =>
        StructValues.ReadAsync<T>(file, field, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation) =>
        StructValues.WriteAsync<T>(group, field, values, count, cancellation);
}
