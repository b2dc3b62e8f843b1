namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>Types of values in Thrift's compact protocol, by their codes.</summary>
internal enum ThriftType
{
    /// <summary>A truth value; in a field its code is that of true, 1, or of false, 2.</summary>
    Flag = 1,

    /// <summary>One byte.</summary>
    Byte = 3,

    /// <summary>A whole number of 16 bits.</summary>
    Short = 4,

    /// <summary>A whole number of 32 bits.</summary>
    Int = 5,

    /// <summary>A whole number of 64 bits.</summary>
    Long = 6,

    /// <summary>A double.</summary>
    Double = 7,

    /// <summary>Bytes or text.</summary>
    Binary = 8,

    /// <summary>A list.</summary>
    List = 9,

    /// <summary>A set, which nothing in Parquet has.</summary>
    Set = 10,

    /// <summary>A map, which nothing in Parquet has.</summary>
    Map = 11,

    /// <summary>A structure.</summary>
    Structure = 12,
}

/// <summary>A field of a structure.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Type">The one type that it may have.</param>
/// <param name="Shape">What a structure, or a list of structures, consists of.</param>
/// <param name="Element">Type of a list's elements.</param>
internal sealed record ThriftField(int Number, ThriftType Type, ThriftShape? Shape = null, ThriftType Element = ThriftType.Structure);

/// <summary>What a structure consists of, as far as it is of use to a reader.</summary>
/// <param name="fields">Its fields.</param>
internal sealed class ThriftShape(params ThriftField[] fields)
{
    private readonly Dictionary<int, ThriftField> fields = fields.ToDictionary(field => field.Number);

    /// <summary>The field of a number, or null.</summary>
    public ThriftField? this[int number] => fields.GetValueOrDefault(number);
}
