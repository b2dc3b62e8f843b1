using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Fits.Headers;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>
/// A table of a FITS file, read forward row by row. Only what is asked for is decoded, straight from the bytes of the row; the next block of rows is read
/// and hashed while those of one are taken.
/// </summary>
internal sealed class FitsRows : ITable
{
    private readonly FitsTable table;
    private readonly FitsBlocks blocks;

    /// <summary>What decodes a column; null where nothing does.</summary>
    private readonly FitsField?[] fields;
    private readonly int[] offsets;
    private readonly int[] widths;
    private readonly int rowLength;
    private readonly bool seeks;
    private readonly SortedSet<int> used = [];
    private byte[] block = [];
    private int rowOfBlock;
    private int start;
    private bool ended;

    private FitsRows(string file, FitsTable table, bool seeks)
    {
        (File, this.table, this.seeks) = (file, table, seeks);
        FitsHdu hdu = table.Hdu;
        blocks = new FitsBlocks(hdu, table.Bytes);
        rowLength = (int)hdu.RowLength;
        fields = [.. table.Columns.Select(column => FitsField.Of(column, hdu.Kind))];
        offsets = [.. table.Columns.Select(column => (int)column.Offset)];
        widths = [.. table.Columns.Select(column => (int)column.Width)];
        Columns = [.. table.Columns.Select((column, c) => new TableColumn(column.Name, fields[c]?.Type ?? FitsShape.TypeOf(column), column.Unit, column)
        {
            Meaning = column.Meaning,
            Ucd = column.Ucd,
        })];
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
    }

    /// <inheritdoc/>
    public string File { get; }

    /// <inheritdoc/>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public long? RowCount => table.Hdu.Rows;

    /// <inheritdoc/>
    public long Row { get; private set; }

    /// <inheritdoc/>
    public double? Fraction => Row == 0 ? null : (double)Row / table.Hdu.Rows;

    /// <inheritdoc/>
    public IEnumerable<string> Notes
    {
        get
        {
            string[] beyond = [.. used.Where(c => fields[c] is FitsTextField { IsBeyondAscii: true }).Select(c => Header[c])];
            return beyond.Length == 0 ? table.Notes
                : [.. table.Notes, $"text of FITS is ASCII, but not all of {Excerpt.List(beyond)}: read as UTF-8, or as Latin-1 where it is none"];
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => fields[column] is { } field ? field.Text(Cell(column)).Trim() : [];

    /// <inheritdoc/>
    public ReadOnlySpan<char> Record => string.Join(',', used.Select(column => this[column].ToString()));

    /// <summary>Opens a table.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="stream">Its bytes, closed with this.</param>
    /// <param name="part">Which HDU; null for the first table with a row.</param>
    /// <exception cref="DataException">There is no such table, or it is damaged.</exception>
    public static FitsRows Open(string file, Stream stream, string? part)
    {
        bool known = stream.CanSeek;
        return new FitsRows(file, FitsTable.Open(file, stream, part), known);
    }

    /// <inheritdoc/>
    public bool Allows(int column, Contents contents) => fields[column] is { } field && contents switch
    {
        Contents.Names => field.IsName,
        Contents.Numbers => field.IsNumber,
        _ => true,
    };

    /// <inheritdoc/>
    public void Use(int column, Contents contents)
    {
        used.Add(column);
        if (!Allows(column, contents))
        {
            string name = Excerpt.Of(Header[column]);
            string holds = fields[column] is { } field ? FitsShape.Holds(field) : FitsShape.Holds(table.Columns[column]);
            throw contents switch
            {
                Contents.Names => HeaderFault(column, $"{holds} in column {name}", "text or whole numbers", "convert the column to text"),
                Contents.Numbers => HeaderFault(column, $"{holds} in column {name}", "numbers", FitsShape.Advice(table.Columns[column], fields[column])),
                _ => HeaderFault(column, $"{holds} in column {name}", "one value a row", FitsShape.Advice(table.Columns[column], fields[column])),
            };
        }
    }

    /// <inheritdoc/>
    public bool Read()
    {
        if (++rowOfBlock >= blocks.Rows)
        {
            if (ended || !blocks.Next())
            {
                End();
                return Row > 0 ? false : throw DataException.In(table.Hdu.Place, "no row", "at least one row of data", "check that the table was written in full");
            }

            (block, rowOfBlock) = (blocks.Block, 0);
        }

        start = rowOfBlock * rowLength;
        Row++;
        return true;
    }

    /// <inheritdoc/>
    public Cell ReadNumber(int column, out double value) => fields[column]!.Number(Cell(column), out value);

    /// <inheritdoc/>
    public Array NewValues(int column, int rows) => fields[column]!.Allocate(rows);

    /// <inheritdoc/>
    public void CopyValue(int column, Array to, int at)
    {
        if (!fields[column]!.Copy(Cell(column), to, at))
        {
            throw Fault(
                column, fields[column] is FitsFlagField ? $"the byte 0x{Cell(column)[0]:X2}" : Excerpt.Of(this[column]),
                fields[column] is FitsFlagField ? "T, F or, for no value, a zero byte" : "a number", "correct it");
        }
    }

    /// <inheritdoc/>
    public string Sha256()
    {
        blocks.Settle();
        return table.Bytes.Sha256();
    }

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) =>
        DataException.In($"{table.Hdu.Place}: {((ITable)this).Place(Row)}, column {Header[column]}", found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(long row, string found, string expected, string advice) =>
        DataException.In($"{table.Hdu.Place}: {((ITable)this).Place(row)}", found, expected, advice);

    /// <inheritdoc/>
    public DataException HeaderFault(int column, string found, string expected, string advice) => DataException.In(table.Hdu.Place, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose()
    {
        blocks.Settle();
        table.Bytes.Dispose();
    }

    private ReadOnlySpan<byte> Cell(int column) => new(block, start + offsets[column], widths[column]);

    /// <summary>Looks at what stands behind the rows, once.</summary>
    private void End()
    {
        if (ended)
        {
            return;
        }

        ended = true;
        bool whole = blocks.Complete();
        if (blocks.Doubt.Length > 0)
        {
            table.Notes.Add($"{table.Hdu.Place}: {blocks.Doubt}");
        }

        if (whole && !seeks)
        {
            table.NoteRest();
        }
        else if (!seeks)
        {
            table.Notes.Add($"{table.Hdu.Place}: the file ends too soon, behind the last row: it was not written in full");
        }
    }
}
