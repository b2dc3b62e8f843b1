using Parquet.Schema;

namespace GpuConcord.Host.Tables.Parquet;

/// <summary>The types of values in Parquet files that are read or written: the one list of them.</summary>
internal static class ParquetTypes
{
    /// <summary>Every type. Names are written as text or as whole numbers.</summary>
    public static IReadOnlyList<IParquetType> All { get; } =
    [
        new NumberType<double>(), new NumberType<float>(), new NumberType<decimal>(),
        new NumberType<long>(IsName: true), new NumberType<ulong>(IsName: true), new NumberType<int>(IsName: true), new NumberType<uint>(IsName: true),
        new NumberType<short>(IsName: true), new NumberType<ushort>(IsName: true), new NumberType<sbyte>(IsName: true), new NumberType<byte>(IsName: true),
        new HandedOnType<bool>(), new HandedOnType<DateTime>(), new HandedOnType<DateOnly>(), new HandedOnType<TimeSpan>(), new HandedOnType<TimeOnly>(),
        new HandedOnType<Guid>(NameLength: 36), new TextType(),
    ];

    /// <summary>The type of a column, or null when it is none of these, or a list of them.</summary>
    public static IParquetType? Of(DataField field) => field.MaxRepetitionLevel > 0 ? null : Find(IsText(field) ? typeof(string) : field.ClrType);

    /// <summary>The type by its values' type.</summary>
    public static IParquetType Of(Type type) => Find(type) ?? throw new ArgumentException($"no type of Parquet for {type}", nameof(type));

    /// <summary>Whether a column holds text.</summary>
    public static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <summary>
    /// A column to be written with the values of another: of the same type, and of the same precision and unit of time where it has them.
    /// Any row may be null.
    /// </summary>
    public static DataField Like(DataField field, string name) => field switch
    {
        DecimalDataField number => new DecimalDataField(name, number.Precision, number.Scale, number.ForceByteArrayEncoding, isNullable: true),
        DateTimeDataField time => new DateTimeDataField(name, time.DateTimeFormat, time.IsAdjustedToUTC, time.Unit, isNullable: true),
        TimeDataField time => new TimeDataField(name, time.Precision, isNullable: true),
        _ => new DataField(name, IsText(field) ? typeof(string) : field.ClrType, isNullable: true),
    };

    private static IParquetType? Find(Type type) => All.FirstOrDefault(known => known.Type == type);
}
