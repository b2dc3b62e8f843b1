using System.Buffers;
using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Data.Tables;

/// <summary>
/// The columns of one row group that are read: numbers as doubles (NaN where there is none), names as characters (empty where there is
/// none). The buffers serve one group after another. A name of a dictionary is decoded once a group, and no name becomes a string.
/// </summary>
internal sealed class ParquetBlock
{
    private readonly double[][] _numbers;
    private readonly ReadOnlyMemory<char>[][] _names;

    /// <param name="columns">Number of columns of the table.</param>
    public ParquetBlock(int columns)
    {
        _numbers = new double[columns][];
        _names = new ReadOnlyMemory<char>[columns][];
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>A number of a column that was read as such.</summary>
    public double Number(int column, int row) => _numbers[column][row];

    /// <summary>A name of a column that was read as such.</summary>
    public ReadOnlySpan<char> Name(int column, int row) => _names[column][row].Span.Trim();

    /// <summary>What fills a column of this type with numbers, or null when there is no such thing.</summary>
    public static Action<ParquetBlock, ParquetRowGroupReader, int>? Numbers(DataField field) =>
        field.MaxRepetitionLevel > 0 ? null
        : field.ClrType == typeof(double) ? (block, group, column) => block.Fill<double>(group, field, column)
        : field.ClrType == typeof(float) ? (block, group, column) => block.Fill<float>(group, field, column)
        : field.ClrType == typeof(decimal) ? (block, group, column) => block.Fill<decimal>(group, field, column)
        : field.ClrType == typeof(long) ? (block, group, column) => block.Fill<long>(group, field, column)
        : field.ClrType == typeof(ulong) ? (block, group, column) => block.Fill<ulong>(group, field, column)
        : field.ClrType == typeof(int) ? (block, group, column) => block.Fill<int>(group, field, column)
        : field.ClrType == typeof(uint) ? (block, group, column) => block.Fill<uint>(group, field, column)
        : field.ClrType == typeof(short) ? (block, group, column) => block.Fill<short>(group, field, column)
        : field.ClrType == typeof(ushort) ? (block, group, column) => block.Fill<ushort>(group, field, column)
        : field.ClrType == typeof(sbyte) ? (block, group, column) => block.Fill<sbyte>(group, field, column)
        : field.ClrType == typeof(byte) ? (block, group, column) => block.Fill<byte>(group, field, column)
        : null;

    /// <summary>What fills a column of this type with names, or null when there is no such thing.</summary>
    public static Action<ParquetBlock, ParquetRowGroupReader, int>? Names(DataField field) =>
        field.MaxRepetitionLevel > 0 ? null
        : ParquetFormat.IsText(field) ? (block, group, column) => block.FillText(group, field, column)
        : field.ClrType == typeof(long) ? (block, group, column) => block.FillDigits<long>(group, field, column)
        : field.ClrType == typeof(int) ? (block, group, column) => block.FillDigits<int>(group, field, column)
        : field.ClrType == typeof(short) ? (block, group, column) => block.FillDigits<short>(group, field, column)
        : null;

    /// <summary>Reads a row group.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="fill">What fills each column; null for one that nobody reads.</param>
    public void Read(ParquetRowGroupReader group, Action<ParquetBlock, ParquetRowGroupReader, int>?[] fill)
    {
        Rows = checked((int)group.RowCount);
        for (var c = 0; c < fill.Length; c++)
            fill[c]?.Invoke(this, group, c);
    }

    private void Fill<T>(ParquetRowGroupReader group, DataField field, int column) where T : struct, INumber<T>
    {
        if (_numbers[column] is null || _numbers[column].Length < Rows)
            _numbers[column] = new double[Rows];
        var numbers = _numbers[column];
        Decode<T>(group, field, (row, value) => numbers[row] = value is { } number ? double.CreateSaturating(number) : double.NaN);
    }

    private void FillText(ParquetRowGroupReader group, DataField field, int column)
    {
        var names = NamesOf(column);
        Decode<ReadOnlyMemory<char>>(group, field, (row, value) => names[row] = value ?? default);
    }

    private void FillDigits<T>(ParquetRowGroupReader group, DataField field, int column) where T : struct, INumber<T>
    {
        const int Longest = 20;
        var names = NamesOf(column);
        var digits = new char[Rows * Longest];
        Decode<T>(group, field, (row, value) =>
        {
            var length = 0;
            if (value is { } number)
                number.TryFormat(digits.AsSpan(row * Longest, Longest), out length, "", CultureInfo.InvariantCulture);
            names[row] = digits.AsMemory(row * Longest, length);
        });
    }

    private ReadOnlyMemory<char>[] NamesOf(int column)
    {
        if (_names[column] is null || _names[column].Length < Rows)
            _names[column] = new ReadOnlyMemory<char>[Rows];
        return _names[column];
    }

    /// <summary>Decodes a column and hands out its values row by row, null where there is none.</summary>
    private void Decode<T>(ParquetRowGroupReader group, DataField field, Action<int, T?> keep) where T : struct
    {
        var values = ArrayPool<T>.Shared.Rent(Rows);
        var levels = field.MaxDefinitionLevel > 0 ? ArrayPool<int>.Shared.Rent(Rows) : null;
        group.ReadRawAsync(field, values.AsMemory(0, Rows), levels is null ? (Memory<int>?)null : levels.AsMemory(0, Rows), null).AsTask().GetAwaiter().GetResult();
        for (int row = 0, next = 0; row < Rows; row++)
            keep(row, levels is null || levels[row] == field.MaxDefinitionLevel ? values[next++] : null);
        ArrayPool<T>.Shared.Return(values, clearArray: typeof(T) == typeof(ReadOnlyMemory<char>));
        if (levels is not null)
            ArrayPool<int>.Shared.Return(levels);
    }
}
