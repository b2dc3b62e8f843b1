using System.Buffers;
using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>A column of a row group as it is stored: the values there are, one after another, and which rows have none.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
internal readonly ref struct Decoded<T> where T : struct
{
    private readonly T[] values;
    private readonly int[]? levels;
    private readonly int present;

    /// <summary>Decodes the column.</summary>
    public Decoded(ParquetRowGroupReader group, DataField field, int rows)
    {
        values = ArrayPool<T>.Shared.Rent(rows);
        present = field.MaxDefinitionLevel;
        levels = present > 0 ? ArrayPool<int>.Shared.Rent(rows) : null;
        // Without the cast, null would become an empty Memory: there is a conversion from an array.
        Memory<int>? room = levels is null ? (Memory<int>?)null : levels.AsMemory(0, rows);
        group.ReadRawAsync(field, values.AsMemory(0, rows), room, null).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>The values that there are.</summary>
    public ReadOnlySpan<T> Values => values;

    /// <summary>Whether a row has none.</summary>
    public bool IsNull(int row) => levels is not null && levels[row] != present;

    /// <summary>Gives the buffers back.</summary>
    public void Dispose()
    {
        ArrayPool<T>.Shared.Return(values, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        if (levels is not null)
        {
            ArrayPool<int>.Shared.Return(levels);
        }
    }
}
