namespace GpuConcord.Host.Tables.Typed;

/// <summary>One column of a table that has types, and its value in the row at hand, decoded from text or from bytes, most significant first.</summary>
internal abstract class TypedValue
{
    /// <summary>Type of the values.</summary>
    public abstract Type Type { get; }

    /// <summary>Whether the row at hand has none.</summary>
    public bool IsNull { get; private set; } = true;

    /// <summary>Bytes of a value, or of one of its characters.</summary>
    public abstract int Width { get; }

    /// <summary>The value as text; valid until the next one.</summary>
    public abstract ReadOnlySpan<char> Text { get; }

    /// <summary>What the column holds, to follow "found": "lists", "numbers with fractions".</summary>
    public abstract string Holds { get; }

    /// <summary>Whether the values can be read as this.</summary>
    public abstract bool Allows(Contents contents);

    /// <summary>Takes the value of a row from its text; false when it is none of this type. A null is <see cref="SetNull"/>'s.</summary>
    public bool TakeText(ReadOnlySpan<char> text)
    {
        IsNull = false;
        bool taken = Parse(text);
        IsNull |= !taken;
        return taken;
    }

    /// <summary>Takes the value of a row from its bytes; false when they are none of this type.</summary>
    public bool TakeBytes(ReadOnlySpan<byte> bytes)
    {
        IsNull = false;
        bool taken = Decode(bytes);
        IsNull |= !taken;
        return taken;
    }

    /// <summary>Says that the row has none.</summary>
    public void SetNull() => IsNull = true;

    /// <summary>What number the value is.</summary>
    public abstract Cell Number(out double value);

    /// <summary>An array for values of many rows.</summary>
    public abstract Array Allocate(int rows);

    /// <summary>Copies the value, or null, into such an array.</summary>
    public abstract void Copy(Array to, int at);

    /// <summary>Reads the value from text.</summary>
    protected abstract bool Parse(ReadOnlySpan<char> text);

    /// <summary>Reads the value from bytes.</summary>
    protected abstract bool Decode(ReadOnlySpan<byte> bytes);
}
