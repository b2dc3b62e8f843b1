using System.Buffers.Binary;
using System.Text;
using GpuConcord.Host.Hdf5;
using GpuConcord.Tests.Host.Runs;
using GpuConcord.Tests.Judges;
using Xunit;

namespace GpuConcord.Tests.Host.Hdf5;

public sealed class Hdf5FileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    /// <summary>Superblock version 2, as the format's specification lays it out.</summary>
    [Fact]
    public void A_file_begins_with_its_superblock_and_is_as_long_as_that_says()
    {
        byte[] file = Bytes(Sample(3));
        Assert.Equal((byte[])[0x89, .. "HDF\r\n"u8, 0x1a, 0x0a, 2, 8, 8, 0], file[..12]);
        Assert.Equal(file.Length, BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(28)));
        Assert.Equal(Lookup3.Of(file.AsSpan(0, 44)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(44)));
        int root = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(36));
        Assert.Equal("OHDR", Encoding.ASCII.GetString(file, root, 4));
        int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(root + 6));
        Assert.Equal(Lookup3.Of(file.AsSpan(root, 10 + length)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(root + 10 + length)));
    }

    [Fact]
    public void The_same_content_is_the_same_file() => Assert.Equal(Bytes(Sample(3)), Bytes(Sample(3)));

    [Fact]
    public void Data_of_another_size_than_their_shape_are_a_fault()
    {
        Hdf5Group root = new("");
        root.Members.Add(new Hdf5Dataset("x", Hdf5Type.Number, [3]) { Write = (stream, _) => stream.Write(new byte[16]) });
        Assert.Contains("16 bytes", Assert.Throws<InvalidOperationException>(() => Bytes(root)).Message, StringComparison.Ordinal);
    }

    /// <summary>More names than a collection of the heap holds, names of any length and script, a text too long for a message, numbers of any kind.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Xarray)]
    public void What_is_written_is_read_by_the_netCDF4_library_and_by_h5py()
    {
        File.WriteAllBytes(scratch["x.nc"], Bytes(Sample(150_000)));
        Assert.Equal("150000 names\n", Judge.Python("netCDF4, h5py", "hdf5.py", scratch["x.nc"]));
    }

    private static byte[] Bytes(Hdf5Group root)
    {
        using MemoryStream stream = new();
        Hdf5File.Write(stream, root, CancellationToken.None);
        Assert.Equal(stream.Length, stream.Position);
        return stream.ToArray();
    }

    private static Hdf5Group Sample(int names)
    {
        string[] texts = [.. Enumerable.Range(0, names).Select(k => k == 1 ? "" : $"Quelle α{k} {new string('x', k % 50)}")];
        Hdf5Dataset scale = new("name", Hdf5Type.Text, [names]) { Scale = true, Texts = texts };
        Hdf5Dataset values = new("value", Hdf5Type.Number, [names])
        {
            Dimensions = [scale],
            Write = (stream, _) =>
            {
                byte[] number = new byte[8];
                for (int k = 0; k < names; k++)
                {
                    BinaryPrimitives.WriteDoubleLittleEndian(number, k == 2 ? double.NaN : Math.Sqrt(k) * Math.Pow(10, (k % 600) - 300));
                    stream.Write(number);
                }
            },
        };
        Hdf5Group inner = new("inner");
        inner.Attributes.AddRange([("short", "ν = 3"), ("long", new string('ä', 40_000)), ("none", ""), ("whole", long.MinValue), ("number", -0.1)]);
        inner.Members.AddRange([scale, values]);
        Hdf5Group root = new("");
        root.Attributes.Add(("title", "a test"));
        root.Members.Add(inner);
        return root;
    }
}
