using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>
/// The checksums of a file that this program wrote: one text in its metadata, of eight hexadecimal digits for each CRC-32, the first that of the metadata
/// themselves with zeros in its place, then that of every column of every row group, headers of pages included.
/// </summary>
/// <remarks>
/// The format has a place for a checksum in the header of each page, which the library can neither write nor check; we check it where a file has it. To write
/// it behind the library's back would move every page and change lengths in two more places, and it would protect neither headers nor metadata: a
/// bit of those can turn a column into another type, or its pages into another encoding, which are other numbers in silence.
/// </remarks>
internal static class Checksums
{
    /// <summary>
    /// Begins the name of the library that we write with. Other programs hand texts of a file on to the next, where what these say of bytes is wrong; they
    /// say who they are.
    /// </summary>
    private const string Writer = "Parquet.Net";

    private const int Digits = 8;

    private static string Nothing { get; } = new('0', Digits);

    /// <summary>The text for these columns, that of the metadata yet to be put in.</summary>
    public static string Text(IEnumerable<uint> columns) => Nothing + string.Concat(columns.Select(Hex));

    /// <summary>Puts the checksum of the metadata into their place.</summary>
    /// <param name="footer">The metadata.</param>
    public static void Seal(Span<byte> footer)
    {
        using MemoryStream copy = new();
        FooterContent content = FooterContent.Of(footer, copy, out _);
        Encoding.ASCII.GetBytes(Hex(Crc32.HashToUInt32(footer)), footer.Slice(content.SumsAt, Digits));
    }

    /// <summary>Checks the metadata.</summary>
    /// <param name="footer">The metadata.</param>
    /// <param name="content">What was taken from them.</param>
    /// <returns>The checksums of columns, row group after row group; null when the file has none.</returns>
    /// <exception cref="InvalidDataException">The metadata are not what was written.</exception>
    public static uint[]? Check(ReadOnlySpan<byte> footer, FooterContent content)
    {
        // A bit can make a field one of another number, all texts with it. Then the name is still there, but names nothing.
        if (content.Sums.Length == 0 && footer.IndexOf(Encoding.ASCII.GetBytes(FooterContent.SumsKey)) >= 0)
        {
            throw new InvalidDataException("its metadata are damaged");
        }

        if (content.Sums.Length == 0 || !content.Writer.StartsWith(Writer, StringComparison.Ordinal))
        {
            return null;
        }

        uint[]? sums = Numbers(content.Sums);
        byte[] unsealed = footer.ToArray();
        Encoding.ASCII.GetBytes(Nothing, unsealed.AsSpan(content.SumsAt));
        return sums is not null && Crc32.HashToUInt32(unsealed) == sums[0] ? sums[1..] : throw new InvalidDataException("its metadata are not as they were written: CRC-32");
    }

    private static string Hex(uint sum) => sum.ToString("x8", CultureInfo.InvariantCulture);

    private static uint[]? Numbers(string text)
    {
        uint[] numbers = new uint[text.Length / Digits];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (!uint.TryParse(text.AsSpan(Digits * i, Digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }
        }

        return numbers.Length > 0 && text.Length % Digits == 0 ? numbers : null;
    }
}
