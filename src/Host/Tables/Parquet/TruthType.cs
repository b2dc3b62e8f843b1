using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>Truth values: neither numbers nor names.</summary>
internal sealed record TruthType : IParquetType
{
    /// <inheritdoc/>
    public Type Type => typeof(bool);

    /// <inheritdoc/>
    public IParquetColumn? Numbers(DataField field) => null;

    /// <inheritdoc/>
    public IParquetColumn? Names(DataField field) => null;

    /// <inheritdoc/>
    public IParquetColumn? Values(DataField field) => new ValueColumn<bool>(field, _ => double.NaN);

    /// <inheritdoc/>
    public Array Allocate(int rows, bool optional) => optional ? new bool?[rows] : new bool[rows];

    /// <inheritdoc/>
    public Task<Array> ReadAsync(ParquetReader reader, DataField field, CancellationToken cancellation) =>
        StructValues.ReadAsync<bool>(reader, field, cancellation);

    /// <inheritdoc/>
    public Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation) =>
        StructValues.WriteAsync<bool>(group, field, values, count, cancellation);
}
