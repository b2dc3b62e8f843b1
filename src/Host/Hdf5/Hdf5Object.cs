namespace GpuConcord.Host.Hdf5;

/// <summary>A group or a data set of an HDF5 file, and its attributes in their order.</summary>
/// <param name="name">Its name within its group; of the file's own group, nothing.</param>
internal abstract class Hdf5Object(string name)
{
    /// <summary>Its name within its group; of the file's own group, nothing.</summary>
    public string Name { get; } = name;

    /// <summary>Its attributes, each a <see cref="string"/>, <see cref="long"/> or <see cref="double"/>.</summary>
    public List<(string Name, object Value)> Attributes { get; } = [];
}

/// <summary>A group.</summary>
/// <param name="name">Its name; nothing for the file's own.</param>
internal sealed class Hdf5Group(string name) : Hdf5Object(name)
{
    /// <summary>What is in it, in its order: names must differ.</summary>
    public List<Hdf5Object> Members { get; } = [];
}

/// <summary>The type of a data set's elements.</summary>
internal enum Hdf5Type
{
    /// <summary>64-bit numbers, little-endian.</summary>
    Number,

    /// <summary>64-bit integers, little-endian.</summary>
    Whole,

    /// <summary>Strings of any length, UTF-8.</summary>
    Text,
}

/// <summary>
/// A data set, stored in one piece. In the words of netCDF-4 it is a variable, and a dimension too where it is a <see cref="Scale"/>.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="type">Type of the elements.</param>
/// <param name="shape">Elements along each dimension, none empty.</param>
internal sealed class Hdf5Dataset(string name, Hdf5Type type, IReadOnlyList<int> shape) : Hdf5Object(name)
{
    /// <summary>Type of the elements.</summary>
    public Hdf5Type Type { get; } = type;

    /// <summary>Elements along each dimension.</summary>
    public IReadOnlyList<int> Shape { get; } = shape;

    /// <summary>Whether it is a dimension scale: one dimension, whose coordinate it holds, and no <see cref="Dimensions"/>.</summary>
    public bool Scale { get; init; }

    /// <summary>The scale of each dimension; none of a scale itself.</summary>
    public IReadOnlyList<Hdf5Dataset> Dimensions { get; init; } = [];

    /// <summary>Writes the elements, little-endian, the last dimension fastest: 8 bytes each. Not of texts.</summary>
    public Action<Stream, CancellationToken>? Write { get; init; }

    /// <summary>The elements of texts.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);
}
