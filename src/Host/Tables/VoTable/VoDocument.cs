using System.Xml;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>A VOTable document, walked forward from one TABLE to the next; what its INFO elements say of the whole of it is kept.</summary>
/// <param name="file">The file in messages.</param>
/// <param name="xml">The document.</param>
internal sealed class VoDocument(string file, XmlReader xml)
{
    /// <summary>Most characters of what a service says.</summary>
    private const int LongestWord = 300;

    /// <summary>The columns of tables that have an ID: others may refer to them.</summary>
    private readonly Dictionary<string, IReadOnlyList<VoField>> known = new(StringComparer.Ordinal);
    private readonly List<string> notes = [];
    private readonly List<string> tables = [];
    private bool rooted;

    /// <summary>How many tables after the one that is read hold rows, as far as the document was walked.</summary>
    private int others;


    /// <summary>What the tables so far are called.</summary>
    public IReadOnlyList<string> Tables => tables;

    /// <summary>What a person should know of the document, of which one table was read.</summary>
    public IEnumerable<string> NotesOf(string file, VoHead head)
    {
        string plain = TableName.Of(file).File;
        return others == 0 ? notes :
        [
            .. notes,
            $"{others + 1} tables of {plain} hold rows; read was {head.Called}, and another would be by its name or number in brackets, as in {plain}[{tables[^1]}]",
        ];
    }

    /// <summary>Goes to the next TABLE; the parser then stands at what holds its rows, or at its end.</summary>
    /// <returns>Null at the end of the document.</returns>
    /// <exception cref="DataException">The document is broken, no VOTable, or says that it is an error.</exception>
    public VoHead? Next() => VoXml.Guard(file, Walk);

    /// <summary>Walks to the end of the document, behind the rows that were read.</summary>
    /// <exception cref="DataException">The document is broken, or says that it is an error.</exception>
    public void Finish()
    {
        while (Next() is { } head)
        {
            others += head.Rows is not null && VoXml.Guard(file, HasRows) ? 1 : 0;
        }
    }

    private VoHead? Walk()
    {
        VoHead? head = null;
        List<VoField> fields = [];
        VoField? open = null;
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && open is not null && xml.LocalName is "FIELD")
            {
                fields.Add(open);
                open = null;
            }
            else if (xml.NodeType == XmlNodeType.EndElement && head is not null && xml.LocalName is "TABLE")
            {
                return head;
            }

            if (xml.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            CheckRoot();
            switch (xml.LocalName)
            {
                case "INFO":
                    Inform();
                    break;
                case "TABLE":
                    head = Begin(fields = []);
                    if (xml.IsEmptyElement)
                    {
                        return head;
                    }

                    break;
                case "FIELD" when head is not null:
                    VoField field = VoField.Read(file, xml);
                    if (xml.IsEmptyElement)
                    {
                        fields.Add(field);
                    }
                    else
                    {
                        open = field;
                    }

                    break;
                case "VALUES" when open is not null:
                    open = open with { Null = xml.GetAttribute("null") ?? open.Null };
                    break;
                case "DESCRIPTION" when open is not null:
                    open = open with { Meaning = VoXml.Text(xml) };
                    break;
                case "DATA" when head is not null && !xml.IsEmptyElement:
                    return Rows(head);
                default:
                    break;
            }
        }

        return null;
    }

    private void CheckRoot()
    {
        if (!rooted && xml.LocalName is not "VOTABLE")
        {
            (int line, int column) = VoXml.Place(xml);
            throw DataException.At(
                file, line, column, $"XML of another kind (its root is {xml.Name})", "a VOTable", "export the table as VOTable or CSV");
        }

        rooted = true;
    }

    private VoHead Begin(List<VoField> fields)
    {
        string? id = xml.GetAttribute("ID");
        IReadOnlyList<VoField> own = xml.GetAttribute("ref") is { } other && known.TryGetValue(other, out IReadOnlyList<VoField>? referred) ? referred : fields;
        if (id is not null)
        {
            known[id] = own;
        }

        VoHead head = new(tables.Count + 1, xml.GetAttribute("name"), id, own);
        tables.Add(head.Called);
        return head;
    }

    /// <summary>Goes from DATA to what is in it.</summary>
    private VoHead Rows(VoHead head)
    {
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "INFO")
            {
                Inform();
            }
            else if (xml.NodeType == XmlNodeType.Element)
            {
                (int line, int column) = VoXml.Place(xml);
                return xml.LocalName is "TABLEDATA" or "BINARY" or "BINARY2" or "FITS" ? head with { Rows = xml.LocalName } : throw DataException.At(
                    file, line, column, $"rows in an element {xml.Name}", "TABLEDATA, BINARY, BINARY2 or FITS", "have another program rewrite the table (stilts tcopy)");
            }
        }

        return head;
    }

    /// <summary>Whether what the parser stands at holds rows that are not read.</summary>
    private bool HasRows()
    {
        if (xml.IsEmptyElement)
        {
            return false;
        }

        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType == XmlNodeType.Element)
            {
                return xml.LocalName is "TR" || !xml.IsEmptyElement;
            }
        }

        return false;
    }

    /// <summary>What a service says of its answer: QUERY_STATUS (DALI), and a name Error where it is older.</summary>
    private void Inform()
    {
        (int line, int column) = VoXml.Place(xml);
        string name = xml.GetAttribute("name") ?? "", value = xml.GetAttribute("value") ?? "";
        string said = VoXml.Text(xml);
        bool status = name.Equals("QUERY_STATUS", StringComparison.OrdinalIgnoreCase);
        if (name.Equals("ERROR", StringComparison.OrdinalIgnoreCase) || (status && value.Equals("ERROR", StringComparison.OrdinalIgnoreCase)))
        {
            string text = said.Length > 0 ? said : status ? "it does not say which" : value;
            throw DataException.At(
                file, line, column, $"the error that a service answered with: {(text.Length > LongestWord ? $"{text[..LongestWord]}…" : text)}", "a table",
                "correct what was asked of it");
        }

        if (status && value.Equals("OVERFLOW", StringComparison.OrdinalIgnoreCase))
        {
            notes.Add($"the service that wrote the table cut it short (QUERY_STATUS OVERFLOW{(said.Length > 0 ? $": {said}" : "")}): there are more rows than these");
        }
    }
}
