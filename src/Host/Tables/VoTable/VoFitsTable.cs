using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>A table whose rows stand in a FITS file within the document: read as FITS, with what its FIELDs say of the columns.</summary>
internal sealed class VoFitsTable : TableView
{
    private readonly HashedStream stream;
    private readonly XmlReader xml;
    private readonly VoDocument document;
    private readonly VoHead head;
    private bool finished;

    private VoFitsTable(ITable rows, HashedStream stream, XmlReader xml, VoDocument document, VoHead head) : base(rows)
    {
        (this.stream, this.xml, this.document, this.head) = (stream, xml, document, head);
        Columns = head.Fields.Count == rows.Columns.Count ? [.. rows.Columns.Zip(head.Fields, Named)] : rows.Columns;
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
    }

    /// <inheritdoc/>
    public override string[] Header { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public override double? Fraction => stream.Fraction;

    /// <inheritdoc/>
    public override IEnumerable<string> Notes => [.. Table.Notes, .. document.NotesOf(File, head)];

    /// <summary>Opens the FITS file that the document stands at.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="stream">The document's bytes, closed with this.</param>
    /// <param name="xml">The document, at FITS.</param>
    /// <param name="document">What was read of it.</param>
    /// <param name="head">The table.</param>
    /// <exception cref="DataException">There is no FITS file, or it is broken.</exception>
    public static ITable Open(string file, HashedStream stream, XmlReader xml, VoDocument document, VoHead head) =>
        new VoFitsTable(FitsFormat.Format.Read!(file, VoStream.Open(file, xml), null), stream, xml, document, head);

    /// <inheritdoc/>
    public override bool Read()
    {
        if (Table.Read())
        {
            return true;
        }

        if (!finished)
        {
            finished = true;
            document.Finish();
        }

        return false;
    }

    /// <inheritdoc/>
    public override string Sha256() => stream.Sha256();

    /// <inheritdoc/>
    public override void Dispose()
    {
        Table.Dispose();
        xml.Dispose();
        stream.Dispose();
    }

    private static TableColumn Named(TableColumn column, VoField field) => column with
    {
        Name = field.Name,
        Unit = field.Unit.Length > 0 ? field.Unit : column.Unit,
        Meaning = field.Meaning.Length > 0 ? field.Meaning : column.Meaning,
        Ucd = field.Ucd.Length > 0 ? field.Ucd : column.Ucd,
    };
}
