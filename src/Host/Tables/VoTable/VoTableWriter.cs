using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Xml;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>
/// Writes a table as VOTable 1.4 with its rows in BINARY2: numbers to the bit, and a null is none of them, so that NaN and every whole number may stand beside
/// it. Rows come as they are made, of any number; a block of them is held.
/// </summary>
internal sealed class VoTableWriter : ITableWriter
{
    /// <summary>Bytes of a line: 76 characters of base64.</summary>
    private const int Line = 57;

    /// <summary>Bytes that are gathered before they are written.</summary>
    private const int Block = 1 << 16;

    private readonly Stream stream;
    private readonly VoEncoder[] columns;
    private readonly bool[] present;

    /// <summary>Bytes of rows that are not written yet.</summary>
    private readonly ArrayBufferWriter<byte> bytes = new(2 * Block);
    private byte[] left = [];
    private byte[] lines = [];
    private ReadOnlyMemory<byte> head;

    private VoTableWriter(Stream stream, VoEncoder[] columns, byte[] head) =>
        (this.stream, this.columns, this.head, present) = (stream, columns, head, new bool[columns.Length]);

    /// <summary>Begins a file. Its head is written with the first rows: a table that fails before leaves nothing behind on standard output.</summary>
    /// <exception cref="ArgumentException">A column has the text of records.</exception>
    public static Task<ITableWriter> BeginAsync(Stream stream, OutputTable table, CancellationToken cancellation)
    {
        VoEncoder[] encoders = [.. table.Columns.Select(VoEncoder.Of)];
        return Task.FromResult<ITableWriter>(new VoTableWriter(stream, encoders, Head(table, encoders)));
    }

    /// <inheritdoc/>
    public async Task WriteAsync(int start, int count, CancellationToken cancellation)
    {
        await WriteHeadAsync(cancellation);
        VoEncoding[] encodings = Array.ConvertAll(columns, column => column.Begin());
        for (int row = start; row < start + count; row++)
        {
            Append(row, encodings);
            if (bytes.WrittenCount >= Block)
            {
                cancellation.ThrowIfCancellationRequested();
                await WriteLinesAsync(all: false, cancellation);
            }
        }
    }

    /// <inheritdoc/>
    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await WriteHeadAsync(cancellation);
        await WriteLinesAsync(all: true, cancellation);
        await stream.WriteAsync("</STREAM>\n</BINARY2>\n</DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n"u8.ToArray(), cancellation);
        await stream.FlushAsync(cancellation);
    }

    /// <summary>A bit for every column that says whether the row lacks it, then the values.</summary>
    private void Append(int row, VoEncoding[] encodings)
    {
        int flags = (columns.Length + 7) / 8;
        int at = bytes.WrittenCount;
        bytes.GetSpan(flags)[..flags].Clear();
        bytes.Advance(flags);
        for (int c = 0; c < encodings.Length; c++)
        {
            present[c] = encodings[c](row, bytes);
        }

        // The buffer may have moved while it grew: the flags are set behind the values.
        Span<byte> written = System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes.WrittenMemory).Span[at..];
        for (int c = 0; c < present.Length; c++)
        {
            written[c / 8] |= present[c] ? (byte)0 : (byte)(0x80 >> (c % 8));
        }
    }

    private async Task WriteHeadAsync(CancellationToken cancellation)
    {
        await stream.WriteAsync(head, cancellation);
        head = default;
    }

    /// <summary>Writes the bytes that fill lines, or all of them.</summary>
    private async Task WriteLinesAsync(bool all, CancellationToken cancellation)
    {
        byte[] whole = [.. left, .. bytes.WrittenSpan];
        bytes.ResetWrittenCount();
        int count = all ? whole.Length : whole.Length / Line * Line;
        left = whole[count..];
        int most = ((count + Line - 1) / Line * (((Line + 2) / 3 * 4) + 1)) + 4;
        if (lines.Length < most)
        {
            lines = new byte[most];
        }

        int written = 0;
        for (int at = 0; at < count; at += Line)
        {
            Base64.EncodeToUtf8(whole.AsSpan(at, Math.Min(Line, count - at)), lines.AsSpan(written), out _, out int encoded);
            written += encoded;
            lines[written++] = (byte)'\n';
        }

        await stream.WriteAsync(lines.AsMemory(0, written), cancellation);
    }

    private static byte[] Head(OutputTable table, VoEncoder[] columns)
    {
        using MemoryStream text = new();
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = "", NewLineChars = "\n", OmitXmlDeclaration = true };
        using (XmlWriter xml = XmlWriter.Create(text, settings))
        {
            xml.WriteStartElement("VOTABLE", "http://www.ivoa.net/xml/VOTable/v1.3");
            xml.WriteAttributeString("version", "1.4");
            xml.WriteStartElement("RESOURCE");
            foreach (ProvenanceEntry entry in table.Provenance)
            {
                xml.WriteStartElement("INFO");
                xml.WriteAttributeString("name", Allowed(entry.Key));
                xml.WriteAttributeString("value", Allowed(entry.Value));
                xml.WriteString(Allowed(entry.Meaning));
                xml.WriteEndElement();
            }

            xml.WriteStartElement("TABLE");
            Attribute(xml, "name", table.Name);
            Describe(xml, table.Description);
            for (int c = 0; c < columns.Length; c++)
            {
                Field(xml, table.Columns[c], columns[c]);
            }

            xml.WriteStartElement("DATA");
            xml.WriteStartElement("BINARY2");
            xml.WriteStartElement("STREAM");
            xml.WriteAttributeString("encoding", "base64");

            // Closes the tag; what closes the elements is written with the end.
            xml.WriteRaw("\n");
            xml.Flush();
            byte[] open = text.ToArray();
            return [.. "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8, .. open];
        }
    }

    private static void Field(XmlWriter xml, OutputColumn column, VoEncoder encoder)
    {
        xml.WriteStartElement("FIELD");
        xml.WriteAttributeString("name", Allowed(column.Name));
        xml.WriteAttributeString("datatype", encoder.Datatype);
        Attribute(xml, "arraysize", encoder.Datatype is VoEncoder.Text ? "*" : "");
        Attribute(xml, "unit", column.StandardUnit);
        Attribute(xml, "ucd", column.Ucd);
        Attribute(xml, "xtype", encoder.Xtype);
        Describe(xml, column.Meaning);
        xml.WriteEndElement();
    }

    private static void Attribute(XmlWriter xml, string name, string value)
    {
        if (value.Length > 0)
        {
            xml.WriteAttributeString(name, Allowed(value));
        }
    }

    private static void Describe(XmlWriter xml, string text)
    {
        if (text.Length > 0)
        {
            xml.WriteElementString("DESCRIPTION", Allowed(text));
        }
    }

    /// <summary>A text without what XML cannot hold, which is marked where it stood.</summary>
    private static string Allowed(string text)
    {
        StringBuilder kept = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            kept.Append(pair ? text.AsSpan(i, 2) : XmlConvert.IsXmlChar(text[i]) ? text.AsSpan(i, 1) : "\uFFFD");
            i += pair ? 1 : 0;
        }

        return kept.ToString();
    }
}
