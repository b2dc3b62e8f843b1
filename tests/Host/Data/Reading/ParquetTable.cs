using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using Parquet;
using Parquet.Schema;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Writes Parquet tables column by column and reads them as a fit does; messages call them t.parquet.</summary>
internal static class ParquetTable
{
    /// <summary>What is said of the files written here: the library writes no checksums.</summary>
    public const string Unsummed = "the Parquet file has no checksums: a number that changed since it was written would not be noticed";

    /// <summary>A column: strings, numbers of any type, or nullable ones.</summary>
    public static (DataField Field, Array Values) Column<T>(string name, params T[] values) =>
        (new DataField(name, Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T), isNullable: default(T) is null), values);

    /// <summary>The bytes of a file.</summary>
    /// <param name="columns">Its columns, all of one length.</param>
    /// <param name="rowGroup">Rows of a row group.</param>
    public static async Task<byte[]> BytesAsync((DataField Field, Array Values)[] columns, int rowGroup = int.MaxValue)
    {
        using MemoryStream stream = new();
        ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema([.. columns.Select(column => column.Field)]), stream);
        await using (writer)
        {
            int rows = columns[0].Values.Length;
            for (int start = 0; start < rows; start += Math.Min(rowGroup, rows))
            {
                using ParquetRowGroupWriter group = writer.CreateRowGroup();
                foreach ((DataField field, Array values) in columns)
                {
                    await WriteAsync(group, field, values, start, Math.Min(rowGroup, rows - start));
                }

                group.CompleteValidate();
            }
        }
        return stream.ToArray();
    }

    public static DataSet Read(byte[] bytes, ReadOptions options = default) => TableReader.Read("t.parquet", "t", () => new MemoryStream(bytes), options);

    public static string Refusal(byte[] bytes, ReadOptions options = default) => Assert.Throws<DataException>(() => Read(bytes, options)).Message;

    public static async Task<string> RefusalAsync(params (DataField Field, Array Values)[] columns) => Refusal(await BytesAsync(columns));

    private static async Task WriteAsync(ParquetRowGroupWriter group, DataField field, Array values, int start, int count)
    {
        // An array of whole numbers passes for one of the other sign: the exact type comes first.
        await (values switch
        {
            string[] text => group.WriteAsync(field, new ArraySegment<string>(text, start, count)),
            double[] numbers => group.WriteAsync<double>(field, numbers.AsMemory(start, count)),
            double?[] numbers => group.WriteAsync<double>(field, numbers.AsMemory(start, count)),
            float[] numbers => group.WriteAsync<float>(field, numbers.AsMemory(start, count)),
            ulong[] numbers when values.GetType() == typeof(ulong[]) => group.WriteAsync<ulong>(field, numbers.AsMemory(start, count)),
            uint[] numbers when values.GetType() == typeof(uint[]) => group.WriteAsync<uint>(field, numbers.AsMemory(start, count)),
            ushort[] numbers when values.GetType() == typeof(ushort[]) => group.WriteAsync<ushort>(field, numbers.AsMemory(start, count)),
            sbyte[] numbers when values.GetType() == typeof(sbyte[]) => group.WriteAsync<sbyte>(field, numbers.AsMemory(start, count)),
            int[] numbers => group.WriteAsync<int>(field, numbers.AsMemory(start, count)),
            int?[] numbers => group.WriteAsync<int>(field, numbers.AsMemory(start, count)),
            long[] numbers => group.WriteAsync<long>(field, numbers.AsMemory(start, count)),
            short[] numbers => group.WriteAsync<short>(field, numbers.AsMemory(start, count)),
            Guid[] numbers => group.WriteAsync<Guid>(field, numbers.AsMemory(start, count)),
            DateOnly[] dates => group.WriteAsync<DateOnly>(field, dates.AsMemory(start, count)),
            byte[] numbers => group.WriteAsync<byte>(field, numbers.AsMemory(start, count)),
            decimal[] numbers => group.WriteAsync<decimal>(field, numbers.AsMemory(start, count)),
            DateTime[] dates => group.WriteAsync<DateTime>(field, dates.AsMemory(start, count)),
            bool[] truths => group.WriteAsync<bool>(field, truths.AsMemory(start, count)),
            _ => throw new ArgumentException($"no column of {values.GetType()}", nameof(values)),
        });
    }
}
