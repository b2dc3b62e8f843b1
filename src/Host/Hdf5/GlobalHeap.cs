using System.Buffers.Binary;

namespace GpuConcord.Host.Hdf5;

/// <summary>HDF5's heap of things of any length: collections of objects, each found by the address of its collection and a number.</summary>
/// <param name="address">Where in the file its first collection will be; a multiple of 8.</param>
internal sealed class GlobalHeap(long address)
{
    // A number has 16 bits, and 0 is not one.
    private const int MostObjects = 60_000;
    private const int HeaderBytes = 16;
    private const int Page = 4096;

    private readonly MemoryStream written = new();
    private MemoryStream current = new();
    private int objects;

    /// <summary>Adds an object.</summary>
    /// <param name="bytes">Its content.</param>
    /// <returns>Address of its collection, and its number there.</returns>
    public (long Address, int Number) Add(ReadOnlySpan<byte> bytes)
    {
        if (objects == MostObjects)
        {
            Close();
        }

        objects++;
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)objects);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], bytes.Length);
        current.Write(header);
        current.Write(bytes);
        current.Write(stackalloc byte[Alignment.Padding(bytes.Length)]);
        return (address + written.Length, objects);
    }

    /// <summary>All collections, one behind the other; nothing is added afterwards.</summary>
    public ReadOnlyMemory<byte> Bytes()
    {
        if (objects > 0)
        {
            Close();
        }

        return written.GetBuffer().AsMemory(0, (int)written.Length);
    }

    /// <summary>Writes the reference to an object as elements of variable length hold it: length, address, number; 16 bytes.</summary>
    /// <param name="target">Receives it.</param>
    /// <param name="length">Elements in the object.</param>
    /// <param name="at">Where it is.</param>
    public static void Reference(Span<byte> target, int length, (long Address, int Number) at)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, length);
        BinaryPrimitives.WriteInt64LittleEndian(target[4..], at.Address);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], at.Number);
    }

    private void Close()
    {
        // What is left of a collection is its object 0, whose size includes its own header.
        long used = HeaderBytes + current.Length;
        long size = (used + HeaderBytes + Page - 1) / Page * Page;
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        "GCOL"u8.CopyTo(header);
        header[4] = 1;
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], size);
        written.Write(header);
        current.WriteTo(written);
        header.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], size - used);
        written.Write(header);
        written.Write(new byte[size - used - HeaderBytes]);
        current = new MemoryStream();
        objects = 0;
    }
}
