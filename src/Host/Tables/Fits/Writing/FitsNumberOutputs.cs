using System.Buffers.Binary;
using System.Numerics;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>Numbers of 64 bits with a fraction; NaN where there is none.</summary>
internal sealed class FitsNumberOutput(OutputColumn source) : FitsOutput(source)
{
    /// <inheritdoc/>
    public override string Form => "D";

    /// <inheritdoc/>
    public override int Width => 8;

    /// <inheritdoc/>
    public override void Encode(int row, Span<byte> cell) => BinaryPrimitives.WriteDoubleBigEndian(cell, Source.Number!(row));
}

/// <summary>Values of another table as numbers with a fraction; NaN where there is none.</summary>
/// <typeparam name="T">Their type.</typeparam>
/// <param name="source">The column.</param>
/// <param name="single">Whether 32 bits hold them.</param>
/// <param name="number">The number that a value is.</param>
/// <param name="unit">Its unit, where the column has none.</param>
internal sealed class FitsValuesOutput<T>(OutputColumn source, bool single, Func<T, double> number, string unit = "") : FitsOutput(source) where T : struct
{
    private T?[] values = [];

    /// <inheritdoc/>
    public override string Form => single ? "E" : "D";

    /// <inheritdoc/>
    public override int Width => single ? 4 : 8;

    /// <inheritdoc/>
    public override string Unit => Source.Unit.Length > 0 ? Source.Unit : unit;

    /// <inheritdoc/>
    public override void Take() => values = (T?[])Source.Values!();

    /// <inheritdoc/>
    public override void Encode(int row, Span<byte> cell)
    {
        double value = values[row] is { } some ? number(some) : double.NaN;
        if (single)
        {
            BinaryPrimitives.WriteSingleBigEndian(cell, (float)value);
        }
        else
        {
            BinaryPrimitives.WriteDoubleBigEndian(cell, value);
        }
    }
}

/// <summary>Truth values: T, F, or a zero byte where there is none.</summary>
internal sealed class FitsFlagOutput(OutputColumn source) : FitsOutput(source)
{
    private bool?[] values = [];

    /// <inheritdoc/>
    public override string Form => "L";

    /// <inheritdoc/>
    public override int Width => 1;

    /// <inheritdoc/>
    public override void Take() => values = Source.Flag is null ? (bool?[])Source.Values!() : [];

    /// <inheritdoc/>
    public override void Encode(int row, Span<byte> cell) => cell[0] = (Source.Flag is { } flag ? flag(row) : values[row]) switch
    {
        true => (byte)'T',
        false => (byte)'F',
        null => 0,
    };
}

/// <summary>Whole numbers of a type that FITS has, or of the other sign by its convention for TZERO.</summary>
/// <typeparam name="T">Their type.</typeparam>
internal sealed class FitsWholeOutput<T> : FitsOutput where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    /// <summary>What stands in the file for a number is that number less this, in 64 bits.</summary>
    private readonly long turn;
    private readonly long missing;
    private T?[] values = [];
    private volatile bool lacks;
    private volatile bool occurs;

    /// <param name="source">The column.</param>
    /// <param name="known">Whether its values can be looked at now: all of the table's rows.</param>
    public FitsWholeOutput(OutputColumn source, bool known) : base(source)
    {
        bool signed = T.IsNegative(T.MinValue);
        Width = T.Zero.GetByteCount();
        turn = Width == 1 ? (signed ? -128 : 0) : signed ? 0 : Width switch { 2 => 1L << 15, 4 => 1L << 31, _ => long.MinValue };
        Zero = turn == long.MinValue ? 9223372036854775808.0 : turn;

        // The end of the range that a quantity reaches least: numbers without a sign begin at 0.
        missing = Original is { Null: { } own } original && original.Code == Form[0] && original.Zero == Zero ? own : Raw(signed ? T.MinValue : T.MaxValue);
        if (known && source.Values is { } all)
        {
            missing = Absent((T?[])all(), missing);
        }
    }

    /// <inheritdoc/>
    public override string Form => Width switch { 1 => "B", 2 => "I", 4 => "J", _ => "K" };

    /// <inheritdoc/>
    public override int Width { get; }

    /// <inheritdoc/>
    public override double Zero { get; }

    /// <inheritdoc/>
    public override bool MayLack => Source.Values is not null;

    /// <inheritdoc/>
    /// <exception cref="Faults.DataException">The number that was to say so occurs as well.</exception>
    public override long? Null => !lacks ? null : !occurs ? missing : throw Faults.DataException.In(
        $"column {Source.Name}", $"rows without a value besides {unchecked(missing + turn)}, which would say in FITS that there is none",
        "a number of its type that no row has", "write the table as Parquet or CSV");

    /// <inheritdoc/>
    public override void Take() => values = Source.Whole is null ? (T?[])Source.Values!() : [];

    /// <inheritdoc/>
    public override void Encode(int row, Span<byte> cell)
    {
        long raw = missing;
        if (Source.Whole is { } whole)
        {
            raw = whole(row);
        }
        else if (values[row] is { } value)
        {
            raw = Raw(value);
            if (raw == missing)
            {
                occurs = true;
            }
        }
        else
        {
            lacks = true;
        }

        switch (Width)
        {
            case 1:
                cell[0] = (byte)raw;
                break;
            case 2:
                BinaryPrimitives.WriteInt16BigEndian(cell, (short)raw);
                break;
            case 4:
                BinaryPrimitives.WriteInt32BigEndian(cell, (int)raw);
                break;
            default:
                BinaryPrimitives.WriteInt64BigEndian(cell, raw);
                break;
        }
    }

    private long Raw(T value) => unchecked(long.CreateTruncating(value) - turn);

    /// <summary>What no row has: <paramref name="first"/>, or the next number on the way to the other end of the range.</summary>
    private long Absent(T?[] all, long first)
    {
        HashSet<long> found = [.. all.Where(value => value is not null).Select(value => Raw(value!.Value))];
        long least = Math.Min(Raw(T.MinValue), Raw(T.MaxValue)), most = Math.Max(Raw(T.MinValue), Raw(T.MaxValue)), step = first > 0 ? -1 : 1;
        long free = first;
        while (found.Contains(free) && free + step >= least && free + step <= most)
        {
            free += step;
        }

        return free;
    }
}
