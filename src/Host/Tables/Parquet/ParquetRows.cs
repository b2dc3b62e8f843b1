using System.Globalization;
using System.Security.Cryptography;
using GpuConcord.Host.Faults;
using Parquet;
using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>
/// A Parquet file, read forward row by row. Only the columns that are used are decoded, one row group at a time; the next group is
/// decoded while the rows of one are taken, so that memory is that of two groups.
/// </summary>
internal sealed class ParquetRows : ITable
{
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly Action<ParquetBlock, ParquetRowGroupReader, int>?[] _fill;
    private readonly bool[] _names;
    private readonly string _sha256;
    private readonly long _total;
    private readonly char[] _digits = new char[32];
    private ParquetBlock _block;
    private ParquetBlock _spare;
    private Task? _decoding;
    private int _decoded;
    private int _rowOfBlock;

    private ParquetRows(string file, Stream stream)
    {
        File = file;
        _sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        _reader = ParquetFormat.Open(file, stream);
        _fields = _reader.Schema.GetDataFields();
        _fill = new Action<ParquetBlock, ParquetRowGroupReader, int>?[_fields.Length];
        _names = new bool[_fields.Length];
        _total = _reader.RowGroups.Sum(group => group.RowCount);
        Header = [.. _fields.Select(field => field.Name.Trim())];
        (_block, _spare) = (new ParquetBlock(_fields.Length), new ParquetBlock(_fields.Length));
    }

    /// <inheritdoc/>
    public string File { get; }

    /// <inheritdoc/>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> NamesInComment => [];

    /// <inheritdoc/>
    public int Row { get; private set; }

    /// <inheritdoc/>
    public double? Fraction => Row == 0 ? null : (double)Row / _total;

    /// <inheritdoc/>
    public IEnumerable<string> Notes => [];

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column]
    {
        get
        {
            if (_names[column])
                return _block.Name(column, _rowOfBlock);
            var number = _block.Number(column, _rowOfBlock);
            return !double.IsNaN(number) && number.TryFormat(_digits, out var length, "", CultureInfo.InvariantCulture) ? _digits.AsSpan(0, length) : "";
        }
    }

    /// <summary>Reads the file's schema.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="stream">A seekable stream, closed with this.</param>
    /// <exception cref="DataException">Not the whole of a Parquet file, or one without columns.</exception>
    public static ParquetRows Open(string file, Stream stream)
    {
        var rows = new ParquetRows(file, stream);
        if (rows.Header.Length > 0)
            return rows;
        rows.Dispose();
        throw DataException.In(file, "no column", "columns instrument, source and a value, or one column an instrument", "check that the table was written in full");
    }

    /// <inheritdoc/>
    public void Use(int column, Contents contents)
    {
        var field = _fields[column];
        _names[column] = contents == Contents.Names;
        _fill[column] = _names[column] ? ParquetBlock.Names(field) : ParquetBlock.Numbers(field);
        if (_fill[column] is null)
        {
            var (expected, advice) = _names[column] ? ("text or whole numbers", "convert the column to text") : ("numbers", "convert the column to numbers");
            throw HeaderFault(column, $"{Holds(field)} in column {Excerpt.Of(Header[column])}", expected, advice);
        }
    }

    /// <inheritdoc/>
    public bool Read()
    {
        _rowOfBlock++;
        while (_rowOfBlock >= _block.Rows)
        {
            if (!NextBlock())
                return Row > 0 ? false : throw DataException.In(File, "no row", "at least one row of data", "check that the table was written in full");
        }
        Row = checked(Row + 1);
        return true;
    }

    /// <inheritdoc/>
    public Cell ReadNumber(int column, out double value)
    {
        value = _block.Number(column, _rowOfBlock);
        if (double.IsFinite(value))
            return Cell.Number;
        var infinite = double.IsPositiveInfinity(value);
        value = double.NaN;
        return infinite ? Cell.Infinite : Cell.Missing;
    }

    /// <inheritdoc/>
    public string Place(int row) => $"row {row}";

    /// <inheritdoc/>
    public string Sha256() => _sha256;

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) => RowFault(Row, found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(int row, string found, string expected, string advice) =>
        DataException.In($"{File}: row {row}", found, expected, advice);

    /// <inheritdoc/>
    public DataException HeaderFault(int column, string found, string expected, string advice) => DataException.In(File, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose()
    {
        // A group that is still being decoded holds the stream.
        _decoding?.ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Takes the group that was decoded ahead and begins with the one after it; false when there is none.</summary>
    private bool NextBlock()
    {
        if (_decoded == _reader.RowGroupCount)
            return false;
        (_decoding ?? Decode(_spare, _decoded)).GetAwaiter().GetResult();
        (_block, _spare, _rowOfBlock) = (_spare, _block, 0);
        _decoded++;
        _decoding = _decoded < _reader.RowGroupCount ? Decode(_spare, _decoded) : null;
        return true;
    }

    private Task Decode(ParquetBlock block, int number) => Task.Run(() => ParquetFormat.Guard(File, () =>
    {
        using var group = _reader.OpenRowGroupReader(number);
        block.Read(group, _fill);
        return number;
    }));

    private static string Holds(DataField field) =>
        field.MaxRepetitionLevel > 0 ? "lists"
        : ParquetFormat.IsText(field) ? "text"
        : field.ClrType == typeof(bool) ? "truth values"
        : ParquetBlock.Numbers(field) is not null ? "numbers with fractions"
        : $"values of type {field.ClrType.Name}";
}
