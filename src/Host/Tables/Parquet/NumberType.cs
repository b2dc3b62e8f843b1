using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Numbers of one type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="IsName">Whether they may serve as names.</param>
internal sealed record NumberType<T>(bool IsName = false) : IParquetType where T : struct, INumber<T>
{
    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public IParquetColumn? Numbers(DataField field) => new NumberColumn<T>(field);

    /// <inheritdoc/>
    public IParquetColumn? Names(DataField field) => IsName ? new DigitColumn<T>(field) : null;

    /// <inheritdoc/>
    public IParquetColumn? Values(DataField field) => new ValueColumn<T>(field, double.CreateSaturating);

    /// <inheritdoc/>
    public Array Allocate(int rows, bool optional) => optional ? new T?[rows] : new T[rows];

    /// <inheritdoc/>
    public Task<Array> ReadAsync(ParquetFile file, DataField field, CancellationToken cancellation) =>
        StructValues.ReadAsync<T>(file, field, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation) =>
        StructValues.WriteAsync<T>(group, field, values, count, cancellation);
}
