using GpuConcord.Host.Faults;
using GpuConcord.Host.Hashing;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>
/// A Parquet file, read forward row by row. Only the columns that are used are decoded, one row group at a time; the next group is
/// decoded while the rows of one are taken, so that memory is that of two groups.
/// </summary>
internal sealed class ParquetRows : ITable
{
    private readonly Stream stream;
    private readonly ParquetFile content;
    private readonly DataField[] fields;
    private readonly long total;
    private ParquetBlock block;
    private ParquetBlock spare;
    private Task? decoding;
    private int decoded;
    private int rowOfBlock;

    private ParquetRows(string file, Stream stream)
    {
        (File, this.stream) = (file, stream);
        content = ParquetFormat.Open(file, stream);
        fields = content.Fields;
        total = content.Rows;
        Columns = [.. fields.Select(field => new TableColumn(NameOf(field), ParquetTypes.IsText(field) ? typeof(string) : field.ClrType, UnitOf(field), field))];
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
        (block, spare) = (new ParquetBlock(fields.Length), new ParquetBlock(fields.Length));
    }

    /// <inheritdoc/>
    public string File { get; }

    /// <inheritdoc/>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <inheritdoc/>
    public long? RowCount => total;

    /// <inheritdoc/>
    public long Row { get; private set; }

    /// <inheritdoc/>
    public double? Fraction => Row == 0 ? null : (double)Row / total;

    /// <inheritdoc/>
    public IEnumerable<string> Notes => content.HasUnsummed
        ? ["the Parquet file has no checksums: a number that changed since it was written would not be noticed"] : [];

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => block[column].Text(rowOfBlock).Trim();

    /// <inheritdoc/>
    public ReadOnlySpan<char> Record => block.Record(rowOfBlock);

    /// <summary>Reads the file's schema.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="stream">A seekable stream, closed with this.</param>
    /// <exception cref="DataException">Not the whole of a Parquet file.</exception>
    public static ParquetRows Open(string file, Stream stream) => new(file, stream);

    /// <inheritdoc/>
    public bool Allows(int column, Contents contents) => As(contents, fields[column]) is not null;

    /// <inheritdoc/>
    public void Use(int column, Contents contents)
    {
        DataField field = fields[column];
        block[column] = As(contents, field) ?? throw Unsuitable(column, field, contents);
        spare[column] = As(contents, field)!;
    }

    /// <inheritdoc/>
    public bool Read()
    {
        rowOfBlock++;
        while (rowOfBlock >= block.Rows)
        {
            if (!NextBlock())
            {
                return Row > 0 ? false : throw DataException.In(File, "no row", "at least one row of data", "check that the table was written in full");
            }
        }

        Row++;
        return true;
    }

    /// <inheritdoc/>
    public Cell ReadNumber(int column, out double value)
    {
        value = block[column].Number(rowOfBlock);
        if (double.IsFinite(value))
        {
            return Cell.Number;
        }

        bool infinite = double.IsPositiveInfinity(value);
        value = double.NaN;
        return infinite ? Cell.Infinite : Cell.Missing;
    }

    /// <inheritdoc/>
    public Array NewValues(int column, int rows) => block[column].Allocate(rows);

    /// <inheritdoc/>
    public void CopyValue(int column, Array to, int at) => block[column].Copy(rowOfBlock, to, at);

    /// <inheritdoc/>
    /// <remarks>In a pass of its own, so that it costs nothing where nobody asks.</remarks>
    public string Sha256()
    {
        Settle();
        long position = stream.Position;
        stream.Position = 0;
        string hash = Checksum.Of(stream);
        stream.Position = position;
        return hash;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Settle();
        content.Dispose();
    }

    /// <summary>Waits for a group that is still being decoded: it holds the stream.</summary>
    private void Settle() => decoding?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();

    /// <summary>Takes the group that was decoded ahead and begins with the one after it; false when there is none.</summary>
    private bool NextBlock()
    {
        if (decoded == content.Groups)
        {
            return false;
        }

        (decoding ?? Decode(spare, decoded)).GetAwaiter().GetResult();
        (block, spare, rowOfBlock) = (spare, block, 0);
        decoded++;
        decoding = decoded < content.Groups ? Decode(spare, decoded) : null;
        return true;
    }

    private Task Decode(ParquetBlock into, int number) => Task.Run(() => ParquetFormat.Guard(File, () =>
    {
        into.Read(content, number);
        return number;
    }));

    /// <summary>A column's name; of one in a list or a structure with the names of those around it, so that no element passes for a column.</summary>
    private static string NameOf(DataField field) => field.Path.Length > 1 ? string.Join('.', field.Path.ToList()) : field.Name;

    private string UnitOf(DataField field) => content.Texts.GetValueOrDefault($"{field.Name}:unit", "");

    private static IParquetColumn? As(Contents contents, DataField field) => (ParquetTypes.Of(field), contents) switch
    {
        (null, _) => null,
        ({ } type, Contents.Names) => type.Names(field),
        ({ } type, Contents.Numbers) => type.Numbers(field),
        ({ } type, _) => type.Values(field),
    };

    private DataException Unsuitable(int column, DataField field, Contents contents)
    {
        ITable table = this;
        string name = Excerpt.Of(Header[column]);
        return contents switch
        {
            Contents.Names => table.HeaderFault(column, $"{Holds(field)} in column {name}", "text or whole numbers", "convert the column to text"),
            Contents.Numbers => table.HeaderFault(column, $"{Holds(field)} in column {name}", "numbers", "convert the column to numbers"),
            _ => table.HeaderFault(
                column, $"a column {name} of {Holds(field)}", "columns of numbers, text, truth values or times", "drop it or convert it"),
        };
    }

    private static string Holds(DataField field) =>
        field.MaxRepetitionLevel > 0 ? "lists"
        : ParquetTypes.IsText(field) ? "text"
        : field.ClrType == typeof(bool) ? "truth values"
        : ParquetTypes.Of(field)?.Numbers(field) is not null ? "numbers with fractions"
        : field.ClrType == typeof(Guid) ? "UUIDs"
        : field.ClrType == typeof(DateOnly) ? "dates"
        : $"values of type {field.ClrType.Name}";
}
