using static GpuConcord.Host.Tables.Parquet.Checks.ThriftType;

namespace GpuConcord.Host.Tables.Parquet.Checks;

/// <summary>
/// The structures in a Parquet file, as <c>parquet.thrift</c> of Apache Parquet has them. Of the metadata at the file's end only what is needed to read
/// columns is here, so that nothing else reaches the library; of page headers everything that the library knows, as it reads them itself.
/// </summary>
internal static class ParquetShapes
{
    private static readonly ThriftShape Empty = new();

    private static readonly ThriftShape TimeUnit = new(new(1, Structure, Empty), new(2, Structure, Empty), new(3, Structure, Empty));

    private static readonly ThriftShape Time = new(new(1, Flag), new(2, Structure, TimeUnit));

    private static readonly ThriftShape LogicalType = new(
        [
            new(5, Structure, new(new(1, Int), new(2, Int))), new(7, Structure, Time), new(8, Structure, Time), new(10, Structure, new(new(1, ThriftType.Byte), new(2, Flag))),
            .. new[] { 1, 2, 3, 4, 6, 11, 12, 13, 14, 15 }.Select(number => new ThriftField(number, Structure, Empty)),
        ]);

    private static readonly ThriftShape Statistics = new(
        new(1, Binary), new(2, Binary), new(3, Long), new(4, Long), new(5, Binary), new(6, Binary), new(7, Flag), new(8, Flag));

    /// <summary>A column or a group of columns: 1 is its physical type, 4 its name, 5 the number of its children.</summary>
    public static ThriftShape SchemaElement { get; } = new(
        new(1, Int), new(2, Int), new(3, Int), new(4, Binary), new(5, Int), new(6, Int), new(7, Int), new(8, Int), new(9, Int), new(10, Structure, LogicalType));

    /// <summary>A text (2) and its name (1).</summary>
    public static ThriftShape KeyValue { get; } = new(new(1, Binary), new(2, Binary));

    /// <summary>The metadata at a file's end: 2 is the schema, 3 the number of rows, 4 the row groups, 5 names and texts, 6 the program that wrote it.</summary>
    public static ThriftShape File { get; } = new(
        new(1, Int), new(2, List, SchemaElement), new(3, Long), new(4, List, RowGroup()), new(5, List, KeyValue), new(6, Binary));

    /// <summary>A page of values: 1 is their number, 2 their encoding.</summary>
    public static ThriftShape DataPage { get; } = new(new(1, Int), new(2, Int), new(3, Int), new(4, Int), new(5, Structure, Statistics));

    /// <summary>A page of different values: 1 is their number.</summary>
    public static ThriftShape DictionaryPage { get; } = new(new(1, Int), new(2, Int), new(3, Flag));

    /// <summary>A page of values whose levels are not compressed: 1 is the number of values, 5 and 6 are the lengths of levels, 7 says whether the rest is compressed.</summary>
    public static ThriftShape DataPage2 { get; } = new(
        new(1, Int), new(2, Int), new(3, Int), new(4, Int), new(5, Int), new(6, Int), new(7, Flag), new(8, Structure, Statistics));

    /// <summary>What stands before every page: 1 is its type, 2 and 3 are its lengths before and after compression, 4 is its CRC-32.</summary>
    public static ThriftShape PageHeader { get; } = new(
        new(1, Int), new(2, Int), new(3, Int), new(4, Int), new(5, Structure, DataPage), new(6, Structure, Empty), new(7, Structure, DictionaryPage),
        new(8, Structure, DataPage2));

    /// <summary>A run of rows, and in it the columns. The offset of an index (10) is left out: the library would take it for that of the first page.</summary>
    private static ThriftShape RowGroup()
    {
        ThriftShape metadata = new(
            new(1, Int), new(2, List, Element: Int), new(3, List, Element: Binary), new(4, Int), new(5, Long), new(6, Long), new(7, Long), new(9, Long), new(11, Long));
        ThriftShape chunk = new(new(1, Binary), new(2, Long), new(3, Structure, metadata));
        return new(new(1, List, chunk), new(2, Long), new(3, Long), new(5, Long), new(6, Long), new(7, Short));
    }
}
