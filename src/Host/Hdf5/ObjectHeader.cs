using System.Buffers.Binary;
using System.Text;

namespace GpuConcord.Host.Hdf5;

/// <summary>The header of a group or data set in the making: messages of HDF5's object header version 2.</summary>
internal sealed class ObjectHeader
{
    // The numbers of the messages in "HDF5 File Format Specification", version 3.0, section IV.A.2.
    private const byte Dataspace = 0x01;
    private const byte LinkInfo = 0x02;
    private const byte Datatype = 0x03;
    private const byte FillValue = 0x05;
    private const byte Link = 0x06;
    private const byte Layout = 0x08;
    private const byte GroupInfo = 0x0A;
    private const byte Attribute = 0x0C;

    private const int PrefixBytes = 10;
    private const int ChecksumBytes = 4;

    // Longer texts would not fit into a message, and go to the heap.
    private const int LongText = 32_000;

    private readonly MemoryStream messages = new();
    private readonly GlobalHeap heap;
    private ushort attributes;

    /// <param name="heap">Receives what has no fixed length.</param>
    public ObjectHeader(GlobalHeap heap) => this.heap = heap;

    /// <summary>Messages of a group that keeps the order of its members.</summary>
    /// <param name="members">Names and addresses.</param>
    public void Group(IReadOnlyList<(string Name, long Address)> members)
    {
        byte[] info = [0, 1, .. Bytes(members.Count), .. Undefined, .. Undefined];
        Add(LinkInfo, info);
        Add(GroupInfo, [0, 0]);
        for (int k = 0; k < members.Count; k++)
        {
            byte[] name = Encoding.UTF8.GetBytes(members[k].Name);

            // Flags: the length of the name has four bytes; the order and the character set are told.
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
            Add(Link, [1, 0x02 | 0x04 | 0x10, .. Bytes(k), 1, .. length, .. name, .. Bytes(members[k].Address)]);
        }
    }

    /// <summary>Messages of a data set in one piece.</summary>
    /// <param name="type">Datatype of its elements.</param>
    /// <param name="shape">Elements along each dimension.</param>
    /// <param name="address">Where the elements are.</param>
    /// <param name="bytes">Their size.</param>
    public void Dataset(byte[] type, IReadOnlyList<int> shape, long address, long bytes)
    {
        Add(Dataspace, Simple(shape));
        Add(Datatype, type);

        // Space is made late, and filled only with a value that somebody set: nobody did.
        Add(FillValue, [3, 0x0A]);
        Add(Layout, [3, 1, .. Bytes(address), .. Bytes(bytes)]);
    }

    /// <summary>An attribute that is one text, one number or one whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">A <see cref="string"/>, <see cref="long"/>, <see cref="int"/> or <see cref="double"/>.</param>
    public void Scalar(string name, object value)
    {
        byte[] scalar = [2, 0, 0, 0];
        switch (value)
        {
            case string text when Encoding.UTF8.GetByteCount(text) > LongText:
                byte[] reference = new byte[16];
                byte[] content = Encoding.UTF8.GetBytes(text);
                GlobalHeap.Reference(reference, content.Length, heap.Add(content));
                Of(name, Datatypes.AnyText, scalar, reference);
                break;
            case string text:
                byte[] short_ = text.Length == 0 ? [0] : Encoding.UTF8.GetBytes(text);
                Of(name, Datatypes.Text(short_.Length, Ascii.IsValid(text)), scalar, short_);
                break;
            case int number:
                byte[] four = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(four, number);
                Of(name, Datatypes.Short, scalar, four);
                break;
            case long number:
                Of(name, Datatypes.Whole, scalar, Bytes(number));
                break;
            case double number:
                Of(name, Datatypes.Number, scalar, Bytes(BitConverter.DoubleToInt64Bits(number)));
                break;
            default:
                throw new ArgumentException($"an attribute cannot be {value.GetType()}", nameof(value));
        }
    }

    /// <summary>A text that ends with NUL, as the library writes the marks of dimension scales: it knows them by their length too.</summary>
    /// <param name="name">Name of the attribute.</param>
    /// <param name="text">ASCII or not.</param>
    public void Terminated(string name, string text)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(text), 0];
        Of(name, Datatypes.Text(bytes.Length, Ascii.IsValid(text), terminated: true), [2, 0, 0, 0], bytes);
    }

    /// <summary>DIMENSION_LIST: the scale of every dimension.</summary>
    /// <param name="scales">Addresses of the scales.</param>
    public void DimensionList(IReadOnlyList<long> scales)
    {
        byte[] lists = new byte[16 * scales.Count];
        for (int k = 0; k < scales.Count; k++)
        {
            GlobalHeap.Reference(lists.AsSpan(16 * k), 1, heap.Add(Bytes(scales[k])));
        }

        Of("DIMENSION_LIST", Datatypes.References, Simple([scales.Count]), lists);
    }

    /// <summary>REFERENCE_LIST: where a scale is used.</summary>
    /// <param name="uses">Addresses of data sets, and which of their dimensions.</param>
    public void ReferenceList(IReadOnlyList<(long Dataset, int Dimension)> uses)
    {
        byte[] list = new byte[Datatypes.UseBytes * uses.Count];
        for (int k = 0; k < uses.Count; k++)
        {
            Span<byte> use = list.AsSpan(Datatypes.UseBytes * k);
            BinaryPrimitives.WriteInt64LittleEndian(use, uses[k].Dataset);
            BinaryPrimitives.WriteInt32LittleEndian(use[8..], uses[k].Dimension);
        }

        Of("REFERENCE_LIST", Datatypes.Use, Simple([uses.Count]), list);
    }

    /// <summary>The header as it stands in the file, filled up to a multiple of 8 bytes.</summary>
    public byte[] Bytes()
    {
        int length = (int)messages.Length;
        byte[] header = new byte[Size(length)];

        // Flags: the size has four bytes, and the order of attributes is kept.
        ((ReadOnlySpan<byte>)[.. "OHDR"u8, 2, 0x02 | 0x04]).CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(6), length);
        messages.GetBuffer().AsSpan(0, length).CopyTo(header.AsSpan(PrefixBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(PrefixBytes + length), Lookup3.Of(header.AsSpan(0, PrefixBytes + length)));
        return header;
    }

    private static ReadOnlySpan<byte> Undefined => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

    private static int Size(int messages)
    {
        int size = PrefixBytes + messages + ChecksumBytes;
        return size + Alignment.Padding(size);
    }

    private static byte[] Simple(IReadOnlyList<int> shape) => [2, (byte)shape.Count, 0, 1, .. shape.SelectMany(length => Bytes(length))];

    private static byte[] Bytes(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private void Of(string name, byte[] type, byte[] space, byte[] value)
    {
        byte[] title = [.. Encoding.UTF8.GetBytes(name), 0];
        byte[] lengths = new byte[6];
        BinaryPrimitives.WriteUInt16LittleEndian(lengths, checked((ushort)title.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(lengths.AsSpan(2), checked((ushort)type.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(lengths.AsSpan(4), checked((ushort)space.Length));
        Add(Attribute, [3, 0, .. lengths, 1, .. title, .. type, .. space, .. value], attributes++);
    }

    private void Add(byte type, byte[] body, ushort order = 0)
    {
        Span<byte> head = stackalloc byte[6];
        head[0] = type;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], checked((ushort)body.Length));
        head[3] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], order);
        messages.Write(head);
        messages.Write(body);
    }
}
