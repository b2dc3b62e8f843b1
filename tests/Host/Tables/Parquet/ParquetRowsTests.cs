using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Tests.Host.Data.Reading;
using Parquet;
using Parquet.Schema;
using Xunit;
using static GpuConcord.Tests.Host.Data.Reading.ParquetTable;

namespace GpuConcord.Tests.Host.Tables.Parquet;

/// <summary>Columns of every type: read where they are used, and in nobody's way where they are not.</summary>
public sealed class ParquetRowsTests
{
    private static readonly Guid One = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), Other = Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100");

    [Fact]
    public async Task Whole_numbers_of_any_type_and_UUIDs_are_names()
    {
        await NamesAre(["18446744073709551615", "18446744073709551614"], Column<ulong>("source", ulong.MaxValue, ulong.MaxValue - 1));
        await NamesAre(["-9223372036854775808", "9223372036854775807"], Column("source", long.MinValue, long.MaxValue));
        await NamesAre(["4294967295", "0"], Column<uint>("source", uint.MaxValue, 0));
        await NamesAre(["65535", "1"], Column<ushort>("source", ushort.MaxValue, 1));
        await NamesAre(["255", "1"], Column<byte>("source", byte.MaxValue, 1));
        await NamesAre(["-128", "1"], Column<sbyte>("source", sbyte.MinValue, 1));
        await NamesAre([One.ToString(), Other.ToString()], Column("source", One, Other));

        static async Task NamesAre(string[] expected, (DataField Field, Array Values) source)
        {
            DataSet data = Read(await BytesAsync([Column("instrument", "a", "a", "b", "b"), (source.Field, Twice(source.Values)), Column("flux", 1.0, 2, 3, 4)]));
            Assert.Equal(expected, data.Bands.Single().Sources);
        }

        static Array Twice(Array values)
        {
            Array twice = Array.CreateInstance(values.GetType().GetElementType()!, 2 * values.Length);
            Array.Copy(values, twice, values.Length);
            Array.Copy(values, 0, twice, values.Length, values.Length);
            return twice;
        }
    }

    [Fact]
    public async Task Numbers_of_any_type_are_values()
    {
        (DataField Field, Array Values)[] columns =
        [
            Column<ulong>("flux", 3, ulong.MaxValue), Column<uint>("flux", 3, uint.MaxValue), Column<ushort>("flux", 3, ushort.MaxValue), Column<sbyte>("flux", 3, sbyte.MaxValue),
            (new DecimalDataField("flux", 10, 3), new decimal[] { 3, 1234567.125m }), (new DecimalDataField("flux", 30, 3), new decimal[] { 3, 1234567.125m }),
        ];
        double[] second = [ulong.MaxValue, uint.MaxValue, ushort.MaxValue, sbyte.MaxValue, 1234567.125, 1234567.125];
        foreach (((DataField Field, Array Values) column, double expected) in columns.Zip(second))
        {
            double[] y = Read(await BytesAsync([Column("instrument", "a", "b"), Column("source", "S", "S"), column])).Bands[0].Y;
            Assert.Equal([Math.Log(3), Math.Log(expected)], y);
        }
    }

    [Fact]
    public async Task What_is_not_used_may_be_anything()
    {
        DataSet data = Read(await ManyTypesAsync());
        Assert.Equal([Math.Log(1), Math.Log(2)], data.Bands[0].Y);
        Assert.Equal(
            ["columns not used: 'id', 'exact', 'day', 'time', 'uuid', 'spectrum.list.element', 'seen'", Unsummed], data.Notes);
    }

    [Fact]
    public async Task What_is_used_and_no_number_or_name_is_refused_by_name()
    {
        byte[] bytes = await ManyTypesAsync();
        Assert.Equal("t.parquet: found dates in column 'day', expected numbers; convert the column to numbers", Refusal(bytes, new ReadOptions(Value: "day")));
        Assert.Equal("t.parquet: found values of type DateTime in column 'time', expected numbers; convert the column to numbers", Refusal(bytes, new ReadOptions(Value: "time")));
        Assert.Equal("t.parquet: found UUIDs in column 'uuid', expected numbers; convert the column to numbers", Refusal(bytes, new ReadOptions(Value: "uuid")));
        Assert.Equal(
            "t.parquet: found lists in column 'spectrum.list.element', expected numbers; convert the column to numbers",
            Refusal(bytes, new ReadOptions(Value: "spectrum.list.element")));
        Assert.Equal(
            "t.parquet: found numbers with fractions in column 'source', expected text or whole numbers; convert the column to text",
            await RefusalAsync(Column("instrument", "a", "b"), (new DecimalDataField("source", 5, 1), new decimal[] { 1, 1 }), Column("flux", 1.0, 2)));
    }

    [Fact]
    public async Task Names_of_columns_and_of_sources_have_one_spelling()
    {
        DataSet data = Read(await BytesAsync([Column("\uFEFFinstrument", "pn", "MOS\u00A01", "pn\u200B", "MOS 1"), Column("source", "A B", "A\u2009B", "C", "C"),
            Column("flux", 1.0, 2, 3, 4)]));
        Assert.Equal(["pn", "MOS 1"], data.Instruments);
        Assert.Equal(["A B", "C"], data.Bands.Single().Sources);
    }

    /// <summary>A table for a fit, and one of aprates, with columns of all types beside.</summary>
    public static async Task<byte[]> ManyTypesAsync(bool apertures = false)
    {
        DataField[] plain = apertures
            ? [new DataField<uint>("n"), new DataField<ulong>("m"), new DecimalDataField("A_s", 8, 2), new DataField<ushort>("A_b")]
            : [new DataField<string>("instrument"), new DataField<string>("source"), new DataField<double>("flux")];
        ListField list = new("spectrum", new DataField<double>("element"));
        Field[] all =
        [
            .. plain, new DataField<ulong>("id"), new DecimalDataField("exact", 20, 4), new DateTimeDataField("day", DateTimeFormat.Date),
            new DateTimeDataField("time", DateTimeFormat.Timestamp, unit: DateTimeTimeUnit.Micros), new DataField<Guid>("uuid"), list, new DataField<bool>("seen"),
        ];
        using MemoryStream stream = new();
        ParquetSchema schema = new(all);
        ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
        await using (writer)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            if (apertures)
            {
                await group.WriteAsync<uint>(plain[0], new uint[] { 0, 7 }.AsMemory());
                await group.WriteAsync<ulong>(plain[1], new ulong[] { 5, 5 }.AsMemory());
                await group.WriteAsync<decimal>(plain[2], new decimal[] { 1, 1 }.AsMemory());
                await group.WriteAsync<ushort>(plain[3], new ushort[] { 24, 24 }.AsMemory());
            }
            else
            {
                await group.WriteAsync(plain[0], ["a", "b"]);
                await group.WriteAsync(plain[1], ["S", "S"]);
                await group.WriteAsync<double>(plain[2], new double[] { 1, 2 }.AsMemory());
            }

            DataField[] fields = schema.GetDataFields()[plain.Length..];
            await group.WriteAsync<ulong>(fields[0], new ulong[] { ulong.MaxValue, 1 }.AsMemory());
            await group.WriteAsync<decimal>(fields[1], new decimal[] { 1234567890123456.5m, -0.0001m }.AsMemory());
            await group.WriteAsync<DateTime>(fields[2], new DateTime[] { new(2000, 2, 29), new(1970, 1, 1) }.AsMemory());
            await group.WriteAsync<DateTime>(fields[3], new DateTime[] { new(2000, 2, 29, 12, 34, 56, 789), new(2026, 1, 2) }.AsMemory());
            await group.WriteAsync<Guid>(fields[4], new Guid[] { One, Other }.AsMemory());

            // Two lists, of two elements and of one: every element is there, and the second of the first list goes on.
            int[] there = [.. Enumerable.Repeat(fields[5].MaxDefinitionLevel, 3)];
            await group.WriteAllPartsAsync<double>(fields[5], new double[] { 1, 2, 3 }.AsMemory(), there.AsMemory(), new int[] { 0, 1, 0 }.AsMemory(), default);
            await group.WriteAsync<bool>(fields[6], new bool[] { true, false }.AsMemory());
            group.CompleteValidate();
        }

        return stream.ToArray();
    }
}
