using System.Buffers.Binary;
using System.Text;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Writing;

/// <summary>
/// Text. FITS has printable ASCII alone, so that other characters are written as \uHHHH or, where a column that came from a FITS file has no room for that, as ?.
/// An absent text is NULs, an empty one a blank.
/// </summary>
/// <param name="source">The column.</param>
/// <param name="text">The text of a row; the array is that of the run, when the source has one.</param>
internal abstract class FitsTexts(OutputColumn source, Func<Array?, int, string?> text) : FitsOutput(source)
{
    private Array? values;
    private volatile bool escapes;

    /// <inheritdoc/>
    public override bool HasEscapes => escapes;

    /// <inheritdoc/>
    public override void Take() => values = Source.Values?.Invoke();

    /// <summary>The text of a row as it is written, of at most so many characters.</summary>
    protected string? TextOf(int row, int most)
    {
        string? plain = text(values, row);
        if (plain is null || FitsText.IsPlain(plain))
        {
            return plain;
        }

        escapes = true;
        string escaped = FitsText.Escaped(plain);
        return escaped.Length <= most ? escaped : FitsText.Questioned(plain);
    }
}

/// <summary>Text of fixed width.</summary>
/// <param name="source">The column.</param>
/// <param name="text">The text of a row.</param>
/// <param name="width">Characters of the longest.</param>
internal sealed class FitsTextOutput(OutputColumn source, Func<Array?, int, string?> text, int width) : FitsTexts(source, text)
{
    /// <inheritdoc/>
    public override string Form => $"{width}A";

    /// <inheritdoc/>
    public override int Width => width;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A text is longer than was said.</exception>
    public override void Encode(int row, Span<byte> cell)
    {
        string? value = TextOf(row, width);
        cell.Clear();
        if (value is null)
        {
            return;
        }

        if (value.Length > width)
        {
            throw new InvalidOperationException($"a text of {value.Length} characters in column {Source.Name}, which has room for {width}");
        }

        Encoding.ASCII.GetBytes(value, cell);
        if (value.Length == 0 && width > 0)
        {
            cell[0] = (byte)' ';
        }
    }
}

/// <summary>
/// Text whose longest is not known beforehand: rows say where it stands behind the table, as the standard's descriptors of 64 bits have it. When all rows are
/// known it may be put into them, see <see cref="FitsTextWidths"/>.
/// </summary>
/// <param name="source">The column.</param>
/// <param name="text">The text of a row.</param>
/// <param name="heap">What stands behind the table.</param>
internal sealed class FitsHeapTextOutput(OutputColumn source, Func<Array?, int, string?> text, SpooledBytes heap) : FitsTexts(source, text)
{
    /// <summary>Bytes of a descriptor: length and place.</summary>
    public const int Descriptor = 16;

    private bool settled;

    /// <summary>Characters of the longest so far, at least 1.</summary>
    public int Longest { get; private set; } = 1;

    /// <inheritdoc/>
    public override string Form => settled ? $"{Longest}A" : $"1QA({Longest})";

    /// <inheritdoc/>
    public override int Width => settled ? Longest : Descriptor;

    /// <inheritdoc/>
    public override bool InOrder => true;

    /// <inheritdoc/>
    public override void Encode(int row, Span<byte> cell)
    {
        // An empty text is a blank, so that an absent one is told from it.
        string? given = TextOf(row, int.MaxValue);
        string value = given is null ? "" : given.Length == 0 ? " " : given;
        Longest = Math.Max(Longest, value.Length);
        BinaryPrimitives.WriteInt64BigEndian(cell, value.Length);
        BinaryPrimitives.WriteInt64BigEndian(cell[8..], heap.Length);
        heap.Add(value);
    }

    /// <summary>Says that the text stands in the rows now, as wide as the longest.</summary>
    public void Settle() => settled = true;
}
