using System.Globalization;
using System.Numerics;

namespace GpuConcord.Host.Tables.Typed;

/// <summary>Reads a number from text; false when it is none of the type, or beyond its range.</summary>
internal delegate bool FromText<T>(ReadOnlySpan<char> text, out T value);

/// <summary>Reads a number from its bytes.</summary>
internal delegate T FromBytes<T>(ReadOnlySpan<byte> bytes);

/// <summary>Numbers of one type.</summary>
/// <param name="width">Bytes of one.</param>
/// <param name="fromText">Reads one from text.</param>
/// <param name="fromBytes">Reads one from bytes.</param>
/// <param name="magic">The number that says that there is none; null for none such.</param>
internal sealed class NumberValue<T>(int width, FromText<T> fromText, FromBytes<T> fromBytes, T? magic = null) : TypedValue where T : struct, INumber<T>
{
    // The longest double has 24 characters.
    private readonly char[] digits = new char[32];
    private T value;

    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override string Holds => T.IsInteger(T.One / (T.One + T.One)) ? "whole numbers" : "numbers with fractions";

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text =>
        !IsNull && value.TryFormat(digits, out int length, "", CultureInfo.InvariantCulture) ? digits.AsSpan(0, length) : "";

    /// <inheritdoc/>
    /// <remarks>Half of one is 0, a whole number, in types that have no fractions.</remarks>
    public override bool Allows(Contents contents) => contents != Contents.Names || T.IsInteger(T.One / (T.One + T.One));

    /// <inheritdoc/>
    public override Cell Number(out double number)
    {
        number = IsNull ? double.NaN : double.CreateSaturating(value);
        if (double.IsFinite(number))
        {
            return Cell.Number;
        }

        bool infinite = double.IsPositiveInfinity(number);
        number = double.NaN;
        return infinite ? Cell.Infinite : Cell.Missing;
    }

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new T?[rows];

    /// <inheritdoc/>
    public override void Copy(Array to, int at) => ((T?[])to)[at] = IsNull ? null : value;

    /// <inheritdoc/>
    protected override bool Parse(ReadOnlySpan<char> text) => fromText(text, out value) && Judge();

    /// <inheritdoc/>
    protected override bool Decode(ReadOnlySpan<byte> bytes)
    {
        value = fromBytes(bytes);
        return Judge();
    }

    /// <summary>The number that stands for none is none.</summary>
    private bool Judge()
    {
        if (magic is { } none && value == none)
        {
            SetNull();
        }

        return true;
    }
}
