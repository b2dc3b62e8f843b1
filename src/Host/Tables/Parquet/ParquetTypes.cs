using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>The types of values in Parquet files that are read or written: the one list of them.</summary>
internal static class ParquetTypes
{
    /// <summary>Every type. Names are written as text or as whole numbers.</summary>
    public static IReadOnlyList<IParquetType> All { get; } =
    [
        new NumberType<double>(IsHandedOn: true), new NumberType<float>(IsHandedOn: true), new NumberType<decimal>(),
        new NumberType<long>(IsName: true, IsHandedOn: true), new NumberType<ulong>(),
        new NumberType<int>(IsName: true, IsHandedOn: true), new NumberType<uint>(),
        new NumberType<short>(IsName: true, IsHandedOn: true), new NumberType<ushort>(),
        new NumberType<sbyte>(), new NumberType<byte>(),
        new TruthType(), new TextType(),
    ];

    /// <summary>The type of a column, or null when it is none of these, or a list of them.</summary>
    public static IParquetType? Of(DataField field) => field.MaxRepetitionLevel > 0 ? null : Find(IsText(field) ? typeof(string) : field.ClrType);

    /// <summary>The type by its values' type.</summary>
    public static IParquetType Of(Type type) => Find(type) ?? throw new ArgumentException($"no type of Parquet for {type}", nameof(type));

    /// <summary>Whether a column holds text.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static IParquetType? Find(Type type) => All.FirstOrDefault(known => known.Type == type);
}
