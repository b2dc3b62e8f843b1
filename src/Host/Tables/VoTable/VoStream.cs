using System.Xml;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>The bytes of an element STREAM: base64 in the document itself, perhaps compressed.</summary>
internal sealed class VoStream : ForwardStream
{
    private readonly string file;
    private readonly XmlReader xml;
    private byte[] block = [];
    private bool ended;

    private VoStream(string file, XmlReader xml) => (this.file, this.xml, ended) = (file, xml, xml.IsEmptyElement);

    /// <summary>Opens the STREAM inside the element at hand.</summary>
    /// <param name="file">The file in messages.</param>
    /// <param name="xml">The document, at BINARY, BINARY2 or FITS.</param>
    /// <exception cref="DataException">There is none, its bytes are elsewhere, or written in another way.</exception>
    public static Stream Open(string file, XmlReader xml)
    {
        string around = xml.LocalName;
        (int line, int column) = VoXml.Place(xml);
        if (xml.IsEmptyElement || !VoXml.Guard(file, () => Descend(xml)))
        {
            throw DataException.At(file, line, column, $"{around} without a STREAM", "its bytes in an element STREAM", "check that the table was written in full");
        }

        (line, column) = VoXml.Place(xml);
        if (xml.GetAttribute("href") is { } elsewhere)
        {
            throw DataException.At(
                file, line, column, $"a STREAM whose bytes are elsewhere (href {Excerpt.Of(elsewhere)})", "a table that holds its rows itself",
                "get both and join them: stilts tcopy in.vot out.vot ofmt=votable-binary2-inline");
        }

        return xml.GetAttribute("encoding") switch
        {
            null or "base64" => new VoStream(file, xml),
            "gzip" => new UnzippedStream(file, new VoStream(file, xml)),
            string other => throw DataException.At(
                file, line, column, $"a STREAM encoded as {Excerpt.Of(other)}", "base64, or gzip in base64", "have another program rewrite the table (stilts tcopy)"),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="DataException">There are characters that base64 has not, or the document ends.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (ended || buffer.IsEmpty)
        {
            return 0;
        }

        if (block.Length < buffer.Length)
        {
            block = new byte[Math.Min(buffer.Length, 1 << 16)];
        }

        int wanted = Math.Min(block.Length, buffer.Length);
        int read = VoXml.Guard(file, () => xml.ReadElementContentAsBase64(block, 0, wanted));
        ended = read == 0;
        block.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    private static bool Descend(XmlReader xml)
    {
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "STREAM")
            {
                return true;
            }
        }

        return false;
    }
}
