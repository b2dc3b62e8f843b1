using System.Text;

namespace GpuConcord.Host.Tables.Typed;

/// <summary>Texts.</summary>
/// <param name="encoding">How bytes spell them: it must refuse bytes that spell none.</param>
/// <param name="width">Bytes of a character, or of a part of one.</param>
internal sealed class TextValue(Encoding encoding, int width) : TypedValue
{
    private char[] text = new char[64];
    private int length;

    /// <inheritdoc/>
    public override Type Type => typeof(string);

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    public override string Holds => "text";

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text => IsNull ? "" : text.AsSpan(0, length);

    /// <inheritdoc/>
    public override bool Allows(Contents contents) => contents != Contents.Numbers;

    /// <inheritdoc/>
    public override Cell Number(out double value) => Cells.Read(Text.Trim(), out value);

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public override void Copy(Array to, int at) => ((string?[])to)[at] = IsNull ? null : text.AsSpan(0, length).ToString();

    /// <inheritdoc/>
    protected override bool Parse(ReadOnlySpan<char> given)
    {
        Reserve(given.Length);
        given.CopyTo(text);
        length = given.Length;
        return true;
    }

    /// <inheritdoc/>
    /// <remarks>A text of a fixed length ends at the first NUL.</remarks>
    protected override bool Decode(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        try
        {
            length = encoding.GetChars(bytes, text);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }

        int nul = text.AsSpan(0, length).IndexOf('\0');
        length = nul < 0 ? length : nul;
        return true;
    }

    private void Reserve(int needed)
    {
        if (text.Length < needed)
        {
            text = new char[Math.Max(needed, 2 * text.Length)];
        }
    }
}
