using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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
        ulong total = sum;
        Vector256<byte> turn = Vector256.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12, 19, 18, 17, 16, 23, 22, 21, 20, 27, 26, 25, 24, 31, 30, 29, 28);
        Vector256<ulong> lanes = Vector256<ulong>.Zero;
        ReadOnlySpan<Vector256<byte>> vectors = MemoryMarshal.Cast<byte, Vector256<byte>>(bytes);
        foreach (Vector256<byte> vector in vectors)
        {
            // A lane of 64 bits has room for the words of any array.
            Vector256<uint> words = Vector256.Shuffle(vector, turn).AsUInt32();
            lanes += Vector256.WidenLower(words) + Vector256.WidenUpper(words);
        }

        for (int lane = 0; lane < Vector256<ulong>.Count; lane++)
        {
            total = Fold(total) + Fold(lanes[lane]);
        }

        Span<byte> last = stackalloc byte[4];
        for (int at = vectors.Length * Vector256<byte>.Count; at < bytes.Length; at += 4)
        {
            last.Clear();
            bytes[at..Math.Min(at + 4, bytes.Length)].CopyTo(last);
            total += BinaryPrimitives.ReadUInt32BigEndian(last);
        }

        return (uint)Fold(total);
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
            .With(FitsCard.Of("DATASUM", dataSum.ToString(CultureInfo.InvariantCulture), "of its data"));
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
