using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>A table whose rows stand in a FITS file within the document: read as FITS, with what its FIELDs say of the columns.</summary>
internal sealed class VoFitsTable : ITable
{
    private readonly ITable rows;
    private readonly HashedStream stream;
    private readonly XmlReader xml;
    private readonly VoDocument document;
    private readonly VoHead head;
    private bool finished;

    private VoFitsTable(ITable rows, HashedStream stream, XmlReader xml, VoDocument document, VoHead head)
    {
        (this.rows, this.stream, this.xml, this.document, this.head) = (rows, stream, xml, document, head);
        Columns = head.Fields.Count == rows.Columns.Count ? [.. rows.Columns.Zip(head.Fields, Named)] : rows.Columns;
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
    }

    /// <inheritdoc/>
    public string File => rows.File;

    /// <inheritdoc/>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public long? RowCount => rows.RowCount;

    /// <inheritdoc/>
    public long Row => rows.Row;

    /// <inheritdoc/>
    public double? Fraction => stream.Fraction;

    /// <inheritdoc/>
    public IEnumerable<string> Notes => [.. rows.Notes, .. document.NotesOf(File, head)];

    /// <inheritdoc/>
    public ReadOnlySpan<char> Record => rows.Record;

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => rows[column];

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
    public bool Allows(int column, Contents contents) => rows.Allows(column, contents);

    /// <inheritdoc/>
    public void Use(int column, Contents contents) => rows.Use(column, contents);

    /// <inheritdoc/>
    public bool Read()
    {
        if (rows.Read())
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
    public Cell ReadNumber(int column, out double value) => rows.ReadNumber(column, out value);

    /// <inheritdoc/>
    public Array NewValues(int column, int rows) => this.rows.NewValues(column, rows);

    /// <inheritdoc/>
    public void CopyValue(int column, Array to, int at) => rows.CopyValue(column, to, at);

    /// <inheritdoc/>
    public string Place(long row) => rows.Place(row);

    /// <inheritdoc/>
    public string Sha256() => stream.Sha256();

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) => rows.Fault(column, found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(long row, string found, string expected, string advice) => rows.RowFault(row, found, expected, advice);

    /// <inheritdoc/>
    public DataException HeaderFault(int column, string found, string expected, string advice) => rows.HeaderFault(column, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose()
    {
        rows.Dispose();
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
