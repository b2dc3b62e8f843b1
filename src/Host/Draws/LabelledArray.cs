namespace GpuConcord.Host.Draws;

/// <summary>Fills rows of an array.</summary>
/// <param name="row">The first row.</param>
/// <param name="values">Receives whole rows.</param>
public delegate void RowFilling(int row, Span<double> values);

/// <summary>
/// Numbers, whole numbers or texts along named dimensions, the last of which runs fastest; numbers are made when they are asked for, row by row.
/// </summary>
public sealed record LabelledArray
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of each dimension.</summary>
    public required IReadOnlyList<string> Dimensions { get; init; }

    /// <summary>Length of each dimension.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Meaning { get; init; }

    /// <summary>Unit; empty for none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The elements where they are texts; null otherwise.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The elements where they are whole numbers; null otherwise.</summary>
    public IReadOnlyList<long>? Wholes { get; init; }

    /// <summary>Makes the elements where they are numbers, safe to call from several threads; null otherwise.</summary>
    public RowFilling? Numbers { get; init; }

    /// <summary>Numbers in a row.</summary>
    public int RowLength { get; init; } = 1;

    /// <summary>Whether it says where along a dimension one is, rather than being a result.</summary>
    public bool IsCoordinate { get; init; }

    /// <summary>Whether it is the coordinate of the dimension that has its name.</summary>
    public bool IsIndex => IsCoordinate && Dimensions is [{ } only] && only.Equals(Name, StringComparison.Ordinal);

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, length) => product * length);

    /// <summary>Number of rows.</summary>
    public int Rows => checked((int)(Count / RowLength));

    /// <summary>Names along a dimension.</summary>
    public static LabelledArray Labels(string name, string dimension, string meaning, IReadOnlyList<string> texts) => new()
    {
        Name = name,
        Dimensions = [dimension],
        Shape = [texts.Count],
        Meaning = meaning,
        Texts = texts,
        IsCoordinate = true,
    };

    /// <summary>Whole numbers along the dimension of their name.</summary>
    public static LabelledArray Index(string name, string meaning, IEnumerable<int> numbers)
    {
        long[] wholes = [.. numbers];
        return new LabelledArray { Name = name, Dimensions = [name], Shape = [wholes.Length], Meaning = meaning, Wholes = wholes, IsCoordinate = true };
    }

    /// <summary>Numbers along one dimension.</summary>
    public static LabelledArray Vector(string name, string dimension, string meaning, double[] numbers, string unit = "") => new()
    {
        Name = name,
        Dimensions = [dimension],
        Shape = [numbers.Length],
        Meaning = meaning,
        Unit = unit,
        Numbers = (row, values) => numbers.AsSpan(row, values.Length).CopyTo(values),
    };
}

/// <summary>A group of arrays that share coordinates.</summary>
/// <param name="Name">Its name, one of those of InferenceData.</param>
/// <param name="Arrays">Coordinates first, then what has them.</param>
/// <param name="Attributes">What else is known, each a <see cref="string"/>, <see cref="long"/> or <see cref="double"/>.</param>
public sealed record ArrayGroup(string Name, IReadOnlyList<LabelledArray> Arrays, IReadOnlyList<(string Name, object Value)> Attributes)
{
    /// <summary>Names of the coordinates of an array that are not those of its dimensions themselves, with blanks between: the attribute "coordinates".</summary>
    /// <param name="array">An array of the group.</param>
    internal string OtherCoordinates(LabelledArray array) => array.IsCoordinate ? "" : string.Join(' ', Arrays
        .Where(other => other is { IsCoordinate: true, IsIndex: false } && other.Dimensions.All(own => array.Dimensions.Contains(own, StringComparer.Ordinal)))
        .Select(other => other.Name));
}
