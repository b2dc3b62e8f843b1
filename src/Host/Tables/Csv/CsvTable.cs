using System.Text;
using GpuConcord.Host.Faults;
using Sylvan.Data.Csv;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// A CSV file with one header line, read forward record by record, that can say of every field at which line and column it
/// stands. Delimiters: comma, semicolon, tab or |, whichever the header line has most of. Quotes as in RFC 4180.
/// </summary>
/// <remarks>
/// A line that begins with <c>#</c> is a comment wherever it stands (quote a name that begins so); blank lines and rows of
/// nothing but delimiters are skipped; every other row must have as many fields as the header. Columns count characters, 1-based.
/// </remarks>
internal sealed class CsvTable : ITable
{
    /// <summary>Longest record in characters. A longer one is a quote that was never closed.</summary>
    private const int LongestRecord = 1 << 20;

    /// <summary>What the column is called that R's write.table leaves without a name.</summary>
    private const string RowNames = "row.names";

    private readonly CheckedStream stream;
    private readonly CsvDataReader rows;
    private readonly Func<bool> advance;
    private readonly CsvStart above;

    /// <summary>What is passed over among the rows: the header again, and lines of units and dashes, with the lines where they stand.</summary>
    private readonly List<(string Holds, int Line)> passed = [];
    private readonly bool headerMayRepeat;

    /// <summary>What a repeated header begins with, quotes apart; NUL when that may be anything.</summary>
    private readonly char headerStart;

    /// <summary>The columns' names as the file has them.</summary>
    private readonly string[] fieldNames;
    private int nextLine;
    private bool any;
    private DataException? broken;

    private CsvTable(string file, CheckedStream stream, StreamReader text)
    {
        (File, this.stream) = (file, stream);
        above = new CsvStart(file, text, LongestRecord);
        HeaderLine = above.HeaderLine;
        nextLine = HeaderLine + CountLines(above.Header) + 1;
        using (CsvDataReader header = Guard(HeaderLine, () => Open(new StringReader(above.Header), onComment: null)))
        {
            string[] names = Guard(HeaderLine, header.Read) ? ReadFields(header) : [];
            fieldNames = above.HasRowNames ? [RowNames, .. names] : names;
        }

        Header = Array.ConvertAll(fieldNames, name => Spelling.Of(name));
        headerStart = Header.ElementAtOrDefault(above.HasRowNames ? 1 : 0) is [> ' ' and <= '~' and var first, ..] ? first : '\0';
        headerMayRepeat = Header.Length > 0 && !Array.Exists(Header, name => Cells.Read(name, out _) == Cell.Number);
        rows = Guard(nextLine, () => Open(new TidyText(above.Next, text, Delimiter), onComment: _ =>
        {
            nextLine++;
            CommentsSkipped++;
        }));
        advance = rows.Read;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Column names in one spelling.</summary>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TableColumn> Columns =>
        [.. fieldNames.Select((name, c) => new TableColumn(name, Unit: above.Units.Length == fieldNames.Length ? above.Units[c].Trim('-') : ""))];

    /// <inheritdoc/>
    public IEnumerable<string> Notes
    {
        get
        {
            if (CommentsSkipped > 0)
            {
                yield return $"{CommentsSkipped} comment {(CommentsSkipped == 1 ? "line" : "lines")} (#) below the header skipped";
            }

            foreach (IGrouping<string, (string Holds, int Line)> alike in passed.GroupBy(line => line.Holds, StringComparer.Ordinal))
            {
                int count = alike.Count();
                string at = string.Join(", ", alike.Take(5).Select(line => line.Line)) + (count > 5 ? $" and {count - 5} more" : "");
                yield return $"{(count == 1 ? "line" : "lines")} {at} skipped, no data: {alike.Key}";
            }

            if (above.HasRowNames)
            {
                yield return $"rows have one field more than the header: read as row names, as R writes them, in a column {RowNames}";
            }
        }
    }

    /// <summary>The character between fields; a blank means any run of blanks.</summary>
    public char Delimiter => above.Delimiter;

    /// <inheritdoc/>
    char? ITable.Delimiter => Delimiter;

    /// <summary>1-based line of the header.</summary>
    public int HeaderLine { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> NamesInComment => above.LastComment is null ? []
        : Delimiter == ' ' ? above.LastComment.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
        : [.. above.LastComment.Split(Delimiter).Select(name => name.Trim())];

    /// <summary>How many comment lines below the header were skipped so far.</summary>
    public int CommentsSkipped { get; private set; }

    /// <summary>1-based line on which the current record begins.</summary>
    public int Line { get; private set; }

    /// <inheritdoc/>
    long ITable.Row => Line;

    /// <inheritdoc/>
    public double? Fraction => stream.Fraction;

    /// <summary>A field of the current record, unquoted, trimmed and without the apostrophe of <see cref="SpreadsheetGuard"/>; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> this[int field] => SpreadsheetGuard.Remove(rows.GetFieldSpan(field).Trim());

    /// <inheritdoc/>
    public ReadOnlySpan<char> Record => rows.GetRawRecordSpan().TrimEnd("\r\n");

    /// <summary>Reads comments and header.</summary>
    /// <exception cref="DataException">There is no header, or the bytes are not text.</exception>
    public static CsvTable Open(string file, Stream bytes)
    {
        CheckedStream text = new(bytes, file);
        try
        {
            return new CsvTable(file, text, new StreamReader(text, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, bufferSize: 1 << 16));
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Goes to the next record; false at the end of the file.</summary>
    /// <exception cref="DataException">No record below the header, a record with too few or too many fields, a broken quote.</exception>
    public bool Read()
    {
        while (Guard(nextLine, advance))
        {
            Line = nextLine;
            ReadOnlySpan<char> record = rows.GetRawRecordSpan();
            nextLine += CountLines(record);
            if (IsBlank(record))
            {
                continue;
            }

            if (IsPassedOver(record))
            {
                continue;
            }

            any = true;
            if (rows.RowFieldCount != Header.Length)
            {
                throw Ragged(record);
            }

            return true;
        }
        return any ? false : throw DataException.At(
            File, nextLine, 1, "nothing below the header", "at least one row of data", "check that the table was written in full");
    }

    /// <inheritdoc/>
    public Cell ReadNumber(int column, out double value) => Cells.Read(this[column], out value);

    /// <inheritdoc/>
    public string Place(long row) => $"line {row}";

    /// <inheritdoc/>
    public string Sha256() => stream.Sha256();

    /// <summary>The error that a field of the current record is at fault.</summary>
    public DataException Fault(int field, string found, string expected, string advice) =>
        At(rows.GetRawRecordSpan(), Line, field, found, expected, advice);

    /// <inheritdoc/>
    public DataException RowFault(long row, string found, string expected, string advice) => DataException.At(File, (int)row, 1, found, expected, advice);

    /// <summary>The error that a column's name is at fault.</summary>
    public DataException HeaderFault(int column, string found, string expected, string advice) =>
        At(above.Header, HeaderLine, Math.Max(0, above.HasRowNames ? column - 1 : column), found, expected, advice);

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private CsvDataReader Open(TextReader text, Action<string>? onComment) => CsvDataReader.Create(text, new CsvDataReaderOptions
    {
        HasHeaders = false,
        Delimiter = Delimiter,
        BufferSize = 1 << 15,
        MaxBufferSize = LongestRecord,
        CommentHandler = onComment is null ? null : (CommentHandler)onComment,
    });

    private static string[] ReadFields(CsvDataReader record)
    {
        string[] fields = new string[record.RowFieldCount];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = SpreadsheetGuard.Remove(record.GetFieldSpan(i).Trim()).ToString();
        }

        return fields;
    }

    /// <summary>Runs a step of the parser; what it calls a malformed record becomes a message with a place.</summary>
    private T Guard<T>(int line, Func<T> step)
    {
        if (broken is not null)
        {
            // Behind it the parser goes no further: whoever asks for the next record is told the same.
            throw broken;
        }

        try
        {
            return step();
        }
        catch (CsvRecordTooLargeException)
        {
            throw broken = DataException.At(
                File, line, 1, $"a quote that is never closed, or a record of more than {LongestRecord} characters", "a row of the table",
                "check that it ends with a line break, and that every quote is closed; give a table of so many columns as FITS or Parquet");
        }
        catch (CsvFormatException fault)
        {
            string found = fault is CsvInvalidCharacterException { InvalidCharacter: not '"' } stray
                ? $"{Excerpt.Of([stray.InvalidCharacter])} after a closing quote"
                : "a quote that is never closed, or stands unescaped inside quotes";
            throw broken = DataException.At(
                File, line, 1, $"{found} (field {fault.FieldOrdinal + 1})", "each quoted field to end with a quote and a delimiter",
                "close the quote, or write a quote inside quotes twice (\"\")");
        }
    }

    /// <summary>Whether a record is the header again, because files were joined, or a line of units or dashes.</summary>
    private bool IsPassedOver(ReadOnlySpan<char> record)
    {
        foreach ((string text, string holds) in above.Between)
        {
            if (record[0] == text[0] && record.TrimEnd().SequenceEqual(text))
            {
                passed.Add((holds, Line));
                return true;
            }
        }

        // Nearly always the first character says no; those that may be left out of a name, and quotes, do not.
        if (!headerMayRepeat || (record[0] != headerStart && headerStart != '\0' && record[0] is > '"' and <= '~') || !IsHeader(above.HasRowNames ? 1 : 0))
        {
            return false;
        }

        passed.Add(("the header again", Line));
        return true;
    }

    /// <summary>Whether the current record's fields are the column names from a number on; nearly always the first says no.</summary>
    private bool IsHeader(int from)
    {
        if (rows.RowFieldCount != Header.Length - from)
        {
            return false;
        }

        for (int c = from; c < Header.Length; c++)
        {
            ReadOnlySpan<char> field = this[c - from];
            if (!field.SequenceEqual(Header[c]) && (Spelling.IsPlain(field) || !Spelling.Of(field).Equals(Header[c], StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsBlank(ReadOnlySpan<char> record)
    {
        if (record.IsEmpty || (record[0] != Delimiter && !char.IsWhiteSpace(record[0])))
        {
            return false;
        }

        foreach (char c in record)
        {
            if (c != Delimiter && !char.IsWhiteSpace(c))
            {
                return false;
            }
        }
        return true;
    }

    private DataException Ragged(ReadOnlySpan<char> record)
    {
        (int count, int expected) = (rows.RowFieldCount, Header.Length);
        return At(
            count > expected ? record : record.TrimEnd("\r\n"), Line, Math.Min(count, expected), Fields(count),
            $"{expected}, as in the header on line {HeaderLine}", (Delimiter, count - expected) switch
            {
                (' ', > 0) => "fields are separated by blanks here: quote a name that holds one, write commas between fields, or leave out row names (R: row.names = FALSE)",
                (' ', _) => "fields are separated by blanks here: write NA where there is no value, or commas between fields",
                (_, 1) => "quote a name that holds a delimiter, or remove the extra field (R's write.table names its rows: col.names = NA names that column too)",
                (_, > 0) => "quote a name that holds a delimiter, or remove the extra field",
                _ => "fill in the missing field, or leave it blank between delimiters",
            });

        static string Fields(int n) => n == 1 ? "1 field" : $"{n} fields";
    }

    private DataException At(ReadOnlySpan<char> record, int line, int field, string found, string expected, string advice)
    {
        ReadOnlySpan<char> before = record[..FieldPosition.Find(record, Delimiter, field)];
        ReadOnlySpan<char> lastLine = before[(before.LastIndexOf('\n') + 1)..];
        return DataException.At(File, line + CountLines(before), FieldPosition.CountCharacters(lastLine) + 1, found, expected, advice);
    }

    private static int CountLines(ReadOnlySpan<char> text)
    {
        int lines = text.Count('\n');
        return lines > 0 ? lines : text.Count('\r');
    }
}
