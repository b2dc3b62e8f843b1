using System.Buffers;
using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// Fields of CSV, as UTF-8: a text with the delimiter, a quote or a line break (a carriage return is one) is quoted and its quotes doubled
/// (RFC 4180), and so is one that begins with #, which would pass for a comment; one that a spreadsheet would run has an apostrophe in front
/// (<see cref="SpreadsheetGuard"/>); a number is the shortest text that reads back to the same one;
/// NaN, Infinity and -Infinity as such.
/// </summary>
/// <param name="delimiter">The character between fields, ASCII.</param>
/// <param name="spreadsheets">Whether spreadsheets open such files; else no text has an apostrophe in front.</param>
internal sealed class CsvText(char delimiter, bool spreadsheets = true)
{
    // The longest double has 24 characters.
    private const int LongestNumber = 32;

    private readonly SearchValues<char> special = SearchValues.Create([delimiter, '"', '\n', '\r']);

    /// <summary>A text between quotes, whatever it holds.</summary>
    public static string Quoted(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text as a field, quoted where that is needed.</summary>
    public string Field(string text)
    {
        string safe = spreadsheets && SpreadsheetGuard.Applies(text) ? SpreadsheetGuard.Add(text).ToString() : text;
        return NeedsQuotes(safe) ? Quoted(safe) : safe;
    }

    /// <summary>Appends a text as a field, quoted where that is needed.</summary>
    public void Append(ReadOnlySpan<char> text, ArrayBufferWriter<byte> to)
    {
        text = spreadsheets ? SpreadsheetGuard.Add(text) : text;
        if (NeedsQuotes(text))
        {
            AppendVerbatim(Quoted(text.ToString()), to);
        }
        else
        {
            AppendVerbatim(text, to);
        }
    }

    /// <summary>Appends a text as it stands.</summary>
    public static void AppendVerbatim(ReadOnlySpan<char> text, ArrayBufferWriter<byte> to)
    {
        // A character of UTF-16 has at most three bytes.
        int written = Encoding.UTF8.GetBytes(text, to.GetSpan(Math.Max(1, 3 * text.Length)));
        to.Advance(written);
    }

    /// <summary>Appends a number.</summary>
    public static void Append<T>(T value, ArrayBufferWriter<byte> to) where T : IUtf8SpanFormattable
    {
        value.TryFormat(to.GetSpan(LongestNumber), out int written, "", CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>Appends an ASCII character.</summary>
    public static void Append(byte character, ArrayBufferWriter<byte> to)
    {
        to.GetSpan(1)[0] = character;
        to.Advance(1);
    }

    private bool NeedsQuotes(ReadOnlySpan<char> text) => text.StartsWith('#') || text.ContainsAny(special);
}
