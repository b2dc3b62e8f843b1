using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Csv;
using GpuConcord.Host.Tables.Typed;
using Sylvan.Data.Csv;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>
/// An ECSV table (Enhanced CSV 1.0, which astropy writes), read forward record by record: columns have the types, units and descriptions that its header
/// gives them. An empty field is no value, as astropy reads it.
/// </summary>
internal sealed class EcsvReader : ITable
{
    /// <summary>Longest record in characters.</summary>
    private const int LongestRecord = 1 << 20;

    private readonly CheckedStream stream;
    private readonly EcsvHeader header;
    private readonly CsvDataReader rows;
    private readonly TypedValue[] values;
    private readonly string names;
    private int nextLine;
    private bool any;

    private EcsvReader(string file, CheckedStream stream, StreamReader text)
    {
        (File, this.stream) = (file, stream);
        header = new EcsvHeader(file, text);
        values = [.. header.Columns.Select(column => column.Values)];
        Columns = [.. header.Columns.Select(column => column.Told)];
        Header = [.. Columns.Select(column => Spelling.Of(column.Name))];
        nextLine = header.NamesLine;
        rows = Guard(() => CsvDataReader.Create(new TidyText(header.First.AsMemory(), text, header.Delimiter), new CsvDataReaderOptions
        {
            HasHeaders = false,
            Delimiter = header.Delimiter,
            BufferSize = 1 << 15,
            MaxBufferSize = LongestRecord,
            CommentHandler = (CommentHandler)(_ => nextLine++),
        }));
        names = CheckNames();
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
    public IEnumerable<string> Notes
    {
        get
        {
            string[] rounded = [.. header.Columns.Where(column => column.IsRounded).Select(column => column.Name)];
            return rounded.Length == 0 ? [] : [$"columns of 128 bits are read to the 16 digits of a double: {Excerpt.List(rounded)}"];
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<char> this[int column] => rows.GetFieldSpan(column).Trim();

    /// <summary>Reads the header.</summary>
    /// <param name="file">The file as the user named it.</param>
    /// <param name="bytes">Its bytes, closed with this.</param>
    /// <exception cref="DataException">The header is broken, or the bytes are not text.</exception>
    public static ITable Open(string file, Stream bytes)
    {
        CheckedStream text = new(bytes, file);
        try
        {
            return new EcsvReader(file, text, new StreamReader(text, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16));
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool Allows(int column, Contents contents) => values[column].Allows(contents);

    /// <inheritdoc/>
    public void Use(int column, Contents contents)
    {
        if (!values[column].Allows(contents))
        {
            throw TypedFault.Of(this, column, values[column], contents);
        }

        // Written so, a column's own values say nothing of which of them are none.
        if (header.IsSerialized && Columns.Any(other => other.Name.Equals($"{Columns[column].Name}.mask", StringComparison.Ordinal)))
        {
            throw ((ITable)this).HeaderFault(
                column, $"column {Excerpt.Of(Header[column])} with its mask in a column of its own", "a table whose nulls are empty fields",
                "write it so: table.write(..., serialize_method='null_value')");
        }
    }

    /// <inheritdoc/>
    public bool Read()
    {
        while (Guard(rows.Read))
        {
            Row = nextLine;
            ReadOnlySpan<char> record = rows.GetRawRecordSpan();
            nextLine += Math.Max(1, record.Count('\n'));
            if (record.IsWhiteSpace())
            {
                continue;
            }

            any = true;
            int count = rows.RowFieldCount;
            return count == values.Length ? true : throw At(
                Math.Min(count, values.Length) - (count < values.Length ? 1 : 0), $"{count} {(count == 1 ? "field" : "fields")}",
                $"{values.Length}, one for each column of the header",
                count < values.Length ? "write \"\" where there is no value" : "put a text that holds the delimiter between quotes");
        }

        return any ? false : throw DataException.At(File, nextLine, 1, "nothing below the names", "at least one row of data", "check that the table was written in full");
    }

    /// <inheritdoc/>
    public Cell ReadNumber(int column, out double value)
    {
        if (Take(column))
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
        if (!Take(column))
        {
            throw At(
                column, $"{Excerpt.Of(this[column])} in column {Excerpt.Of(Header[column])}", $"a value of its datatype ({values[column].Holds})", "correct it, or the datatype");
        }

        values[column].Copy(to, at);
    }

    /// <inheritdoc/>
    public string Place(long row) => $"line {row}";

    /// <inheritdoc/>
    public string Sha256() => stream.Sha256();

    /// <inheritdoc/>
    public DataException Fault(int column, string found, string expected, string advice) => At(column, found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(long row, string found, string expected, string advice) => DataException.At(File, (int)row, 1, found, expected, advice);

    /// <inheritdoc/>
    public DataException HeaderFault(int column, string found, string expected, string advice) => DataException.At(
        File, header.NamesLine, FieldPosition.CountCharacters(names.AsSpan(0, FieldPosition.Find(names, header.Delimiter, Math.Max(0, column)))) + 1, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private bool Take(int column)
    {
        ReadOnlySpan<char> field = rows.GetFieldSpan(column);
        if (field.IsEmpty)
        {
            values[column].SetNull();
            return true;
        }

        return values[column].TakeText(field);
    }

    /// <summary>The names below the header must be those in it.</summary>
    private string CheckNames()
    {
        if (!Guard(rows.Read))
        {
            throw DataException.At(File, nextLine, 1, "nothing below the header", "the names of the columns", "check that the table was written in full");
        }

        string record = rows.GetRawRecordSpan().TrimEnd("\r\n").ToString();
        Row = nextLine;
        for (int c = 0; c < Math.Max(rows.RowFieldCount, header.Columns.Count); c++)
        {
            string named = c < rows.RowFieldCount ? rows.GetFieldSpan(c).ToString() : "", described = c < header.Columns.Count ? header.Columns[c].Name : "";
            if (c >= rows.RowFieldCount || c >= header.Columns.Count || !named.Equals(described, StringComparison.Ordinal))
            {
                throw At(
                    Math.Min(c, rows.RowFieldCount - 1), c < rows.RowFieldCount ? Excerpt.Of(named) : $"{rows.RowFieldCount} names",
                    c < header.Columns.Count ? $"{Excerpt.Of(described)}, which the header describes on line {header.Columns[c].Line}"
                        : $"the {header.Columns.Count} columns that the header describes",
                    "name the columns alike, in the same order");
            }
        }

        nextLine += 1 + record.Count('\n');
        return record;
    }

    private DataException At(int column, string found, string expected, string advice)
    {
        ReadOnlySpan<char> record = rows.GetRawRecordSpan();
        ReadOnlySpan<char> before = record[..FieldPosition.Find(record, header.Delimiter, Math.Max(0, column))];
        ReadOnlySpan<char> lastLine = before[(before.LastIndexOf('\n') + 1)..];
        return DataException.At(File, (int)Row + before.Count('\n'), FieldPosition.CountCharacters(lastLine) + 1, found, expected, advice);
    }

    /// <summary>Runs a step of the parser; what it calls a malformed record becomes a message with a place.</summary>
    private T Guard<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (CsvRecordTooLargeException)
        {
            throw DataException.At(
                File, nextLine, 1, $"a record of more than {LongestRecord} characters", "a row of the table",
                "check that it ends with a line break, and that every quote is closed");
        }
        catch (CsvFormatException fault)
        {
            throw DataException.At(
                File, nextLine, 1, $"a quote that is never closed, or stands unescaped inside quotes (field {fault.FieldOrdinal + 1})",
                "each quoted field to end with a quote and a delimiter", "close the quote, or write a quote inside quotes twice (\"\")");
        }
    }
}
