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

    private readonly CheckedStream stream;
    private readonly CsvDataReader rows;
    private readonly Func<bool> advance;
    private readonly string headerText;
    private int nextLine;
    private bool any;

    /// <summary>The last comment line above the header without its #, or null.</summary>
    private string? lastComment;

    private CsvTable(string file, CheckedStream stream, StreamReader text)
    {
        (File, this.stream) = (file, stream);
        (headerText, HeaderLine) = ReadHeaderText(text);
        Delimiter = Sniff(headerText);
        nextLine = HeaderLine + CountLines(headerText) + 1;
        using (CsvDataReader header = Open(new StringReader(headerText), onComment: null))
        {
            Header = Guard(HeaderLine, header.Read) ? ReadFields(header) : [];
        }

        rows = Guard(nextLine, () => Open(text, onComment: _ =>
        {
            nextLine++;
            CommentsSkipped++;
        }));
        advance = rows.Read;
    }

    /// <summary>The file as the user named it.</summary>
    public string File { get; }

    /// <summary>Column names, trimmed.</summary>
    public string[] Header { get; }

    /// <inheritdoc/>
    public IEnumerable<string> Notes =>
        CommentsSkipped == 0 ? [] : [$"{CommentsSkipped} comment {(CommentsSkipped == 1 ? "line" : "lines")} (#) below the header skipped"];

    /// <summary>The character between fields.</summary>
    public char Delimiter { get; }

    /// <inheritdoc/>
    char? ITable.Delimiter => Delimiter;

    /// <summary>1-based line of the header.</summary>
    public int HeaderLine { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> NamesInComment => lastComment is null ? [] : [.. lastComment.Split(Delimiter).Select(name => name.Trim())];

    /// <summary>How many comment lines below the header were skipped so far.</summary>
    public int CommentsSkipped { get; private set; }

    /// <summary>1-based line on which the current record begins.</summary>
    public int Line { get; private set; }

    /// <inheritdoc/>
    long ITable.Row => Line;

    /// <inheritdoc/>
    public double? Fraction => stream.Fraction;

    /// <summary>A field of the current record, unquoted and trimmed; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<char> this[int field] => rows.GetFieldSpan(field).Trim();

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
        At(headerText, HeaderLine, column, found, expected, advice);

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    private (string Text, int Line) ReadHeaderText(StreamReader text)
    {
        for (int line = 1; text.ReadLine() is { } read; line++)
        {
            if (read.StartsWith('#'))
            {
                lastComment = read[1..];
            }
            else if (!string.IsNullOrWhiteSpace(read))
            {
                return (CompleteQuotes(read, text), line);
            }
        }
        throw DataException.At(
            File, 1, 1, lastComment is null ? "an empty file" : "nothing but comments", "a header line with column names, then rows",
            "check that the table was written in full");
    }

    /// <summary>Adds lines to a header while a quote is open: a column name may hold a line break.</summary>
    private static string CompleteQuotes(string header, StreamReader text)
    {
        while (header.AsSpan().Count('"') % 2 == 1 && header.Length < LongestRecord && text.ReadLine() is { } more)
        {
            header = $"{header}\n{more}";
        }

        return header;
    }

    private static char Sniff(string header)
    {
        Span<char> candidates = [',', ';', '\t', '|'];
        Span<int> counts = stackalloc int[candidates.Length];
        bool quoted = false;
        foreach (char c in header)
        {
            quoted ^= c == '"';
            int candidate = quoted ? -1 : candidates.IndexOf(c);
            if (candidate >= 0)
            {
                counts[candidate]++;
            }
        }
        int most = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[most])
            {
                most = i;
            }
        }
        return candidates[most];
    }

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
            fields[i] = record.GetFieldSpan(i).Trim().ToString();
        }

        return fields;
    }

    /// <summary>Runs a step of the parser; what it calls a malformed record becomes a message with a place.</summary>
    private T Guard<T>(int line, Func<T> step)
    {
        try
        {
            return step();
        }
        catch (CsvFormatException fault)
        {
            string found = fault is CsvInvalidCharacterException { InvalidCharacter: not '"' } stray
                ? $"{Excerpt.Of([stray.InvalidCharacter])} after a closing quote"
                : "a quote that is never closed, or stands unescaped inside quotes";
            throw DataException.At(
                File, line, 1, $"{found} (field {fault.FieldOrdinal + 1})", "each quoted field to end with a quote and a delimiter",
                "close the quote, or write a quote inside quotes twice (\"\")");
        }
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
            $"{expected}, as in the header on line {HeaderLine}",
            count > expected ? "quote a name that holds a delimiter, or remove the extra field" : "fill in the missing field, or leave it blank between delimiters");

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
