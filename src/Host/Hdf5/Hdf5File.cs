using System.Buffers.Binary;
using System.Text;

namespace GpuConcord.Host.Hdf5;

/// <summary>
/// Writes HDF5 files of groups, data sets, attributes and dimension scales, such that the netCDF-4 library takes them for its own: data in one
/// piece each, uncompressed, as a stream; then the heads of all objects.
/// </summary>
/// <remarks>
/// "HDF5 File Format Specification" version 3.0: superblock version 2, object headers version 2, links and attributes within the headers, what has no
/// fixed length in global heaps. "NetCDF-4 File Format": names and marks of dimension scales, _Netcdf4Dimid, members and attributes in the order of creation.
/// REFERENCE_LIST of a scale takes 12 bytes a use, and a message at most 65,535 bytes: 5,000 variables of one dimension.
/// </remarks>
internal static class Hdf5File
{
    private const int SuperblockBytes = 48;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to, from its beginning; must seek.</param>
    /// <param name="root">What is in it.</param>
    /// <param name="cancellation">Stops it; the file is then incomplete.</param>
    public static void Write(Stream stream, Hdf5Group root, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(root);
        stream.Write(new byte[SuperblockBytes]);
        List<Hdf5Object> objects = [];
        Gather(root, objects);
        Dictionary<Hdf5Object, Place> places = [];
        foreach (Hdf5Object each in objects)
        {
            cancellation.ThrowIfCancellationRequested();
            places[each] = each is Hdf5Dataset dataset ? WriteData(stream, dataset, cancellation) : new Place();
        }

        Align(stream);

        // How long heads are does not depend on where things are.
        GlobalHeap unplaced = new(0);
        long address = stream.Position;
        foreach (Hdf5Object each in objects)
        {
            byte[] header = Header(each, objects, places, unplaced);
            places[each] = places[each] with { Header = address };
            address += header.Length;
        }

        GlobalHeap heap = new(address);
        foreach (Hdf5Object each in objects)
        {
            stream.Write(Header(each, objects, places, heap));
        }

        stream.Write(heap.Bytes().Span);
        long end = stream.Position;
        stream.Position = 0;
        stream.Write(Superblock(places[root].Header, end));
        stream.Position = end;
    }

    private static void Gather(Hdf5Group group, List<Hdf5Object> objects)
    {
        objects.Add(group);
        foreach (Hdf5Object member in group.Members)
        {
            if (member is Hdf5Group inner)
            {
                Gather(inner, objects);
            }
            else
            {
                objects.Add(member);
            }
        }
    }

    private static Place WriteData(Stream stream, Hdf5Dataset dataset, CancellationToken cancellation)
    {
        Align(stream);
        if (dataset.Type is Hdf5Type.Text)
        {
            GlobalHeap heap = new(stream.Position);
            byte[] references = new byte[16 * dataset.Texts.Count];
            for (int k = 0; k < dataset.Texts.Count; k++)
            {
                byte[] text = Encoding.UTF8.GetBytes(dataset.Texts[k]);
                if (text.Length > 0)
                {
                    GlobalHeap.Reference(references.AsSpan(16 * k), text.Length, heap.Add(text));
                }
            }

            stream.Write(heap.Bytes().Span);
            Place place = new() { Data = stream.Position, Bytes = references.Length };
            stream.Write(references);
            return place;
        }

        long start = stream.Position;
        dataset.Write!(stream, cancellation);
        long bytes = stream.Position - start;
        return bytes == 8 * dataset.Count
            ? new Place { Data = start, Bytes = bytes }
            : throw new InvalidOperationException($"{dataset.Name}: {bytes} bytes were written, its shape has {8 * dataset.Count}");
    }

    private static byte[] Header(Hdf5Object each, List<Hdf5Object> objects, Dictionary<Hdf5Object, Place> places, GlobalHeap heap)
    {
        ObjectHeader header = new(heap);
        if (each is Hdf5Group group)
        {
            header.Group([.. group.Members.Select(member => (member.Name, places[member].Header))]);
        }
        else
        {
            Dataset(header, (Hdf5Dataset)each, objects, places);
        }

        foreach ((string name, object value) in each.Attributes)
        {
            header.Scalar(name, value);
        }

        return header.Bytes();
    }

    private static void Dataset(ObjectHeader header, Hdf5Dataset dataset, List<Hdf5Object> objects, Dictionary<Hdf5Object, Place> places)
    {
        header.Dataset(Datatypes.Of(dataset.Type), dataset.Shape, places[dataset].Data, places[dataset].Bytes);
        if (dataset.Scale)
        {
            header.Terminated("CLASS", "DIMENSION_SCALE");
            header.Terminated("NAME", dataset.Name);
            header.Scalar("_Netcdf4Dimid", objects.OfType<Hdf5Dataset>().Where(other => other.Scale).TakeWhile(other => other != dataset).Count());
            (long Address, int Dimension)[] uses =
            [
                .. objects.OfType<Hdf5Dataset>().SelectMany(user => user.Dimensions.Select((scale, k) => (Scale: scale, Use: (places[user].Header, k))))
                    .Where(use => use.Scale == dataset).Select(use => use.Use),
            ];
            if (uses.Length > 0)
            {
                header.ReferenceList(uses);
            }
        }
        else if (dataset.Dimensions.Count > 0)
        {
            header.DimensionList([.. dataset.Dimensions.Select(scale => places[scale].Header)]);
        }
    }

    private static byte[] Superblock(long root, long end)
    {
        byte[] block = new byte[SuperblockBytes];
        ((ReadOnlySpan<byte>)[0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 2, 8, 8, 0]).CopyTo(block);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(20), -1);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(28), end);
        BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(36), root);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(44), Lookup3.Of(block.AsSpan(0, 44)));
        return block;
    }

    private static void Align(Stream stream) => stream.Write(stackalloc byte[Alignment.Padding(stream.Position)]);

    /// <summary>Where an object is in the file.</summary>
    private readonly record struct Place
    {
        /// <summary>Address of its head.</summary>
        public long Header { get; init; }

        /// <summary>Address of its elements.</summary>
        public long Data { get; init; }

        /// <summary>Their size.</summary>
        public long Bytes { get; init; }
    }
}
