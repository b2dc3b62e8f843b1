using System.Text;
using GpuConcord.Host.Tables.Typed;

namespace GpuConcord.Host.Tables.Ecsv;

/// <summary>The datatypes of ECSV: those of numpy, by name.</summary>
internal static class EcsvType
{
    /// <summary>Every name that is read.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64", "float128", "string"];

    /// <summary>The values of a column; null for a datatype that is none.</summary>
    /// <param name="datatype">Its datatype.</param>
    /// <param name="subtype">Its subtype: what lists and objects are written as text of; empty for none.</param>
    public static TypedValue? Make(string datatype, string subtype) => (datatype, subtype) switch
    {
        ("string", "json") => new ListValue(typeof(object), 1, "objects"),
        ("string", _) when subtype.Length > 0 => new ListValue(typeof(Array), 1, "lists"),
        ("bool", _) => new FlagValue(Flag),
        ("int8", _) => Whole<sbyte>(),
        ("int16", _) => Whole<short>(),
        ("int32", _) => Whole<int>(),
        ("int64", _) => Whole<long>(),
        ("uint8", _) => Whole<byte>(),
        ("uint16", _) => Whole<ushort>(),
        ("uint32", _) => Whole<uint>(),
        ("uint64", _) => Whole<ulong>(),
        ("float16", _) => new NumberValue<float>(1, Half, _ => throw new NotSupportedException()),
        ("float32", _) => Real<float>(),
        ("float64" or "float128", _) => Real<double>(),
        ("string", _) => new TextValue(Encoding.UTF8, 1),
        ("complex64" or "complex128" or "complex256", _) => new ListValue(typeof(System.Numerics.Complex), 1, "complex numbers"),
        _ => null,
    };

    /// <summary>The datatype that values of a type are written as; text for those that ECSV lacks.</summary>
    public static string Of(Type type) =>
        type == typeof(double) || type == typeof(decimal) ? "float64" : type == typeof(float) ? "float32"
        : type == typeof(long) ? "int64" : type == typeof(ulong) ? "uint64" : type == typeof(int) ? "int32" : type == typeof(uint) ? "uint32"
        : type == typeof(short) ? "int16" : type == typeof(ushort) ? "uint16" : type == typeof(sbyte) ? "int8" : type == typeof(byte) ? "uint8"
        : type == typeof(bool) ? "bool" : "string";

    private static NumberValue<T> Whole<T>() where T : struct, System.Numerics.IBinaryInteger<T> => new(1, NumberText.Whole, _ => throw new NotSupportedException());

    private static NumberValue<T> Real<T>() where T : struct, System.Numerics.IFloatingPointIeee754<T> => new(1, NumberText.Real, _ => throw new NotSupportedException());

    private static bool Half(ReadOnlySpan<char> text, out float value)
    {
        bool read = NumberText.Real(text, out Half half);
        value = (float)half;
        return read;
    }

    private static bool Flag(ReadOnlySpan<char> text, out bool? value)
    {
        bool yes = text is "True" or "true" or "1", no = text is "False" or "false" or "0";
        value = yes;
        return yes || no;
    }
}
