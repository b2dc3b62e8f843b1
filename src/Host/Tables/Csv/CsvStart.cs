using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// What stands above the rows of a CSV file, and what it says of them: the delimiter (from Excel's line <c>sep=;</c>, or from the header), the
/// header itself, lines of units and dashes below it, and whether rows begin with a name that the header lacks, as R's write.table has it.
/// </summary>
internal sealed class CsvStart
{
    /// <summary>Characters that are looked at below the header.</summary>
    private const int Ahead = 1 << 13;

    private readonly string file;

    /// <param name="file">The file's name in messages.</param>
    /// <param name="text">Its text, of which header and the first lines below are read.</param>
    /// <param name="longest">Most characters of a record.</param>
    /// <exception cref="DataException">There is no header, or it is one of a table that is no CSV.</exception>
    public CsvStart(string file, TextReader text, int longest)
    {
        this.file = file;
        (string header, HeaderLine) = ReadHeader(text, longest, out char? said);
        char[] ahead = new char[Ahead];
        int length = text.ReadBlock(ahead);
        Next = ahead.AsMemory(0, length);
        string[] lines = Lines(Next.Span, whole: length < Ahead);
        Delimiter = said ?? Sniff(header, lines);
        Header = TidyText.Of(header, Delimiter);
        string[][] fields = Array.ConvertAll(lines, line => Split(line, Delimiter));
        int columns = Split(header, Delimiter).Length;
        int rows = Describe(lines, fields, columns);
        HasRowNames = rows < lines.Length && fields[rows].Length == columns + 1 && header.TrimStart().StartsWith('"') && lines[rows].TrimStart().StartsWith('"')
            && fields[rows][^1].Length > 0;
    }

    /// <summary>The header line or lines.</summary>
    public string Header { get; }

    /// <summary>1-based line of the header.</summary>
    public int HeaderLine { get; }

    /// <summary>The character between fields; a blank means any run of blanks.</summary>
    public char Delimiter { get; }

    /// <summary>The last comment line above the header without its #, or null.</summary>
    public string? LastComment { get; private set; }

    /// <summary>Lines that are no rows, though they stand among them, and what they hold: they may come again where files were joined.</summary>
    public List<(string Text, string Holds)> Between { get; } = [];

    /// <summary>Units by column, where a line of them stands below the header; else empty.</summary>
    public string[] Units { get; private set; } = [];

    /// <summary>Whether rows have one field more than the header, in front.</summary>
    public bool HasRowNames { get; }

    /// <summary>Text that was read from below the header.</summary>
    public ReadOnlyMemory<char> Next { get; }

    private (string Text, int Line) ReadHeader(TextReader text, int longest, out char? said)
    {
        said = null;
        for (int line = 1; ReadLine(text, line, longest) is { } read; line++)
        {
            read = read.TrimStart('\uFEFF');
            if (read.StartsWith('#'))
            {
                LastComment = read[1..];
            }
            else if (said is null && Separator(read) is { } separator)
            {
                said = separator;
            }
            else if (!string.IsNullOrWhiteSpace(read))
            {
                RefuseDrawn(read.Trim(), line);
                return (CompleteQuotes(read, text, line, longest), line);
            }
        }

        throw DataException.At(
            file, 1, 1, LastComment is null ? "an empty file" : "nothing but comments", "a header line with column names, then rows",
            "check that the table was written in full");
    }

    /// <summary>The delimiter that Excel is told by a first line <c>sep=;</c>; null for any other line.</summary>
    private static char? Separator(string line)
    {
        string text = line.Trim(' ').Trim('"');
        return text.Length == 5 && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && text[4] is > '\0' and < '\x7F' and not ('"' or '#') ? text[4] : null;
    }

    private void RefuseDrawn(string header, int line)
    {
        string? found = header.StartsWith('\\') || (header.StartsWith('|') && header.EndsWith('|')) ? "a table drawn with | (IPAC, Markdown, psql)"
            : header.StartsWith("+-", StringComparison.Ordinal) ? "a table drawn with lines"
            : null;
        if (found is not null)
        {
            throw DataException.At(file, line, 1, found, "a CSV file in plain UTF-8 text", "export it as CSV (stilts tcopy ifmt=ipac in.tbl out.csv)");
        }
    }

    /// <summary>A line without its end (LF, CR or CR LF), or null at the end of the text; one that is too long is read no further.</summary>
    private string? ReadLine(TextReader text, int line, int longest)
    {
        int next = text.Read();
        if (next < 0)
        {
            return null;
        }

        StringBuilder read = new();
        for (; next is not (-1 or '\n' or '\r'); next = text.Read())
        {
            read.Append(read.Length < longest ? (char)next : throw TooLong(line, longest));
        }

        if (next == '\r' && text.Peek() == '\n')
        {
            _ = text.Read();
        }

        return read.ToString();
    }

    private DataException TooLong(int line, int longest) => DataException.At(
        file, line, 1, $"a header of more than {longest} characters", "a line of column names",
        "check that the header ends with a line break, and that this is the file you meant; give a table of many columns as FITS or Parquet");

    /// <summary>Adds lines to a header while a quote is open: a column name may hold a line break.</summary>
    private string CompleteQuotes(string header, TextReader text, int line, int longest)
    {
        if (header.AsSpan().Count('"') % 2 == 0)
        {
            return header;
        }

        StringBuilder whole = new(header);
        bool open = true;
        while (open && ReadLine(text, line, longest) is { } more)
        {
            open = more.AsSpan().Count('"') % 2 == 0;
            whole.Append('\n').Append(more);
            open = whole.Length > longest ? throw Unclosed() : open;
        }

        return open ? throw Unclosed() : whole.ToString();

        DataException Unclosed() => DataException.At(
            file, line, FieldPosition.CountCharacters(header.AsSpan(0, header.LastIndexOf('"'))) + 1, "a quote that is never closed",
            "column names, each quoted on both sides or on neither",
            "close the quote, or write a quote inside quotes twice (\"\")");
    }

    /// <summary>The first two lines that are neither blank nor comments.</summary>
    private static string[] Lines(ReadOnlySpan<char> text, bool whole)
    {
        List<string> lines = [];
        while (!text.IsEmpty && lines.Count < 2)
        {
            int end = text.IndexOfAny('\n', '\r');
            if (end < 0 && !whole)
            {
                break;
            }

            ReadOnlySpan<char> line = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            if (!line.IsWhiteSpace() && line[0] != '#')
            {
                lines.Add(line.ToString());
            }
        }

        return [.. lines];
    }

    /// <summary>The delimiter that the header has most of; a blank where it has none, and words with blanks between, and so has the line below.</summary>
    private static char Sniff(string header, string[] below)
    {
        ReadOnlySpan<char> candidates = [',', ';', '\t', '|'];
        char most = ',';
        int least = 0;
        foreach (char candidate in candidates)
        {
            int count = Split(header, candidate).Length - 1;
            (most, least) = count > least ? (candidate, count) : (most, least);
        }

        bool blanks = least == 0 && below.Length > 0 && Split(header, ' ').Length > 1 && Split(below[0], ' ').Length > 1
            && Array.TrueForAll([',', ';', '\t', '|'], candidate => Split(below[0], candidate).Length == 1);
        return blanks ? ' ' : most;
    }

    /// <summary>The fields of a line, trimmed and without the quotes around them.</summary>
    private static string[] Split(string line, char delimiter)
    {
        string text = TidyText.Of(line, delimiter);
        List<string> fields = [];
        bool quoted = false;
        int from = 0;
        for (int at = 0; at <= text.Length; at++)
        {
            quoted ^= at < text.Length && text[at] == '"';
            if (at == text.Length || (text[at] == delimiter && !quoted))
            {
                fields.Add(text[from..at].Trim().Trim('"').Trim());
                from = at + 1;
            }
        }

        return [.. fields];
    }

    /// <summary>Takes the lines of units and dashes right below the header.</summary>
    /// <returns>How many there are.</returns>
    private int Describe(string[] lines, string[][] fields, int columns)
    {
        bool IsDashed(int line) => line < lines.Length && UnitRow.IsDashes(fields[line]);
        int described = 0;
        if (lines.Length > 0 && !IsDashed(0) && fields[0].Length == columns && UnitRow.IsUnits(fields[0], beforeDashes: IsDashed(1)))
        {
            Units = fields[0];
            Between.Add((TidyText.Of(lines[described++], Delimiter).TrimEnd(), "units"));
        }

        if (IsDashed(described))
        {
            Between.Add((TidyText.Of(lines[described++], Delimiter).TrimEnd(), "dashes"));
        }

        return described;
    }
}
