using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>Takes cards apart: fixed and free format, exponents with D, strings that CONTINUE (of the standard and of OGIP), HIERARCH.</summary>
internal static class FitsCardReader
{
    /// <summary>Reads the card at the start of a text of cards, with the CONTINUE cards behind it when it is a string that goes on.</summary>
    public static FitsCard Parse(string cards)
    {
        string raw = cards[..FitsCard.Length];
        string keyword = raw[..8].TrimEnd();
        if (!HasValue(raw, keyword, out string name, out int from))
        {
            return new FitsCard(keyword, null, raw[8..].Trim(), raw);
        }

        string field = raw[from..];
        if (Quoted(field, out string text, out int end))
        {
            string comment = CommentOf(field[end..]);
            int length = FitsCard.Length;
            string token = field[..end].Trim();
            if (text.EndsWith('&') && Continues(cards, length))
            {
                length = Join(cards, ref text, ref comment);
            }

            return new FitsCard(name, text.TrimEnd(' '), comment, cards[..length]) { Token = token };
        }

        int slash = field.IndexOf('/', StringComparison.Ordinal);
        string plain = (slash < 0 ? field : field[..slash]).Trim();
        return new FitsCard(name, Plain(plain), slash < 0 ? "" : field[(slash + 1)..].Trim(), raw) { Token = plain };
    }

    private static bool HasValue(string raw, string keyword, out string name, out int from)
    {
        (name, from) = (keyword, 10);
        if (keyword is "HIERARCH" && raw.IndexOf('=', 8) is > 0 and var equals)
        {
            (name, from) = ($"HIERARCH {raw[8..equals].Trim()}", equals + 1);
            return true;
        }

        // The blank behind the equals sign is a part of the value's indicator, though some programs forget it.
        return keyword is not ("COMMENT" or "HISTORY" or "") && raw[8] == '=' && (raw[9] == ' ' || char.IsAsciiDigit(raw[9]) || raw[9] == '\'')
            && (from = raw[9] == ' ' ? 10 : 9) > 0;
    }

    /// <summary>A string in quotes at the start of a field, in which two quotes stand for one.</summary>
    private static bool Quoted(string field, out string text, out int end)
    {
        (text, end) = ("", 0);
        int at = field.Length - field.AsSpan().TrimStart(' ').Length;
        if (at == field.Length || field[at] != '\'')
        {
            return false;
        }

        StringBuilder read = new();
        for (at++; at < field.Length; at++)
        {
            if (field[at] == '\'')
            {
                if (at + 1 == field.Length || field[at + 1] != '\'')
                {
                    (text, end) = (read.ToString().TrimEnd(' '), at + 1);
                    return true;
                }

                at++;
            }

            read.Append(field[at]);
        }

        return false;
    }

    private static string CommentOf(string behind)
    {
        int slash = behind.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : behind[(slash + 1)..].Trim();
    }

    private static bool Continues(string cards, int at) =>
        cards.Length >= at + FitsCard.Length && string.CompareOrdinal(cards, at, "CONTINUE  ", 0, 10) == 0 && Quoted(cards.Substring(at + 10, FitsCard.Length - 10), out _, out _);

    /// <summary>Joins the pieces of a long string, and those of its comment; gives the length of all its cards.</summary>
    private static int Join(string cards, ref string text, ref string comment)
    {
        StringBuilder whole = new(text);
        List<string> comments = [comment];
        int at = FitsCard.Length;
        while (whole.Length > 0 && whole[^1] == '&' && Continues(cards, at))
        {
            string field = cards.Substring(at + 10, FitsCard.Length - 10);
            Quoted(field, out string piece, out int end);
            whole.Length--;
            whole.Append(piece);
            comments.Add(CommentOf(field[end..]));
            at += FitsCard.Length;
        }

        (text, comment) = (whole.ToString(), string.Join(' ', comments.Where(piece => piece.Length > 0)));
        return at;
    }

    private static object? Plain(string token)
    {
        if (token is "T" or "F")
        {
            return token is "T";
        }

        if (long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return whole;
        }

        string number = token.Replace('D', 'E').Replace('d', 'E');
        return number.Length > 0 && !number.AsSpan().ContainsAnyExcept("+-.0123456789eE")
            && double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
    }
}
