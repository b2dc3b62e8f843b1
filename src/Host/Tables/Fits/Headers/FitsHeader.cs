using System.Text;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>
/// The header of an HDU: its cards in order, without END. A value: what changes it gives another. Cards that are not changed keep every byte, so that
/// <see cref="ToBytes"/> of a header that was read gives what was read, blank cards before END included.
/// </summary>
/// <param name="cards">The cards.</param>
internal sealed class FitsHeader(IReadOnlyList<FitsCard> cards)
{
    /// <summary>Headers and data are whole numbers of blocks of so many bytes.</summary>
    public const int Block = 2880;

    private readonly Dictionary<string, FitsCard> byKeyword = First(cards);

    /// <summary>Keywords with a value that stand there twice or more.</summary>
    private readonly HashSet<string> repeated =
    [
        .. cards.Where(card => card.Token.Length > 0).GroupBy(card => card.Keyword, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key),
    ];

    /// <summary>The cards in order.</summary>
    public IReadOnlyList<FitsCard> Cards => cards;

    /// <summary>Number of bytes in the file.</summary>
    public int ByteCount => Padded(checked((int)Cards.Sum(card => (long)card.Raw.Length) + FitsCard.Length));

    /// <summary>The first card of a keyword; null for none.</summary>
    public FitsCard? Find(string keyword) => byKeyword.GetValueOrDefault(keyword);

    /// <summary>The cards of a keyword that stands there twice or more; none of another.</summary>
    public IEnumerable<FitsCard> Repeated(string keyword) =>
        repeated.Contains(keyword) ? Cards.Where(card => card.Keyword.Equals(keyword, StringComparison.Ordinal)) : [];

    /// <summary>The text of a keyword, blanks trimmed; empty when there is none, or it is no string.</summary>
    public string Text(string keyword) => (Find(keyword)?.Value as string ?? "").Trim();

    /// <summary>The same header with a card in the place of the first of its keyword; at the end when there was none.</summary>
    public FitsHeader With(FitsCard card)
    {
        List<FitsCard> changed = [.. Cards];
        int at = changed.FindIndex(known => known.Keyword.Equals(card.Keyword, StringComparison.Ordinal));
        if (at >= 0)
        {
            changed[at] = card;
            return new FitsHeader(changed);
        }

        return WithText([card]);
    }

    /// <summary>The same header with cards behind the last that is not blank, as of HISTORY.</summary>
    public FitsHeader WithText(IReadOnlyList<FitsCard> added)
    {
        int blank = Cards.Reverse().TakeWhile(card => card.Raw.AsSpan().Trim(' ').IsEmpty).Count();
        return new FitsHeader([.. Cards.SkipLast(blank), .. added, .. Cards.TakeLast(blank).Skip(added.Sum(card => card.Count))]);
    }

    /// <summary>The header as it stands in a file: cards, END, blanks up to a whole number of blocks.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[ByteCount];
        bytes.AsSpan().Fill((byte)' ');
        int at = 0;
        foreach (FitsCard card in Cards)
        {
            at += Encoding.Latin1.GetBytes(card.Raw, bytes.AsSpan(at));
        }

        "END"u8.CopyTo(bytes.AsSpan(at));
        return bytes;
    }

    /// <summary>So many bytes and what fills their last block.</summary>
    public static int Padded(int bytes) => checked((int)Padded((long)bytes));

    /// <summary>So many bytes and what fills their last block.</summary>
    public static long Padded(long bytes) => (bytes + Block - 1) / Block * Block;

    private static Dictionary<string, FitsCard> First(IReadOnlyList<FitsCard> all)
    {
        Dictionary<string, FitsCard> first = new(all.Count, StringComparer.Ordinal);
        foreach (FitsCard card in all)
        {
            first.TryAdd(card.Keyword, card);
        }

        return first;
    }
}
