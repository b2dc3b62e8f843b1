using GpuConcord.Host.Hdf5;

namespace GpuConcord.Host.Draws;

/// <summary>InferenceData as one netCDF-4 file: a group each, with dimensions, coordinates and attributes of its own.</summary>
internal static class NetCdfDraws
{
    /// <summary>Writes the file.</summary>
    /// <param name="data">What is written.</param>
    /// <param name="stream">Where to, from its beginning.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Write(InferenceData data, Stream stream, CancellationToken cancellation)
    {
        Hdf5Group root = new("");
        root.Attributes.AddRange(data.Attributes);
        foreach (ArrayGroup group in data.Groups)
        {
            Hdf5Group made = new(group.Name);
            made.Attributes.AddRange(group.Attributes);
            Dictionary<string, Hdf5Dataset> scales = new(StringComparer.Ordinal);
            foreach (LabelledArray array in group.Arrays)
            {
                Hdf5Dataset dataset = Of(array, scales);
                if (array.IsIndex)
                {
                    scales.Add(array.Name, dataset);
                }

                dataset.Attributes.AddRange(Attributes(group, array));
                made.Members.Add(dataset);
            }

            root.Members.Add(made);
        }

        Hdf5File.Write(stream, root, cancellation);
    }

    /// <summary>What is said of an array, besides its numbers.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="array">The array.</param>
    internal static IEnumerable<(string Name, object Value)> Attributes(ArrayGroup group, LabelledArray array)
    {
        yield return ("long_name", array.Meaning);
        if (array.Unit.Length > 0)
        {
            yield return ("units", array.Unit);
        }

        string others = group.OtherCoordinates(array);
        if (others.Length > 0)
        {
            yield return ("coordinates", others);
        }
    }

    private static Hdf5Dataset Of(LabelledArray array, Dictionary<string, Hdf5Dataset> scales) => new(
        array.Name, array.Texts is not null ? Hdf5Type.Text : array.Wholes is not null ? Hdf5Type.Whole : Hdf5Type.Number, array.Shape)
    {
        Scale = array.IsIndex,
        Dimensions = array.IsIndex ? [] : [.. array.Dimensions.Select(name => scales[name])],
        Texts = array.Texts ?? [],
        Write = array.Texts is not null ? null : (stream, cancellation) => NumberStream.Write(array, 0, array.Rows, stream, cancellation),
    };
}
