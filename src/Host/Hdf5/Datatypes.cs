using System.Buffers.Binary;

namespace GpuConcord.Host.Hdf5;

/// <summary>Datatype messages of HDF5 (version 1 of their encoding, 3 of compounds).</summary>
internal static class Datatypes
{
    /// <summary>IEEE 64-bit numbers, little-endian.</summary>
    public static byte[] Number { get; } = [0x11, 0x20, 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xff, 0x03, 0, 0];

    /// <summary>Signed 64-bit integers.</summary>
    public static byte[] Whole { get; } = Integer(8, 0x08);

    /// <summary>Signed 32-bit integers.</summary>
    public static byte[] Short { get; } = Integer(4, 0x08);

    /// <summary>Strings of any length, UTF-8: what netCDF-4 calls NC_STRING.</summary>
    public static byte[] AnyText { get; } = [0x19, 0x01, 0x01, 0, 16, 0, 0, 0, .. Integer(1, 0)];

    /// <summary>References to objects.</summary>
    public static byte[] Reference { get; } = [0x17, 0, 0, 0, 8, 0, 0, 0];

    /// <summary>Lists of references to objects.</summary>
    public static byte[] References { get; } = [0x19, 0, 0, 0, 16, 0, 0, 0, .. Reference];

    /// <summary>Bytes of an element of <see cref="Use"/>.</summary>
    public const int UseBytes = 12;

    /// <summary>Where a dimension scale is used: which data set, and which of its dimensions.</summary>
    public static byte[] Use { get; } =
    [
        0x36, 2, 0, 0, UseBytes, 0, 0, 0,
        .. "dataset\0"u8, 0, .. Reference,
        .. "dimension\0"u8, 8, .. Short,
    ];

    /// <summary>Texts of a length, filled up with NULs: what netCDF-4 calls NC_CHAR.</summary>
    /// <param name="length">Bytes, 1 or more.</param>
    /// <param name="ascii">Whether it is ASCII; UTF-8 otherwise.</param>
    /// <param name="terminated">Whether the last byte is always NUL.</param>
    public static byte[] Text(int length, bool ascii, bool terminated = false)
    {
        byte[] type = [0x13, (byte)((terminated ? 0 : 1) | (ascii ? 0 : 0x10)), 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(type.AsSpan(4), length);
        return type;
    }

    /// <summary>The type of a data set's elements.</summary>
    public static byte[] Of(Hdf5Type type) => type switch
    {
        Hdf5Type.Number => Number,
        Hdf5Type.Whole => Whole,
        _ => AnyText,
    };

    private static byte[] Integer(byte bytes, byte signed) => [0x10, signed, 0, 0, bytes, 0, 0, 0, 0, 0, (byte)(8 * bytes), 0];
}
