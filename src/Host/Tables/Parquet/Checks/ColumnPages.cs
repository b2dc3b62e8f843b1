using System.Buffers;
using System.IO.Hashing;
using ZstdSharp;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>
/// Walks the pages of a column of a row group before the library reads them: their headers, whether what they declare can be, and their checksums. Nothing is
/// allocated for what is declared, only for a page as it is stored.
/// </summary>
/// <param name="Offset">Where the first page begins.</param>
/// <param name="Values">Number of values that the metadata declare.</param>
/// <param name="Codec">How pages are compressed, as parquet.thrift numbers it.</param>
/// <param name="Width">Fewest bytes of a value in a dictionary.</param>
/// <param name="Sum">CRC-32 of all pages with their headers, by our own metadata; null when there is none.</param>
internal readonly record struct ColumnPages(long Offset, long Values, int Codec, int Width, uint? Sum)
{
    private const int Snappy = 1, Zstd = 6;

    /// <summary>Bytes to which a page of any length may expand.</summary>
    private const long AlwaysPlain = 1 << 24;

    /// <summary>Bytes in which most headers end, and those in which every one must: statistics of long text stand in it.</summary>
    private const int UsualHead = 1 << 12, LongestHead = 1 << 24;

    /// <summary>Checks the pages.</summary>
    /// <param name="stream">The file; its position is changed.</param>
    /// <param name="end">Where pages end at last.</param>
    /// <returns>Where the last page ends, and whether all bytes, or those of all pages, had a checksum.</returns>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public (long End, bool IsSummed) Check(Stream stream, long end)
    {
        Crc32 whole = new();
        long at = Offset >= ParquetFooter.Mark && Offset <= end ? Offset : throw new InvalidDataException($"pages at byte {Offset} of {end}");
        long missing = Values;
        bool summed = true;
        while (missing > 0)
        {
            using Piece head = Head(stream, at, end, out PageHead page);
            at += head.Length;
            if (page.Stored < 0 || page.Stored > end - at)
            {
                throw new InvalidDataException($"a page of {page.Stored} bytes where {end - at} are left");
            }

            using Piece body = new(stream, at, (int)page.Stored);
            at += body.Length;
            CheckPage(page, body.Bytes, missing);
            whole.Append(head.Bytes);
            whole.Append(body.Bytes);
            summed &= page.Sum is not null;
            missing -= page.IsDictionary ? 0 : page.Values;
        }

        if (Sum is { } sum && sum != whole.GetCurrentHashAsUInt32())
        {
            throw new InvalidDataException("a column is not as it was written: CRC-32");
        }

        return (at, summed || Sum is not null);
    }

    /// <summary>Most bytes to which a page may expand: what its compression can do at most, or 16 MiB.</summary>
    /// <remarks>
    /// Snappy makes at most 64 bytes of 3, LZ4 255 of 1, deflate 1032 of 1, Zstandard a block of 128 KiB of 4 bytes. Brotli has no such bound; it is given that
    /// of Zstandard. Constants stay honest at any ratio: a run of equal values is not expanded in a page, but counted.
    /// </remarks>
    private static long MostPlain(int codec, long stored) => codec switch
    {
        0 => stored,
        Snappy => Math.Max(AlwaysPlain, 22 * stored),
        2 => Math.Max(AlwaysPlain, 1032 * stored),
        5 or 7 => Math.Max(AlwaysPlain, 255 * stored),
        _ => Math.Max(AlwaysPlain, stored << 15),
    };

    /// <summary>What stands before a page: a few dozen bytes as a rule, so that more are read only where it needs them.</summary>
    private static Piece Head(Stream stream, long at, long end, out PageHead page)
    {
        for (int most = UsualHead; ; most *= 16)
        {
            Piece piece = new(stream, at, (int)Math.Min(most, end - at));
            try
            {
                page = PageHead.Of(piece.Bytes, out int length);
                piece.Length = length;
                return piece;
            }
            catch (EndOfStreamException) when (piece.Length < end - at && most < LongestHead)
            {
                piece.Dispose();
            }
        }
    }

    private void CheckPage(PageHead page, ReadOnlySpan<byte> body, long missing)
    {
        if (page.Type is not (0 or 2 or 3) || page.Values < 0 || page.Plain < 0)
        {
            throw new InvalidDataException($"a page of type {page.Type} with {page.Values} values in {page.Plain} bytes");
        }

        if (page.Sum is { } sum && sum != Crc32.HashToUInt32(body))
        {
            throw new InvalidDataException("a page is not as it was written: CRC-32");
        }

        CheckLength(page, body);
        if (page.IsDictionary ? page.Values > page.Plain / Width : page.Values > missing)
        {
            throw new InvalidDataException(page.IsDictionary
                ? $"a dictionary of {page.Values} values in {page.Plain} bytes" : $"a page of {page.Values} values where {missing} are missing");
        }
    }

    private void CheckLength(PageHead page, ReadOnlySpan<byte> body)
    {
        int codec = page.IsCompressed ? Codec : 0;
        if (page.Levels > Math.Min(body.Length, page.Plain) || page.Plain > MostPlain(codec, body.Length))
        {
            throw new InvalidDataException($"a page of {page.Plain} bytes before compression, which {body.Length} bytes cannot be");
        }

        // These two are expanded to the length that they say themselves, whatever the page's header says.
        ReadOnlySpan<byte> values = body[(int)page.Levels..];
        ulong said = values.IsEmpty ? 0
            : codec == Snappy ? (ulong)Snappier.Snappy.GetUncompressedLength(values)
            : codec == Zstd ? Decompressor.GetDecompressedSize(values)
            : 0;
        if (said > (ulong)MostPlain(codec, body.Length))
        {
            throw new InvalidDataException($"compressed bytes that say to be {said}, which {body.Length} bytes cannot be");
        }
    }

    /// <summary>Bytes of a file, in a buffer that is given back.</summary>
    private sealed class Piece : IDisposable
    {
        private readonly byte[] buffer;

        public Piece(Stream stream, long at, int length)
        {
            buffer = ArrayPool<byte>.Shared.Rent(length);
            Length = length;
            stream.Position = at;
            stream.ReadExactly(buffer, 0, length);
        }

        public int Length { get; set; }

        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

        public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);
    }
}
