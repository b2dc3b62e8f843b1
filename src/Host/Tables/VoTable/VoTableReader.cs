using System.Xml;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.VoTable;

/// <summary>
/// A table of a VOTable document (IVOA, versions 1.1 to 1.4), read forward row by row, of which one row is held: rows in TABLEDATA, BINARY or BINARY2; those
/// in FITS are read by <see cref="VoFitsTable"/>. Only the columns that are used are decoded.
/// </summary>
internal sealed class VoTableReader : ITable
{
    /// <summary>Bytes that are read at a time: the parser alone would take 4096.</summary>
    private const int Buffer = 1 << 16;

    private readonly HashedStream stream;
    private readonly XmlReader xml;
    private readonly VoDocument document;
    private readonly VoHead head;
    private readonly TypedValue[] values;
    private readonly bool[] used;
    private readonly IVoRows? rows;

    /// <summary>Whether the first row was read already, to see whether there is one.</summary>
    private bool ahead;
    private bool finished;

    private VoTableReader(string file, HashedStream stream, XmlReader xml, VoDocument document, VoHead head, TypedValue[] values, IVoRows? rows)
    {
        (File, this.stream, this.xml, this.document, this.head, this.values, this.rows) = (file, stream, xml, document, head, values, rows);
        used = new bool[values.Length];
        ahead = rows is not null;
        Columns = [.. head.Fields.Zip(values, (field, value) => field.Told(value))];
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
    }

    /// <inheritdoc/>
    public string File { get; }

    /// <inheritdoc/>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public long Row { get; private set; }

    /// <inheritdoc/>
    public double? Fraction => stream.Fraction;

    /// <inheritdoc/>
    public IEnumerable<string> Notes => document.NotesOf(File, head);

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column]
    {
        get
        {
            ReadOnlySpan<char> text = rows!.Text(column);
            return !rows.Take(column, values[column]) ? text : values[column].IsNull ? "" : text.IsEmpty ? values[column].Text.Trim() : text;
        }
    }

    /// <summary>Opens a document and goes to the first row of a table.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="bytes">Its bytes, closed with this.</param>
    /// <param name="part">The table's name, ID or number; null for the first that holds rows.</param>
    /// <exception cref="DataException">It is broken, no VOTable, or has no such table.</exception>
    public static ITable Open(string file, Stream bytes, string? part)
    {
        HashedStream hashed = new(bytes);
        XmlReader? parser = null;
        try
        {
            XmlReader opened = parser = VoXml.Guard(file, () => VoXml.Open(new BufferedStream(hashed, Buffer)));
            VoDocument walked = new(file, opened);
            VoTableReader? first = null;
            while (walked.Next() is { } table)
            {
                if (part is not null && !table.Is(part))
                {
                    continue;
                }

                if (table.Rows is "FITS")
                {
                    return VoFitsTable.Open(file, hashed, opened, walked, table);
                }

                TypedValue[] columns = [.. table.Fields.Select(field => field.Values(file))];
                IVoRows? found = Rows(file, opened, table, columns);
                bool some = found is not null && VoXml.Guard(file, () => found.Read(null));
                if (some || part is not null)
                {
                    return new VoTableReader(file, hashed, opened, walked, table, columns, some ? found : null);
                }

                first ??= new VoTableReader(file, hashed, opened, walked, table, columns, null);
            }

            return first ?? throw None(file, part, walked.Tables);
        }
        catch
        {
            parser?.Dispose();
            hashed.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Allows(int column, Contents contents) => values[column].Allows(contents);

    /// <inheritdoc/>
    public void Use(int column, Contents contents)
    {
        used[column] = values[column].Allows(contents) ? true : throw TypedFault.Of(this, column, values[column], contents);
    }

    /// <inheritdoc/>
    public bool Read()
    {
        if (rows is null)
        {
            throw DataException.In(File, $"no row in table {head.Called}", "at least one row of data", "check that the table was written in full");
        }

        if (ahead || (!finished && Advance(rows)))
        {
            ahead = false;
            Row++;
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
    public Cell ReadNumber(int column, out double value)
    {
        if (rows!.Take(column, values[column]))
        {
            return values[column].Number(out value);
        }

        value = double.NaN;
        return Cell.Text;
    }

    /// <inheritdoc/>
    public Array NewValues(int column, int rows) => values[column].Allocate(rows);

    /// <inheritdoc/>
    public void CopyValue(int column, Array to, int at)
    {
        if (!rows!.Take(column, values[column]))
        {
            string text = rows.Text(column).ToString();
            throw Fault(
                column, $"{(text.Length > 0 ? Excerpt.Of(text) : "bytes")} in column {Excerpt.Of(Header[column])}", $"a value of datatype {head.Fields[column].Datatype}",
                "correct it, or drop the column");
        }

        values[column].Copy(to, at);
    }

    /// <inheritdoc/>
    public string Sha256() => stream.Sha256();

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) => rows!.Fault(column, found, expected, advice);

    /// <inheritdoc/>
    public DataException HeaderFault(int column, string found, string expected, string advice) => head.Fields.Count == 0
        ? DataException.In(File, found, expected, advice)
        : DataException.At(File, head.Fields[Math.Max(0, column)].Line, head.Fields[Math.Max(0, column)].Column, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose()
    {
        xml.Dispose();
        stream.Dispose();
    }

    /// <summary>Goes to the next row; without a delegate, for there are millions.</summary>
    private bool Advance(IVoRows from)
    {
        try
        {
            return from.Read(used);
        }
        catch (XmlException fault)
        {
            throw VoXml.Broken(File, fault);
        }
    }

    private static IVoRows? Rows(string file, XmlReader xml, VoHead head, TypedValue[] values) => head.Rows switch
    {
        null => null,
        "TABLEDATA" => new TableDataRows(file, xml, head.Fields),
        _ when head.Fields.Count == 0 => throw DataException.In(file, $"a table {head.Called} without a FIELD", "one for every column", "check that it was written in full"),
        _ => new BinaryRows(file, VoStream.Open(file, xml), head.Fields, values, flagged: head.Rows is "BINARY2"),
    };

    private static DataException None(string file, string? part, IReadOnlyList<string> tables) => part is null
        ? DataException.In(file, "a VOTable without a table", "one with a TABLE", "check what was asked of the service that wrote it")
        : DataException.In(
            file, $"no table {Excerpt.Of(part)}", tables.Count == 0 ? "a VOTable with a TABLE" : $"one of {Excerpt.List(tables)}, or a number from 1 to {tables.Count}",
            DidYouMean.Advice(part, tables, "name one of them in the brackets, or leave the brackets out"));
}
