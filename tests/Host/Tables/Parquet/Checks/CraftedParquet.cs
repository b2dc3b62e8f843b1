using System.IO.Hashing;

namespace GpuConcord.Tests.Host.Tables.Parquet.Checks;

/// <summary>
/// A Parquet file of one column x, byte by byte as parquet.thrift has it: a dictionary and a page of indices, as other programs write columns that repeat
/// themselves. What it declares may be a lie.
/// </summary>
internal sealed record CraftedParquet
{
    /// <summary>Rows of the one row group, and values of the column.</summary>
    public long Rows { get; init; } = 2;

    /// <summary>Values that the page declares; null for as many as rows.</summary>
    public long? PageValues { get; init; }

    /// <summary>Values that the page holds; null for as many as rows.</summary>
    public long? Held { get; init; }

    /// <summary>Physical type of the column: 5 is a double, 6 text.</summary>
    public int Type { get; init; } = 5;

    /// <summary>How pages are compressed: 0 not, 1 Snappy, 4 Brotli, 6 Zstandard.</summary>
    public int Codec { get; init; }

    /// <summary>The dictionary page as it is stored.</summary>
    public byte[] Dictionary { get; init; } = BitConverter.GetBytes(2.5);

    /// <summary>Different values that the dictionary declares.</summary>
    public long Different { get; init; } = 1;

    /// <summary>Bytes of the dictionary before compression that are declared; null for those stored.</summary>
    public long? Plain { get; init; }

    /// <summary>Bytes of the dictionary that are declared; null for those there are.</summary>
    public long? Stored { get; init; }

    /// <summary>Whether pages have a CRC-32.</summary>
    public bool Sums { get; init; }

    /// <summary>Groups around the column in the schema.</summary>
    public int Depth { get; init; }

    /// <summary>The file.</summary>
    public byte[] Bytes()
    {
        MemoryStream file = new();
        file.Write("PAR1"u8);
        Page(file, 2, Dictionary, Plain ?? Dictionary.Length, Stored ?? Dictionary.Length, [0x15, .. Number(Different), 0x15, .. Number(0), 0], 7);

        // Indices: the width of one, a run of so many times 0.
        byte[] indices = [1, .. Unsigned(((ulong)(Held ?? Rows) & int.MaxValue) << 1), 0];
        byte[] stored = Codec == 1 ? [(byte)indices.Length, (byte)((indices.Length - 1) << 2), .. indices] : indices;
        long values = file.Position;
        Page(file, 0, stored, indices.Length, stored.Length, [0x15, .. Number(PageValues ?? Rows), 0x15, .. Number(8), 0x15, .. Number(3), 0x15, .. Number(3), 0], 5);
        byte[] footer = Footer(values, file.Position);
        file.Write(footer);
        file.Write(BitConverter.GetBytes(footer.Length));
        file.Write("PAR1"u8);
        return file.ToArray();
    }

    private void Page(MemoryStream file, int type, byte[] body, long plain, long stored, byte[] own, int field)
    {
        file.Write([0x15, .. Number(type), 0x15, .. Number(plain), 0x15, .. Number(stored)]);
        file.Write(Sums ? [0x15, .. Number((int)Crc32.HashToUInt32(body))] : []);
        file.Write([(byte)(((field - (Sums ? 4 : 3)) << 4) | 12), .. own, 0]);
        file.Write(body);
    }

    private byte[] Footer(long values, long end)
    {
        byte[] group = [0x48, 1, (byte)'g', 0x15, .. Number(1), 0];
        byte[] schema =
        [
            0x48, 1, (byte)'r', 0x15, .. Number(1), 0, .. Enumerable.Repeat(group, Depth).SelectMany(bytes => bytes),
            0x15, .. Number(Type), 0x25, .. Number(0), 0x18, 1, (byte)'x', 0,
        ];
        byte[] path = [.. Enumerable.Repeat(new byte[] { 1, (byte)'g' }, Depth).SelectMany(bytes => bytes), 1, (byte)'x'];
        byte[] column =
        [
            0x15, .. Number(Type), 0x19, 0x15, .. Number(8), 0x19, .. List(Depth + 1, 8), .. path, 0x15, .. Number(Codec), 0x16, .. Number(Rows),
            0x16, .. Number(end - 4), 0x16, .. Number(end - 4), 0x26, .. Number(values), 0x26, .. Number(4), 0,
        ];
        byte[] rows = [0x19, 0x1C, 0x26, .. Number(4), 0x1C, .. column, 0, 0x16, .. Number(end - 4), 0x16, .. Number(Rows), 0];
        return [0x15, .. Number(1), 0x19, .. List(Depth + 2, 12), .. schema, 0x16, .. Number(Rows), 0x19, 0x1C, .. rows, 0];
    }

    private static byte[] List(int count, int type) => count < 15 ? [(byte)((count << 4) | type)] : [(byte)(0xF0 | type), .. Unsigned((ulong)count)];

    private static byte[] Number(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    private static byte[] Unsigned(ulong value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        return [.. bytes, (byte)value];
    }
}
