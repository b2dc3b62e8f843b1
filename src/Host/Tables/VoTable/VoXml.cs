using System.Xml;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>XML as it is read here: no document type is followed, no entity is fetched, namespaces do not matter.</summary>
internal static class VoXml
{
    /// <summary>Opens a document.</summary>
    public static XmlReader Open(Stream stream) => XmlReader.Create(stream, new XmlReaderSettings
    {
        // Old services refer to a DTD of the IVOA; nothing in it is needed.
        DtdProcessing = DtdProcessing.Ignore,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1 << 20,
        CloseInput = false,
    });

    /// <summary>1-based line and column of what is at hand; of an element, of its opening bracket.</summary>
    public static (int Line, int Column) Place(XmlReader xml)
    {
        IXmlLineInfo at = (IXmlLineInfo)xml;
        int bracket = xml.NodeType == XmlNodeType.Element ? 1 : xml.NodeType == XmlNodeType.EndElement ? 2 : 0;
        return (at.LineNumber, Math.Max(1, at.LinePosition - bracket));
    }

    /// <summary>Runs a step of the parser; what breaks the rules of XML becomes a message with a place.</summary>
    /// <exception cref="DataException">The document is broken.</exception>
    public static T Guard<T>(string file, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (XmlException fault)
        {
            throw Broken(file, fault);
        }
    }

    /// <summary>The error that the document is broken.</summary>
    public static DataException Broken(string file, XmlException fault) => DataException.At(
        file, Math.Max(1, fault.LineNumber), Math.Max(1, fault.LinePosition), $"XML that cannot be read ({Sentence(fault.Message)})", "a whole VOTable document",
        "check that it was written in full, or get it again");

    /// <summary>The text of the element at hand, which is then left behind.</summary>
    public static string Text(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        int depth = xml.Depth;
        System.Text.StringBuilder text = new();
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                text.Append(xml.Value);
            }
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Most characters of what the parser says: it quotes whole streams.</summary>
    private const int LongestSaying = 200;

    /// <summary>What the parser says, without the place, which stands in front, and in the middle of a sentence.</summary>
    private static string Sentence(string message)
    {
        int place = message.LastIndexOf(" Line ", StringComparison.Ordinal);
        string said = (place > 0 ? message[..place] : message).TrimEnd('.').Replace("'", "", StringComparison.Ordinal);
        string line = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSaying ? line : $"{line[..LongestSaying]}…";
    }
}
