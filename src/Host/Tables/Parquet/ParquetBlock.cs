using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

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
        var numbers = _numbers[column].AsSpan(0, Rows);
        using var decoded = new Decoded<T>(group, field, Rows);
        var next = 0;
        for (var row = 0; row < numbers.Length; row++)
            numbers[row] = decoded.IsNull(row) ? double.NaN : double.CreateSaturating(decoded.Values[next++]);
    }

    private void FillText(ParquetRowGroupReader group, DataField field, int column)
    {
        var names = NamesOf(column);
        using var decoded = new Decoded<ReadOnlyMemory<char>>(group, field, Rows);
        var next = 0;
        for (var row = 0; row < names.Length; row++)
            names[row] = decoded.IsNull(row) ? default : decoded.Values[next++];
    }

    private void FillDigits<T>(ParquetRowGroupReader group, DataField field, int column) where T : struct, INumber<T>
    {
        const int Longest = 20;
        var names = NamesOf(column);
        var digits = new char[Rows * Longest];
        using var decoded = new Decoded<T>(group, field, Rows);
        for (int row = 0, next = 0; row < names.Length; row++)
        {
            var length = 0;
            if (!decoded.IsNull(row))
                decoded.Values[next++].TryFormat(digits.AsSpan(row * Longest, Longest), out length, "", CultureInfo.InvariantCulture);
            names[row] = digits.AsMemory(row * Longest, length);
        }
    }

    private Span<ReadOnlyMemory<char>> NamesOf(int column)
    {
        if (_names[column] is null || _names[column].Length < Rows)
            _names[column] = new ReadOnlyMemory<char>[Rows];
        return _names[column].AsSpan(0, Rows);
    }

    /// <summary>A column as it is stored: the values there are, one after another, and which rows have none.</summary>
    private readonly ref struct Decoded<T> where T : struct
    {
        private readonly T[] _values;
        private readonly int[]? _levels;
        private readonly int _present;

        public Decoded(ParquetRowGroupReader group, DataField field, int rows)
        {
            _values = ArrayPool<T>.Shared.Rent(rows);
            _present = field.MaxDefinitionLevel;
            _levels = _present > 0 ? ArrayPool<int>.Shared.Rent(rows) : null;
            Memory<int>? levels = _levels is null ? (Memory<int>?)null : _levels.AsMemory(0, rows);
            group.ReadRawAsync(field, _values.AsMemory(0, rows), levels, null).AsTask().GetAwaiter().GetResult();
        }

        public ReadOnlySpan<T> Values => _values;

        public bool IsNull(int row) => _levels is not null && _levels[row] != _present;

        public void Dispose()
        {
            ArrayPool<T>.Shared.Return(_values, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
            if (_levels is not null)
                ArrayPool<int>.Shared.Return(_levels);
        }
    }
}
