namespace GpuConcord.Host.Tables.Csv;

/// <summary>
/// The text of records as a parser of RFC 4180 wants it: without the blanks that stand between a delimiter and a quote (<c>a, "b, c" ,d</c>),
/// without byte-order marks where records begin (files joined by cat), and, where blanks separate fields, with one blank between two fields and none
/// at the ends of a line. Comment lines and everything between quotes stay as they are.
/// </summary>
/// <remarks>A stretch of text without a quote and without such a mark is passed on after one search for the two.</remarks>
/// <param name="first">Text that was read already.</param>
/// <param name="rest">What follows it, closed with this.</param>
/// <param name="delimiter">The character between fields; a blank means any run of blanks and tabs.</param>
internal sealed class TidyText(ReadOnlyMemory<char> first, TextReader rest, char delimiter) : TextReader
{
    private const char Mark = '\uFEFF';

    /// <summary>One character stays free in front of a stretch: the blank between two fields is written with the second of them.</summary>
    private const int From = 1;

    private readonly char[] text = new char[1 << 15];
    private ReadOnlyMemory<char> ahead = first;
    private Place place;

    /// <summary>What is to be handed on: a part of the text.</summary>
    private int start;
    private int end;

    /// <summary>Blanks at the beginning of a field and the end of a stretch: whether they stay depends on what comes next.</summary>
    private char[] held = [];

    /// <summary>Where the next character stands.</summary>
    private enum Place
    {
        RecordStart,
        FieldStart,

        /// <summary>In a field without quotes.</summary>
        Plain,
        Comment,
        Quoted,

        /// <summary>Behind a quote that closes, or is the first of two that stand for one.</summary>
        Closing,

        /// <summary>Behind a closing quote and blanks.</summary>
        Closed,

        /// <summary>In the blanks between two fields, where blanks separate them.</summary>
        Gap,
    }

    /// <summary>A piece of text so tidied.</summary>
    public static string Of(string text, char delimiter)
    {
        using TidyText tidy = new(text.AsMemory(), new StringReader(""), delimiter);
        return tidy.ReadToEnd();
    }

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override int Read(Span<char> buffer)
    {
        while (start == end)
        {
            if (held.Length == 0 && delimiter != ' ' && place <= Place.Comment)
            {
                // Mostly there is nothing to tidy, and then nothing to copy either.
                Span<char> stretch = buffer[..Math.Min(buffer.Length, text.Length - From)];
                stretch = stretch[..Take(stretch)];
                if (stretch.IsEmpty)
                {
                    return 0;
                }

                if (stretch.ContainsAny('"', Mark))
                {
                    stretch.CopyTo(text.AsSpan(From));
                    (start, end) = (From, Unpad(From, From + stretch.Length));
                }
                else if (stretch.Length - Pass(stretch) is > 0 and var count)
                {
                    held = stretch[count..].ToArray();
                    return count;
                }
                else
                {
                    held = stretch.ToArray();
                }
            }
            else if (!Fill())
            {
                return 0;
            }
        }

        int available = Math.Min(buffer.Length, end - start);
        text.AsSpan(start, available).CopyTo(buffer);
        start += available;
        return available;
    }

    /// <inheritdoc/>
    public override int Read()
    {
        Span<char> one = stackalloc char[1];
        return Read(one) > 0 ? one[0] : -1;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads and tidies a stretch, of which nothing may be left; false at the end.</summary>
    private bool Fill()
    {
        int stop = From + held.Length;
        held.CopyTo(text, From);
        held = [];
        int read = stop < text.Length ? Take(text.AsSpan(stop)) : 0;
        (start, end) = (From, stop + read);
        if (read == 0)
        {
            // The end, or more blanks than anybody writes in front of a quote.
            place = Place.Plain;
            return end > start;
        }

        (start, end) = delimiter == ' ' ? (From - 1, Separate(From, end)) : (From, Unpad(From, end));
        return true;
    }

    private int Take(Span<char> to)
    {
        if (ahead.IsEmpty)
        {
            return rest.Read(to);
        }

        int count = Math.Min(to.Length, ahead.Length);
        ahead.Span[..count].CopyTo(to);
        ahead = ahead[count..];
        return count;
    }

    private bool IsPadding(char c) => c != delimiter && Spelling.IsBlank(c);

    /// <summary>Goes past text outside quotes.</summary>
    /// <returns>How many blanks it ends with that may stand before a quote: those at the beginning of a field.</returns>
    private int Pass(ReadOnlySpan<char> stretch)
    {
        int line = stretch.LastIndexOfAny('\n', '\r') + 1;
        bool comment = line < stretch.Length && stretch[line] == '#' && (line > 0 || place == Place.RecordStart);
        if (comment || (line == 0 && place == Place.Comment))
        {
            place = Place.Comment;
            return 0;
        }

        int seen = stretch.Length;
        while (seen > 0 && IsPadding(stretch[seen - 1]))
        {
            seen--;
        }

        if (seen > 0)
        {
            place = Behind(stretch[seen - 1]);
        }

        return place < Place.Plain ? stretch.Length - seen : 0;
    }

    /// <summary>Drops the blanks around quoted fields and marks where fields begin, in place.</summary>
    /// <returns>Where the text ends then.</returns>
    private int Unpad(int at, int stop)
    {
        // What lies between kept and at is to stay, and moved to written when something is dropped behind it.
        (int written, int kept) = (at, at);
        while (at < stop)
        {
            if (place <= Place.Comment)
            {
                int found = text.AsSpan(at, stop - at).IndexOfAny('"', Mark);
                int next = found < 0 ? stop : at + found;
                int padding = found == 0 ? 0 : Pass(text.AsSpan(at, next - at));
                if (found < 0)
                {
                    held = text[(next - padding)..next];
                    return Move(next - padding);
                }

                bool quote = text[next] == '"';
                if (place < Place.Plain)
                {
                    if (padding > 0 || !quote)
                    {
                        written = Move(next - padding);
                        kept = quote ? next : next + 1;
                    }

                    place = quote ? Place.Quoted : place;
                }

                at = next + 1;
            }
            else if (place == Place.Quoted)
            {
                int close = text.AsSpan(at, stop - at).IndexOf('"');
                place = close < 0 ? Place.Quoted : Place.Closing;
                at = close < 0 ? stop : at + close + 1;
                if (at < stop && text[at] == delimiter)
                {
                    place = Place.FieldStart;
                    at++;
                }
            }
            else
            {
                if (IsPadding(text[at]))
                {
                    written = Move(at);
                    (kept, place) = (at + 1, Place.Closed);
                }
                else
                {
                    place = text[at] == '"' && place == Place.Closing ? Place.Quoted : Behind(text[at]);
                }

                at++;
            }
        }

        return Move(stop);

        int Move(int until)
        {
            if (kept > written)
            {
                text.AsSpan(kept, until - kept).CopyTo(text.AsSpan(written));
            }

            return written + until - kept;
        }
    }

    private Place Behind(char c) => c == delimiter ? Place.FieldStart : c is '\n' or '\r' ? Place.RecordStart : Place.Plain;

    /// <summary>Leaves one blank between fields and none around lines, in place, from the character before <paramref name="at"/> on.</summary>
    /// <returns>Where the text ends then.</returns>
    private int Separate(int at, int stop)
    {
        int written = at - 1;
        for (; at < stop; at++)
        {
            char c = text[at];
            bool line = c is '\n' or '\r';
            if (place is Place.Comment or Place.Quoted)
            {
                place = place == Place.Comment ? line ? Place.RecordStart : Place.Comment : c == '"' ? Place.Closing : Place.Quoted;
            }
            else if (line)
            {
                place = Place.RecordStart;
            }
            else if (c is ' ' or '\t' || (c == Mark && place == Place.RecordStart))
            {
                place = place == Place.RecordStart ? Place.RecordStart : Place.Gap;
                continue;
            }
            else
            {
                if (place == Place.Gap)
                {
                    text[written++] = ' ';
                }

                place = c == '"' && place is Place.RecordStart or Place.Gap or Place.Closing ? Place.Quoted
                    : c == '#' && place == Place.RecordStart ? Place.Comment
                    : Place.Plain;
            }

            text[written++] = c;
        }

        return written;
    }
}
