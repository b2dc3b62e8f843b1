using System.Buffers.Binary;

namespace GpuConcord.Host.Tables.Fits.Reading;

/// <summary>Numbers as binary tables have them: the first byte is the most significant.</summary>
internal static class FitsBytes
{
    /// <summary>A whole number of 1, 2, 4 or 8 bytes; that of one byte has no sign.</summary>
    public static long Whole(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        1 => cell[0],
        2 => BinaryPrimitives.ReadInt16BigEndian(cell),
        4 => BinaryPrimitives.ReadInt32BigEndian(cell),
        _ => BinaryPrimitives.ReadInt64BigEndian(cell),
    };
}
