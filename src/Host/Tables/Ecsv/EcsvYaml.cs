using System.Globalization;
using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>
/// The YAML that programs write into headers of ECSV: mappings and sequences, in lines or in brackets, of texts in quotes and without. Anchors, tags and
/// block scalars, which stand only in what nobody asks for here, are passed over where they can be and refused elsewhere.
/// </summary>
/// <param name="file">The file in messages.</param>
/// <param name="text">The text, lines joined by \n.</param>
/// <param name="firstLine">1-based line of the file on which it begins.</param>
/// <param name="indent">Characters in front of every line that are not part of the text.</param>
internal sealed class EcsvYaml(string file, string text, int firstLine, int indent)
{
    /// <summary>Most brackets within brackets.</summary>
    private const int Deepest = 64;
    private int at;

    /// <summary>A sequence of mappings, of whose entries only texts and mappings of texts are kept.</summary>
    /// <returns>The mappings, and the line on which each begins.</returns>
    /// <exception cref="DataException">It is none.</exception>
    public IReadOnlyList<(IReadOnlyDictionary<string, object?> Entries, int Line)> Mappings()
    {
        List<(IReadOnlyDictionary<string, object?>, int)> all = [];
        int dashes = -1;
        while (SkipBlank())
        {
            int column = Column;
            dashes = dashes < 0 ? column : dashes;
            if (column != dashes || !IsDash())
            {
                throw Fault("the - of a column", "begin every column with - and indent what belongs to it");
            }

            int line = Line;
            at++;
            SkipBlank();
            all.Add((Peek == '{' ? Flow(0) as Dictionary<string, object?> : null, line) is ({ } flow, _) ? (flow, line) : (Block(dashes), line));
        }

        return all;
    }

    private char Peek => at < text.Length ? text[at] : '\0';

    private int Line => firstLine + text.AsSpan(0, Math.Min(at, text.Length)).Count('\n');

    private int Column => at - (text.LastIndexOf('\n', Math.Max(0, at - 1)) + 1);

    private bool IsDash() => Peek == '-' && (at + 1 == text.Length || text[at + 1] is ' ' or '\n');

    /// <summary>Goes past blanks and line ends; false at the end.</summary>
    private bool SkipBlank()
    {
        while (at < text.Length && text[at] is ' ' or '\n')
        {
            at++;
        }

        return at < text.Length;
    }

    /// <summary>A mapping in lines, each behind more blanks than <paramref name="outside"/>.</summary>
    private Dictionary<string, object?> Block(int outside)
    {
        Dictionary<string, object?> entries = new(StringComparer.Ordinal);
        int inside = Column;
        while (SkipBlank() && Column == inside && inside > outside)
        {
            string key = Peek is '\'' or '"' ? Quoted() : Until(':');
            Expect(':');
            entries[key] = Value(inside);
        }

        return at < text.Length && Column > outside ? throw Fault("an entry of the same indentation, or a column", "indent the entries of a column alike") : entries;
    }

    /// <summary>A value in a mapping in lines: on the line of its key, or below it and further in.</summary>
    private object? Value(int inside)
    {
        while (Peek == ' ')
        {
            at++;
        }

        if (Peek == '{' || Peek == '[')
        {
            return Flow(0);
        }

        if (Peek is '\'' or '"')
        {
            return Quoted();
        }

        if (Peek == '\n' && IsNested(inside))
        {
            SkipBlank();
            return Block(inside);
        }

        if (Peek is '\n' or '!' or '&' or '*' or '|' or '>')
        {
            SkipDeeper(inside);
            return null;
        }

        // A plain text goes on in lines that are further in.
        StringBuilder plain = new(LineRest());
        while (at < text.Length && Deeper(inside))
        {
            at++;
            plain.Append(' ').Append(LineRest().Trim());
        }

        return Plain(plain.ToString());
    }

    /// <summary>Whether a mapping stands on the lines below, further in.</summary>
    private bool IsNested(int inside)
    {
        int here = at;
        SkipBlank();
        bool nested = Column > inside && !IsDash() && Peek is not ('?' or '|' or '>' or '{' or '[');
        at = here;
        return nested;
    }

    /// <summary>Passes over the rest of the line and those below it that are further in; a sequence may stand as far out as its key.</summary>
    private void SkipDeeper(int inside)
    {
        do
        {
            LineRest();
        }
        while (at < text.Length && (Deeper(inside) || IsItem(inside)) && ++at > 0);
    }

    private bool IsItem(int inside)
    {
        int start = at + 1;
        return start + inside + 1 < text.Length && text.AsSpan(start, inside).IsWhiteSpace() && text[start + inside] == '-' && text[start + inside + 1] == ' ';
    }

    /// <summary>Whether the line behind the end of this one is further in, or blank.</summary>
    private bool Deeper(int inside)
    {
        int next = at + 1;
        while (next < text.Length && text[next] == ' ')
        {
            next++;
        }

        return next < text.Length && (text[next] == '\n' || next - at - 1 > inside);
    }

    private string LineRest()
    {
        int end = text.IndexOf('\n', at);
        string rest = end < 0 ? text[at..] : text[at..end];
        at = end < 0 ? text.Length : end;
        return rest.Trim();
    }

    private string Until(char stop)
    {
        int start = at;
        while (at < text.Length && text[at] != stop && text[at] != '\n')
        {
            at++;
        }

        return text[start..at].Trim();
    }

    /// <summary>A mapping or sequence in brackets, or what stands in one.</summary>
    private object? Flow(int depth)
    {
        SkipBlank();
        if (depth > Deepest)
        {
            throw Fault($"at most {Deepest} brackets within brackets", "leave that out of the header");
        }

        switch (Peek)
        {
            case '{':
                at++;
                Dictionary<string, object?> entries = new(StringComparer.Ordinal);
                while (More('}'))
                {
                    string key = Peek is '\'' or '"' ? Quoted() : Until(':');
                    Expect(':');
                    entries[key] = Flow(depth + 1);
                }

                return entries;
            case '[':
                at++;
                while (More(']'))
                {
                    int entry = at;
                    Flow(depth + 1);
                    Pass(':', depth);
                    if (at == entry)
                    {
                        throw Fault("an entry of the sequence, or the ] that closes it", "close the bracket by one of its own kind");
                    }
                }

                return null;
            case '\'' or '"':
                return Quoted();
            case '!' or '&':
                // A tag or an anchor; what it is of follows.
                while (at < text.Length && text[at] is not (' ' or '\n' or ',' or '}' or ']'))
                {
                    at++;
                }

                return Flow(depth + 1);
            default:
                int start = at;
                while (at < text.Length && text[at] is not (',' or '}' or ']' or '{' or '[') && !(text[at] == ':' && at + 1 < text.Length && text[at + 1] is ' ' or '\n'))
                {
                    at++;
                }

                return Plain(string.Join(' ', text[start..at].Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        }
    }

    /// <summary>In a sequence in brackets an entry may be a pair.</summary>
    private void Pass(char colon, int depth)
    {
        SkipBlank();
        if (Peek == colon)
        {
            at++;
            Flow(depth + 1);
        }
    }

    /// <summary>Whether another entry follows before the bracket that closes, which is passed.</summary>
    private bool More(char close)
    {
        SkipBlank();
        if (Peek == ',')
        {
            at++;
            SkipBlank();
        }

        if (Peek == '\0')
        {
            throw Fault($"a {close} that closes the bracket", "write the header in full");
        }

        if (Peek != close)
        {
            return true;
        }

        at++;
        return false;
    }

    private static string Plain(string word) => word is "null" or "~" ? "" : word;

    /// <summary>A text in quotes, single or double, which may go on over lines.</summary>
    private string Quoted()
    {
        char quote = text[at++];
        StringBuilder value = new();
        while (at < text.Length)
        {
            char c = text[at++];
            if (c == quote && quote == '\'' && Peek == '\'')
            {
                value.Append(text[at++]);
            }
            else if (c == quote)
            {
                return value.ToString();
            }
            else if (c == '\\' && quote == '"')
            {
                Escape(value);
            }
            else if (c == '\n')
            {
                Fold(value);
            }
            else
            {
                value.Append(c);
            }
        }

        throw Fault("the quote that closes a text", "close it");
    }

    /// <summary>A line end in quotes is a blank, and each empty line behind it a line end.</summary>
    private void Fold(StringBuilder value)
    {
        while (value.Length > 0 && value[^1] == ' ')
        {
            value.Length--;
        }

        int breaks = 0;
        while (Peek is ' ' or '\n')
        {
            breaks += text[at++] == '\n' ? 1 : 0;
        }

        value.Append(breaks == 0 ? " " : new string('\n', breaks));
    }

    private void Escape(StringBuilder value)
    {
        char c = Peek;
        at++;
        int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            bool read = int.TryParse(text.AsSpan(at, Math.Min(digits, text.Length - at)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code);
            value.Append(read && Rune.IsValid(code) ? new Rune(code).ToString() : throw Fault($"{digits} hexadecimal digits of a character behind \\{c}", "correct it"));
            at += digits;
            return;
        }

        if (c == '\n')
        {
            while (Peek is ' ')
            {
                at++;
            }

            return;
        }

        int known = "0abtnvfre \"/\\NP_L".IndexOf(c, StringComparison.Ordinal);
        value.Append(known >= 0 ? "\0\a\b\t\n\v\f\r\u001B \"/\\\u0085\u2029\u00A0\u2028"[known] : throw Fault("an escape of YAML behind \\", "correct it"));
    }

    private void Expect(char wanted)
    {
        SkipBlank();
        if (Peek != wanted)
        {
            throw Fault($"a {wanted} behind a key", "write KEY: VALUE");
        }

        at++;
    }

    private DataException Fault(string expected, string advice)
    {
        int line = Line, column = Column + 1;
        ReadOnlySpan<char> rest = text.AsSpan(Math.Min(at, text.Length));
        int end = rest.IndexOf('\n');
        rest = end < 0 ? rest : rest[..end];
        return DataException.At(file, line, column + indent, rest.IsEmpty ? "the end of the header" : Excerpt.Of(rest), expected, advice);
    }
}
