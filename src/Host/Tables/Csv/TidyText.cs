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
            if (!Fill())
            {
                return 0;
            }
        }

        int count = Math.Min(buffer.Length, end - start);
        text.AsSpan(start, count).CopyTo(buffer);
        start += count;
        return count;
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
        // One character stays free in front of a stretch: the blank between two fields is written with the second of them.
        const int From = 1;
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

        if (delimiter == ' ')
        {
            start = From - 1;
            end = Separate(From, end);
        }
        else if (place > Place.Comment || text.AsSpan(start, end - start).ContainsAny('"', Mark))
        {
            end = Unpad(From, end);
        }
        else
        {
            PassOn(text.AsSpan(start, end - start));
        }

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

    private void Hold(int from)
    {
        held = text[from..end];
        end = from;
    }

    /// <summary>A stretch without quotes stays as it is, but for blanks at its end that may stand before a quote.</summary>
    private void PassOn(ReadOnlySpan<char> stretch)
    {
        int line = stretch.LastIndexOfAny('\n', '\r') + 1;
        if (line < stretch.Length && stretch[line] == '#' && (line > 0 || place == Place.RecordStart))
        {
            place = Place.Comment;
        }

        if (place == Place.Comment && (line == 0 || (line < stretch.Length && stretch[line] == '#')))
        {
            return;
        }

        int seen = stretch.Length;
        while (seen > 0 && IsPadding(stretch[seen - 1]))
        {
            seen--;
        }

        if (seen > 0)
        {
            place = stretch[seen - 1] == delimiter ? Place.FieldStart : stretch[seen - 1] is '\n' or '\r' ? Place.RecordStart : Place.Plain;
        }

        if (place < Place.Plain && seen < stretch.Length)
        {
            Hold(start + seen);
        }
    }

    /// <summary>Drops the blanks around quoted fields, in place.</summary>
    /// <returns>Where the text ends then.</returns>
    private int Unpad(int at, int stop)
    {
        // What lies between kept and at is to stay, and moved to written when something is dropped behind it.
        (int written, int kept) = (at, at);
        while (at < stop)
        {
            switch (place)
            {
                case Place.RecordStart or Place.FieldStart:
                    int next = at;
                    while (next < stop && IsPadding(text[next]))
                    {
                        next++;
                    }

                    if (next == stop)
                    {
                        held = text[at..stop];
                        return Move(at);
                    }

                    if (next > at && (text[next] == '"' || (place == Place.RecordStart && text[at] == Mark)))
                    {
                        written = Move(at);
                        at = kept = text[next] == '"' ? next : at + 1;
                        break;
                    }

                    place = text[next] == '"' ? Place.Quoted : text[next] == '#' && next == at && place == Place.RecordStart ? Place.Comment : Behind(text[next]);
                    at = next + 1;
                    break;
                case Place.Plain:
                    at = After(text.AsSpan(at, stop - at).IndexOfAny(delimiter, '\n', '\r'));
                    break;
                case Place.Comment:
                    at = After(text.AsSpan(at, stop - at).IndexOfAny('\n', '\r'));
                    break;
                case Place.Quoted:
                    int close = text.AsSpan(at, stop - at).IndexOf('"');
                    place = close < 0 ? Place.Quoted : Place.Closing;
                    at = close < 0 ? stop : at + close + 1;
                    break;
                default:
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
                    break;
            }
        }

        return Move(stop);

        int Move(int until)
        {
            text.AsSpan(kept, until - kept).CopyTo(text.AsSpan(written));
            return written + until - kept;
        }

        int After(int found)
        {
            if (found < 0)
            {
                return stop;
            }

            place = Behind(text[at + found]);
            return at + found + 1;
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
