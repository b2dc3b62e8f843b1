using System.Buffers.Binary;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>The metadata at the end of a Parquet file, checked.</summary>
/// <param name="Start">Where they begin, and pages end.</param>
/// <param name="Tail">What the library is to read in place of everything from there on: of the metadata what is known, their length, and PAR1.</param>
/// <param name="Sums">Checksums of columns, row group after row group; null when there are none.</param>
/// <remarks>Format: metadata, their length (4 bytes, little-endian) and PAR1 stand last.</remarks>
internal sealed record ParquetFooter(long Start, byte[] Tail, uint[]? Sums)
{
    /// <summary>Bytes of the mark at a file's beginning.</summary>
    public const int Mark = 4;

    /// <summary>Bytes behind the metadata: their length and the mark.</summary>
    public const int Behind = 8;

    /// <summary>A signature that may stand behind metadata of files with encrypted columns.</summary>
    private const int Signature = 28;

    /// <summary>Reads a file's metadata.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or not there.</exception>
    public static ParquetFooter Read(Stream stream)
    {
        byte[] footer = Bytes(stream);
        using MemoryStream copy = new(footer.Length + Behind);
        FooterContent content = FooterContent.Of(footer, copy, out int length);
        if (length != footer.Length && footer.Length - length != Signature)
        {
            throw new InvalidDataException("its metadata are damaged");
        }

        uint[]? sums = Checksums.Check(footer, content);
        Span<byte> last = stackalloc byte[Behind];
        BinaryPrimitives.WriteInt32LittleEndian(last, (int)copy.Length);
        "PAR1"u8.CopyTo(last[Mark..]);
        copy.Write(last);
        return new ParquetFooter(stream.Length - Behind - footer.Length, copy.ToArray(), sums);
    }

    private static byte[] Bytes(Stream stream)
    {
        Span<byte> last = stackalloc byte[Behind];
        if (stream.Length <= Mark + Behind)
        {
            throw new InvalidDataException($"it has {stream.Length} bytes, too few for its metadata");
        }

        stream.Position = stream.Length - Behind;
        stream.ReadExactly(last);
        if (!last[Mark..].SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("it does not end with PAR1");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(last);
        if (length <= 0 || length > stream.Length - Mark - Behind)
        {
            throw new InvalidDataException($"its metadata of {length} bytes do not fit into it");
        }

        byte[] footer = new byte[length];
        stream.Position = stream.Length - Behind - length;
        stream.ReadExactly(footer);
        return footer;
    }
}
