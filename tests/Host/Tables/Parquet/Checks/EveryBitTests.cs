using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Host.Tables.Parquet;
using GpuConcord.Tests.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Parquet.Checks;

/// <summary>
/// Every single bit of a file flipped. It is refused in words, or read as it was; only of a file without checksums may numbers change, which is said before.
/// </summary>
public sealed class EveryBitTests
{
    /// <summary>A flip takes a millisecond; one that takes so long has no end.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_bit_of_our_own_files_changes_a_number_in_silence()
    {
        byte[] bytes = await OursAsync(12);
        string right = Content(Data.Reading.ParquetTable.Read(bytes));
        int refused = await EachAsync(bytes, (_, flipped) => Assert.Equal(right, Content(Data.Reading.ParquetTable.Read(flipped))));

        // What is left over is the name of the program and what makes no checksum of ours: the note says that nothing was checked.
        Assert.InRange(refused, (8 * bytes.Length) - 300, 8 * bytes.Length);
    }

    [Fact]
    public async Task No_bit_of_what_a_run_reads_back_changes_a_number_in_silence()
    {
        byte[] bytes = await OursAsync(3);
        double[] right = await FluxesAsync(bytes);
        await EachAsync(bytes, (bit, flipped) => Assert.True(right.AsSpan().SequenceEqual(FluxesAsync(flipped).GetAwaiter().GetResult()), $"bit {bit}"));
    }

    [Fact]
    public async Task Every_bit_of_files_of_others_ends_in_an_answer()
    {
        await EachAsync(await ParquetRowsTests.ManyTypesAsync(), (_, flipped) => Data.Reading.ParquetTable.Read(flipped));
        await EachAsync(new CraftedParquet { Rows = 5, Sums = true }.Bytes(), (_, flipped) =>
        {
            using ITable table = TableFormats.Standard.Open("t.parquet", new MemoryStream(flipped), named: true);
            table.Use(0, Contents.Numbers);
            while (table.Read())
            {
            }
        });
    }

    [Fact]
    public async Task Texts_that_another_program_handed_on_are_no_checksums_of_its_file()
    {
        byte[] bytes = await OursAsync(12);
        Assert.Empty(Data.Reading.ParquetTable.Read(bytes).Notes);
        int writer = bytes.AsSpan().LastIndexOf("Parquet.Net version"u8);
        "parquet-cpp"u8.CopyTo(bytes.AsSpan(writer));
        Assert.Equal(
            ["the Parquet file has no checksums: a number that changed since it was written would not be noticed"], Data.Reading.ParquetTable.Read(bytes).Notes);
    }

    [Fact]
    public async Task Metadata_and_columns_are_told_apart()
    {
        byte[] bytes = await OursAsync(12);
        int footer = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        bytes[footer - 1] ^= 1;
        Assert.Contains("(a column is not as it was written: CRC-32)", Data.Reading.ParquetTable.Refusal(bytes), StringComparison.Ordinal);
        bytes[footer - 1] ^= 1;
        bytes[bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes("how bright"))] ^= 1;
        Assert.Contains("(its metadata are not as they were written: CRC-32)", Data.Reading.ParquetTable.Refusal(bytes), StringComparison.Ordinal);
    }

    /// <summary>Reads the file with each of its bits flipped.</summary>
    /// <returns>How often it was refused.</returns>
    private static async Task<int> EachAsync(byte[] bytes, Action<int, byte[]> read)
    {
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            int number = bit;
            Task<bool> reading = Task.Run(() => IsRefused(() => read(number, flipped)));
            refused += await reading.WaitAsync(Endless, TestContext.Current.CancellationToken) ? 1 : 0;
        }

        return refused;
    }

    private static bool IsRefused(Action read)
    {
        try
        {
            read();
            return false;
        }
        catch (DataException)
        {
            return true;
        }
    }

    private static async Task<double[]> FluxesAsync(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return (await GpuConcord.Host.Tables.Parquet.ParquetTable.ReadAsync("t.parquet", stream)).Numbers("flux");
    }

    private static string Content(DataSet data) => string.Join('#', data.Instruments) + string.Join('#', data.Bands.Select(band =>
        $"{band.Quantity} {band.Unit} {string.Join('|', band.Sources)} {string.Join('|', band.Y)} {string.Join('|', band.Variance ?? [])} {band.Count}"));

    /// <summary>Text that repeats itself and text that does not, numbers with a unit, and numbers of which some are missing.</summary>
    private static async Task<byte[]> OursAsync(int rows)
    {
        using MemoryStream stream = new();
        OutputTable table = new("", rows,
        [
            OutputColumn.OfText("instrument", "", row => row % 3 == 0 ? "pn" : $"MOS{row % 3}"), OutputColumn.OfText("source", "", row => $"S{row / 3}"),
            OutputColumn.OfNumbers("flux", "erg/cm2/s", "how bright", row => 1 + Math.Sqrt(row)),
            OutputColumn.OfNumbers("flux_err", "", "", row => 0.1 * (1 + Math.Sqrt(row))),
        ]);
        await TableFormats.Standard.ByName("t.parquet").WriteAsync(table, stream, TestContext.Current.CancellationToken);
        return stream.ToArray();
    }
}
