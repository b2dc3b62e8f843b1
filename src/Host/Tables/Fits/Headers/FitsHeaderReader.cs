using System.Text;
using GpuConcord.Host.Faults;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>Reads the header at a stream's position, block by block, or says at which card it is damaged.</summary>
internal static class FitsHeaderReader
{
    private const int Cards = FitsHeader.Block / FitsCard.Length;

    /// <summary>Blocks of the longest header, 100,000 cards: a file without END is not read to its end for one.</summary>
    private const int MostBlocks = 2800;

    /// <summary>Reads a header.</summary>
    /// <param name="place">The HDU in messages: <c>t.fits[1]</c>.</param>
    /// <param name="stream">Where; then at the first byte of the data.</param>
    /// <param name="first">What the first keyword must be: SIMPLE or XTENSION.</param>
    /// <returns>The header; null at the end of the file, or where something else than a header stands.</returns>
    /// <exception cref="DataException">The header is cut short, or damaged.</exception>
    public static FitsHeader? Read(string place, Stream stream, string first)
    {
        StringBuilder text = new();
        byte[] block = new byte[FitsHeader.Block];
        for (int number = 0; number < MostBlocks; number++)
        {
            int read = stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            if (number == 0 && !block.AsSpan(0, read).StartsWith(Encoding.ASCII.GetBytes(first.PadRight(8) + "=")))
            {
                return null;
            }

            int end = End(block.AsSpan(0, read));
            if (end < 0 && read < block.Length)
            {
                throw Cut(place, (number * Cards) + (read / FitsCard.Length) + 1);
            }

            int used = end < 0 ? block.Length : end;
            Check(place, block.AsSpan(0, used), number * Cards);
            text.Append(Encoding.Latin1.GetString(block, 0, used));
            if (end >= 0)
            {
                return new FitsHeader(Split(text.ToString()));
            }
        }

        throw DataException.In(
            place, $"no END card among its first {MostBlocks * Cards}", "a header of FITS", "check that the file is what its name says, and was written in full");
    }

    /// <summary>Where the card END begins; −1 for none.</summary>
    private static int End(ReadOnlySpan<byte> block)
    {
        for (int at = 0; at + 3 <= block.Length; at += FitsCard.Length)
        {
            if (block[at..].StartsWith("END"u8) && block[(at + 3)..Math.Min(at + 8, block.Length)].IndexOfAnyExcept((byte)' ', (byte)0) < 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Refuses bytes that are no printable ASCII but in comments, where nothing depends on them.</summary>
    private static void Check(string place, ReadOnlySpan<byte> block, int before)
    {
        for (int at = 0; at < block.Length; at += FitsCard.Length)
        {
            ReadOnlySpan<byte> card = block.Slice(at, FitsCard.Length);
            int wrong = card.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (wrong < 0)
            {
                continue;
            }

            int slash = card.IndexOf((byte)'/');
            bool comment = wrong >= 8 && (card.StartsWith("COMMENT "u8) || card.StartsWith("HISTORY "u8) || card[8] != '=' || (slash >= 0 && slash < wrong));
            if (!comment)
            {
                throw DataException.In(
                    $"{place}: card {before + (at / FitsCard.Length) + 1}, byte {wrong + 1}", $"the byte 0x{card[wrong]:X2}", "printable ASCII, as headers of FITS are",
                    "check that the file was written in full, or correct the card");
            }
        }
    }

    private static List<FitsCard> Split(string text)
    {
        List<FitsCard> cards = [];
        for (int at = 0; at < text.Length; at += cards[^1].Raw.Length)
        {
            cards.Add(FitsCard.Parse(text[at..Math.Min(text.Length, at + Longest(text, at))]));
        }

        return cards;
    }

    /// <summary>Length of a card with the CONTINUE cards behind it.</summary>
    private static int Longest(string text, int at)
    {
        int length = FitsCard.Length;
        while (at + length < text.Length && string.CompareOrdinal(text, at + length, "CONTINUE", 0, 8) == 0)
        {
            length += FitsCard.Length;
        }

        return length;
    }

    private static DataException Cut(string place, int card) => DataException.In(
        $"{place}: card {card}", "the end of the file", "more of the header, up to its card END", "check that the file was written in full, or get it again");
}
