using System.Buffers;
using System.Text;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>
/// Text: it ends before a NUL, and before the blanks at its end. Without a character it is null where a NUL says so, else empty. It should be ASCII; what is
/// not is read as UTF-8 or, where it is none, as Latin-1.
/// </summary>
internal sealed class FitsTextField(FitsColumn column) : FitsField
{
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private char[] characters = [];

    /// <inheritdoc/>
    public override Type Type => typeof(string);

    /// <inheritdoc/>
    public override bool IsName => true;

    /// <inheritdoc/>
    public override bool IsNumber => false;

    /// <summary>Whether some text was not ASCII.</summary>
    public bool IsBeyondAscii { get; private set; }

    /// <inheritdoc/>
    public override Cell Number(ReadOnlySpan<byte> cell, out double value) => Cells.Read(Text(cell).Trim(), out value);

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(ReadOnlySpan<byte> cell)
    {
        int nul = cell.IndexOf((byte)0);
        ReadOnlySpan<byte> bytes = (nul < 0 ? cell : cell[..nul]).TrimEnd((byte)' ');
        if (characters.Length < bytes.Length)
        {
            characters = new char[bytes.Length];
        }

        if (Ascii.ToUtf16(bytes, characters, out int length) == OperationStatus.Done)
        {
            ReadOnlySpan<char> text = characters.AsSpan(0, length);
            return column.NullText is { } missing && text.Trim().SequenceEqual(missing) ? [] : text;
        }

        IsBeyondAscii = true;
        try
        {
            return characters.AsSpan(0, Utf8.GetChars(bytes, characters));
        }
        catch (DecoderFallbackException)
        {
            return characters.AsSpan(0, Encoding.Latin1.GetChars(bytes, characters));
        }
    }

    /// <inheritdoc/>
    public override Array Allocate(int rows) => new string?[rows];

    /// <inheritdoc/>
    public override bool Copy(ReadOnlySpan<byte> cell, Array to, int at)
    {
        ReadOnlySpan<char> text = Text(cell);
        ((string?[])to)[at] = text.IsEmpty && (cell.IsEmpty || cell[0] == 0 || column.NullText is not null) ? null : text.ToString();
        return true;
    }
}
