using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>Rows in TABLEDATA: an element TR a row, an element TD a value. The parser stands at TABLEDATA, and behind a row at the end of its TR.</summary>
/// <param name="file">The file in messages.</param>
/// <param name="xml">The document.</param>
/// <param name="fields">The columns.</param>
internal sealed class TableDataRows(string file, XmlReader xml, IReadOnlyList<VoField> fields) : IVoRows
{
    /// <summary>Most characters of a row.</summary>
    private const int Longest = 1 << 24;

    /// <summary>The texts of the row at hand, one behind the other, and where each begins; behind the last, where it ends.</summary>
    private char[] text = new char[1 << 10];
    private readonly int[] starts = new int[fields.Count + 1];
    private readonly (int Line, int Column)[] places = new (int, int)[fields.Count];
    private readonly bool[] encoded = new bool[fields.Count];
    private bool ended = xml.IsEmptyElement;

    /// <inheritdoc/>
    public bool Read(bool[]? used)
    {
        while (!ended)
        {
            if (!xml.Read() || xml.NodeType == XmlNodeType.EndElement)
            {
                ended = true;
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                if (xml.LocalName is not "TR")
                {
                    throw Stray("an element TR for every row");
                }

                ReadRow(used);
                return true;
            }
            else if (xml.NodeType != XmlNodeType.Whitespace)
            {
                throw Stray("an element TR for every row");
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Take(int column, TypedValue value)
    {
        if (encoded[column])
        {
            throw Fault(column, $"a value in base64 in column {Excerpt.Of(fields[column].Name)}", "values as text", "have another program rewrite the table (stilts tcopy)");
        }

        ReadOnlySpan<char> given = Raw(column);

        // The word null is no number of the standard, but one that IRSA writes.
        if (given.IsEmpty || (value.Type != typeof(string) && (given.IsWhiteSpace() || given.Trim().Equals("null", StringComparison.OrdinalIgnoreCase))))
        {
            value.SetNull();
            return true;
        }

        return value.TakeText(given);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> Text(int column) => Raw(column).Trim();

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) =>
        DataException.At(file, places[column].Line, places[column].Column, found, expected, advice);

    private ReadOnlySpan<char> Raw(int column) => text.AsSpan(starts[column], starts[column + 1] - starts[column]);

    private void ReadRow(bool[]? used)
    {
        (int line, int at) = VoXml.Place(xml);
        int count = 0, length = 0;
        bool empty = xml.IsEmptyElement;
        while (!empty && xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Whitespace)
            {
                continue;
            }

            if (xml.NodeType != XmlNodeType.Element || xml.LocalName is not "TD")
            {
                throw Stray("an element TD for every value");
            }

            if (count == fields.Count)
            {
                throw Stray(
                    $"{fields.Count} values in a row, one for each FIELD", "an element TD more than the table has fields", "remove it, or add the FIELD that it belongs to");
            }

            starts[count] = length;
            length = ReadValue(count, length, used is null || used[count]);
            starts[++count] = length;
        }

        if (count < fields.Count)
        {
            throw DataException.At(
                file, line, at, $"a row of {count} {(count == 1 ? "value" : "values")}", $"{fields.Count}, one for each FIELD",
                $"add what is missing from {Excerpt.Of(fields[count].Name)} on (an empty TD where there is no value)");
        }
    }

    /// <summary>Reads the element TD at hand.</summary>
    /// <returns>Where its text ends.</returns>
    private int ReadValue(int column, int length, bool wanted)
    {
        places[column] = VoXml.Place(xml);
        encoded[column] = xml.HasAttributes && xml.GetAttribute("encoding") is not (null or "none");
        if (xml.IsEmptyElement)
        {
            return length;
        }

        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace))
            {
                throw Stray("text in a TD");
            }

            if (!wanted)
            {
                continue;
            }

            int read;
            do
            {
                if (text.Length - length < 256)
                {
                    Array.Resize(ref text, text.Length < Longest ? 2 * text.Length
                        : throw Fault(column, $"a row of more than {Longest} characters", "a shorter one", "drop the column"));
                }

                read = xml.ReadValueChunk(text, length, text.Length - length);
                length += read;
            }
            while (read > 0);
        }

        return length;
    }

    private DataException Stray(string expected, string? found = null, string advice = "check that it was written by a program that knows VOTable")
    {
        (int line, int column) = VoXml.Place(xml);
        return DataException.At(file, line, column, found ?? (xml.NodeType == XmlNodeType.Element ? $"an element {xml.Name}" : "text"), expected, advice);
    }
}
