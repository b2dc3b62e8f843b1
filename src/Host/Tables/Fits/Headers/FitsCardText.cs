using System.Globalization;
using System.Text;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>Writes cards in the standard's fixed format, so that readers which know no other read them too.</summary>
internal static class FitsCardText
{
    /// <summary>Where a value in fixed format ends.</summary>
    private const int ValueEnd = 30;

    /// <summary>Characters of a string between its quotes in one card; a quote within counts twice.</summary>
    private const int StringRoom = FitsCard.Length - 12;

    /// <summary>A keyword with a value and a comment.</summary>
    public static FitsCard Write(string keyword, object value, string comment)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (keyword.Length is 0 or > 8 || keyword.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"))
        {
            throw new ArgumentException($"{keyword} is no keyword of FITS: at most 8 capital letters, digits, - and _", nameof(keyword));
        }

        comment = FitsText.Escaped(comment);
        if (value is string text)
        {
            return FitsCard.Parse(Strings(keyword, FitsText.Escaped(text).TrimEnd(' '), comment));
        }

        string token = value switch
        {
            bool flag => flag ? "T" : "F",
            double number => Number(number),
            float number => Number(number),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
        string card = $"{keyword,-8}= {token.PadLeft(ValueEnd - 10)}";
        return FitsCard.Parse(Padded(comment.Length == 0 ? card : $"{card} / {comment}"));
    }

    /// <summary>Cards of text without a value.</summary>
    public static IReadOnlyList<FitsCard> WriteText(string keyword, string text)
    {
        const int Room = FitsCard.Length - 8;
        List<FitsCard> cards = [];
        string left = FitsText.Escaped(text).Trim(' ');
        while (left.Length > Room)
        {
            int blank = left.LastIndexOf(' ', Room);
            int cut = blank > 0 ? blank : Room;
            cards.Add(FitsCard.Parse(Padded($"{keyword,-8}{left[..cut]}")));
            left = left[cut..].TrimStart(' ');
        }

        cards.Add(FitsCard.Parse(Padded($"{keyword,-8}{left}")));
        return cards;
    }

    /// <summary>A double that is read back the same: 17 digits at most, with a point and an E.</summary>
    private static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException("a header of FITS has no NaN and no infinity", nameof(value));
        }

        string text = value.ToString("R", CultureInfo.InvariantCulture);
        int exponent = text.IndexOf('E', StringComparison.Ordinal);
        return text.Contains('.', StringComparison.Ordinal) ? text : exponent < 0 ? text + ".0" : text.Insert(exponent, ".0");
    }

    private static string Padded(string card) => card.Length > FitsCard.Length ? card[..FitsCard.Length] : card.PadRight(FitsCard.Length);

    private static string Strings(string keyword, string text, string comment)
    {
        List<string> pieces = Pieces(text, StringRoom);
        string start = $"{keyword,-8}= ";
        if (pieces.Count == 1)
        {
            string card = $"{start}'{pieces[0],-8}'".PadRight(ValueEnd);
            if (comment.Length == 0 || card.Length + 3 + comment.Length <= FitsCard.Length)
            {
                return Padded(comment.Length == 0 ? card : $"{card} / {comment}");
            }

            // The comment goes on a card of its own, rather than being cut.
            pieces = Pieces(text, StringRoom - 1);
        }
        else
        {
            pieces = Pieces(text, StringRoom - 1);
        }

        StringBuilder cards = new();
        for (int i = 0; i < pieces.Count; i++)
        {
            bool goesOn = i + 1 < pieces.Count || comment.Length > 0;
            cards.Append(Padded($"{(i == 0 ? start : "CONTINUE  ")}'{pieces[i]}{(goesOn ? "&" : "")}'"));
        }

        const int CommentRoom = FitsCard.Length - 17;
        for (int at = 0; at < comment.Length; at += CommentRoom)
        {
            bool goesOn = at + CommentRoom < comment.Length;
            cards.Append(Padded($"CONTINUE  '{(goesOn ? "&" : "")}' / {comment.AsSpan(at, Math.Min(CommentRoom, comment.Length - at))}"));
        }

        return cards.ToString();
    }

    /// <summary>A string with its quotes doubled, in pieces of at most so many characters, none of which parts two quotes.</summary>
    private static List<string> Pieces(string text, int room)
    {
        List<string> pieces = [];
        StringBuilder piece = new();
        foreach (char c in text)
        {
            string written = c == '\'' ? "''" : c.ToString();
            if (piece.Length + written.Length > room)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }

            piece.Append(written);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }
}
