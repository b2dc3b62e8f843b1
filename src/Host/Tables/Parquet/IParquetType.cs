using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>A type of values in Parquet files: what a column of it can be read as, and how one is written.</summary>
internal interface IParquetType
{
    /// <summary>The type, without null.</summary>
    Type Type { get; }

    /// <summary>What holds a column as numbers, or null where it cannot be.</summary>
    IParquetColumn? Numbers(DataField field);

    /// <summary>What holds a column as names, or null where it cannot be.</summary>
    IParquetColumn? Names(DataField field);

    /// <summary>What holds a column as it is, to be handed on, or null where it cannot be.</summary>
    IParquetColumn? Values(DataField field);

    /// <summary>An array of so many values, nullable ones when they are optional.</summary>
    Array Allocate(int rows, bool optional);

    /// <summary>Reads a column of a file that holds no null unless it is text.</summary>
    /// <returns>Its values, row groups joined.</returns>
    Task<Array> ReadAsync(ParquetFile file, DataField field, CancellationToken cancellation);

    /// <summary>Writes the first values of an array as <see cref="Allocate"/> makes them.</summary>
    Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int count, CancellationToken cancellation);
}
