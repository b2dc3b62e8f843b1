using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuConcord.Host.Tables.Fits.Headers;

/// <summary>
/// DATASUM and CHECKSUM: the sum of 32-bit words, in ones' complement, of the data, and of the whole HDU (then 0, written −0). Standard 4.0, section 4.4.2.7
/// and appendix J.
/// </summary>
internal static class FitsSums
{
    /// <summary>CHECKSUM while the sum is computed.</summary>
    private const string Blank = "0000000000000000";

    /// <summary>Adds bytes to a sum. Those of all calls but the last are a multiple of 4; zeros are thought behind the last.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="sum">The sum of those before.</param>
    public static uint Add(ReadOnlySpan<byte> bytes, uint sum = 0)
    {
        // The sum does not depend on the order of bytes but for that of its own, so that words are added as the machine has them.
        int whole = bytes.Length / 4 * 4;
        ulong total = BinaryPrimitives.ReverseEndianness(sum);
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes[..whole]);
        while (words.Length >= Vector<uint>.Count)
        {
            // Half-words of so many words do not overflow a lane of 32 bits.
            int count = Math.Min(words.Length, (1 << 15) * Vector<uint>.Count) / Vector<uint>.Count;
            Vector<uint> low = Vector<uint>.Zero, high = Vector<uint>.Zero;
            foreach (Vector<uint> word in MemoryMarshal.Cast<uint, Vector<uint>>(words[..(count * Vector<uint>.Count)]))
            {
                low += word & new Vector<uint>(0xFFFF);
                high += word >>> 16;
            }

            for (int lane = 0; lane < Vector<uint>.Count; lane++)
            {
                total += low[lane] + ((ulong)high[lane] << 16);
            }

            total = Fold(total);
            words = words[(count * Vector<uint>.Count)..];
        }

        foreach (uint word in words)
        {
            total += word;
        }

        if (whole < bytes.Length)
        {
            Span<byte> last = stackalloc byte[4];
            last.Clear();
            bytes[whole..].CopyTo(last);
            total += MemoryMarshal.Read<uint>(last);
        }

        return BinaryPrimitives.ReverseEndianness((uint)Fold(total));
    }

    /// <summary>The sum of two sums.</summary>
    public static uint Join(uint a, uint b) => (uint)Fold((ulong)a + b);

    /// <summary>A sum in the 16 characters of CHECKSUM.</summary>
    /// <param name="sum">The sum of the HDU with 16 zeros in its place.</param>
    public static string Encode(uint sum)
    {
        uint value = ~sum;
        Span<char> characters = stackalloc char[16];
        Span<int> four = stackalloc int[4];
        for (int i = 0; i < 4; i++)
        {
            int part = (int)(value >> (24 - (8 * i))) & 0xFF;
            four.Fill((part / 4) + '0');
            four[0] += part % 4;
            Adjust(four);
            for (int k = 0; k < 4; k++)
            {
                // Turned by one, because the value begins in the last byte of a word: KEYWORD = 'x
                characters[((4 * k) + i + 1) % 16] = (char)four[k];
            }
        }

        return characters.ToString();
    }

    /// <summary>A header with DATASUM and CHECKSUM of itself and its data.</summary>
    /// <param name="header">The header.</param>
    /// <param name="dataSum">The sum of its data.</param>
    public static FitsHeader Renew(FitsHeader header, uint dataSum)
    {
        FitsHeader blank = header
            .With(FitsCard.Of("CHECKSUM", Blank, "of this HDU: the sum of its words is -0"))
            .With(FitsCard.Of("DATASUM", dataSum.ToString(System.Globalization.CultureInfo.InvariantCulture), "of its data"));
        return blank.With(FitsCard.Of("CHECKSUM", Encode(Join(Add(blank.ToBytes()), dataSum)), "of this HDU: the sum of its words is -0"));
    }

    /// <summary>Characters that are neither letters nor digits give way, two and two, so that their sum stays.</summary>
    private static void Adjust(Span<int> four)
    {
        bool changed = true;
        while (changed)
        {
            changed = false;
            for (int k = 0; k < 4; k += 2)
            {
                if (four[k] is (>= 0x3A and <= 0x40) or (>= 0x5B and <= 0x60) || four[k + 1] is (>= 0x3A and <= 0x40) or (>= 0x5B and <= 0x60))
                {
                    four[k]++;
                    four[k + 1]--;
                    changed = true;
                }
            }
        }
    }

    private static ulong Fold(ulong total)
    {
        while (total > uint.MaxValue)
        {
            total = (total & uint.MaxValue) + (total >> 32);
        }

        return total;
    }
}
