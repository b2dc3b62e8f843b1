namespace GpuConcord.Host.Tables.Typed;

/// <summary>Truth values.</summary>
/// <param name="fromText">Reads one from text; null is one that is not known.</param>
/// <param name="fromBytes">Reads one from its byte; null where that is the character of a text.</param>
internal sealed class FlagValue(FromText<bool?> fromText, FromBytes<bool>? fromBytes = null) : TypedValue
{
    private bool value;

    /// <inheritdoc/>
    public override Type Type => typeof(bool);

    /// <inheritdoc/>
    public override int Width => 1;

    /// <inheritdoc/>
    public override string Holds => "truth values";

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text => IsNull ? "" : value ? "True" : "False";

    /// <inheritdoc/>
    public override bool Allows(Contents contents) => contents == Contents.Values;

    /// <inheritdoc/>
    public override Cell Number(out double number)
    {
        number = double.NaN;
        return IsNull ? Cell.Missing : Cell.Text;
    }

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new bool?[rows];

    /// <inheritdoc/>
    public override void Copy(Array to, int at) => ((bool?[])to)[at] = IsNull ? null : value;

    /// <inheritdoc/>
    protected override bool Parse(ReadOnlySpan<char> text)
    {
        if (!fromText(text, out bool? read))
        {
            return false;
        }

        value = read ?? false;
        if (read is null)
        {
            SetNull();
        }

        return true;
    }

    /// <inheritdoc/>
    protected override bool Decode(ReadOnlySpan<byte> bytes)
    {
        if (fromBytes is null)
        {
            return Parse([(char)bytes[0]]);
        }

        value = fromBytes(bytes);
        return true;
    }
}
