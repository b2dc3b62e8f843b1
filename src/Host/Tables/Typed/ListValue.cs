namespace GpuConcord.Host.Tables.Typed;

/// <summary>What is listed and not read: lists of numbers, complex numbers.</summary>
/// <param name="type">Type of one value, for messages.</param>
/// <param name="width">Bytes of an element.</param>
/// <param name="holds">What the column holds, to follow "found".</param>
internal sealed class ListValue(Type type, int width, string holds) : TypedValue
{
    /// <inheritdoc/>
    public override Type Type => type;

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override string Holds => holds;

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text => "";

    /// <inheritdoc/>
    public override bool Allows(Contents contents) => false;

    /// <inheritdoc/>
    public override Cell Number(out double value)
    {
        value = double.NaN;
        return Cell.Text;
    }

    /// <inheritdoc/>
    public override Array Allocate(int rows) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Copy(Array to, int at) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override bool Parse(ReadOnlySpan<char> text) => true;

    /// <inheritdoc/>
    protected override bool Decode(ReadOnlySpan<byte> bytes) => true;
}
