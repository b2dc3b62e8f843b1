using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Parquet.Checks;

/// <summary>What a file of a few hundred bytes declares is believed as far as it can be, and no room is made for more.</summary>
public sealed class DeclaredSizesTests
{
    private const int Million = 1_000_000;

    public static TheoryData<string, string> Lies { get; } = new()
    {
        { nameof(CraftedParquet.Rows), "a row group of 4000000000 rows in a file of" },
        { "negative rows", "a row group of -1 rows in a file of" },
        { nameof(CraftedParquet.PageValues), "a page of 2147483647 values where 2 are missing" },
        { "negative values", "a page of type 0 with -1 values" },
        { nameof(CraftedParquet.Different), "a dictionary of 2147483647 values in 8 bytes" },
        { nameof(CraftedParquet.Plain), "a page of 2147483647 bytes before compression, which 8 bytes cannot be" },
        { "plain of Snappy", "a page of 2147483647 bytes before compression, which 10 bytes cannot be" },
        { "plain of Brotli", "a page of 2147483647 bytes before compression, which 8 bytes cannot be" },
        { nameof(CraftedParquet.Stored), "a page of 2147483647 bytes where" },
        { "negative bytes", "a page of -8 bytes where" },
        { "Snappy says", "compressed bytes that say to be 2147483647, which 6 bytes cannot be" },
        { "Zstandard says", "compressed bytes that say to be 4294967296, which 16 bytes cannot be" },
        { "too few values", "its pages have fewer values than they should" },
        { nameof(CraftedParquet.Depth), "its metadata are damaged" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void A_lie_is_refused_in_words(string lie, string words)
    {
        byte[] bytes = Lie(lie).Bytes();
        Assert.InRange(bytes.Length, 1, 1024);
        Assert.StartsWith($"t.parquet: found that it cannot be read as Parquet ({words}", Assert.Throws<DataException>(() => Numbers(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_may_not_be_longer_than_its_page()
    {
        byte[] bytes = new CraftedParquet { Type = 6, Dictionary = [.. BitConverter.GetBytes(int.MaxValue), 65] }.Bytes();
        Assert.Throws<DataException>(() => Names(bytes));
        Assert.Equal(["A", "A"], Names(new CraftedParquet { Type = 6, Dictionary = [1, 0, 0, 0, 65] }.Bytes()));
    }

    /// <summary>A run of a million equal values takes three bytes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_million_equal_values_are_honest_in_a_file_of_others(bool sums)
    {
        byte[] bytes = new CraftedParquet { Rows = Million, Sums = sums }.Bytes();
        Assert.InRange(bytes.Length, 1, 300);
        Assert.Equal(Enumerable.Repeat(2.5, Million), Numbers(bytes));
        Assert.Equal([2.5, 2.5], Numbers(new CraftedParquet { Codec = 1, Dictionary = [8, 28, .. BitConverter.GetBytes(2.5)], Plain = 8 }.Bytes()));
    }

    [Fact]
    public async Task A_million_equal_values_are_honest_in_a_file_of_ours()
    {
        MemoryStream stream = new();
        OutputTable table = new("", Million, [OutputColumn.OfNumbers("x", "", "", _ => 2.5)]);
        await TableFormats.Standard.ByName("t.parquet").WriteAsync(table, stream, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat(2.5, Million), Numbers(stream.ToArray()));
    }

    [Fact]
    public void A_page_whose_checksum_is_another_is_refused()
    {
        byte[] bytes = new CraftedParquet { Sums = true }.Bytes();
        Assert.Equal([2.5, 2.5], Numbers(bytes));
        int value = bytes.AsSpan().IndexOf(BitConverter.GetBytes(2.5));
        bytes[value] ^= 1;
        Assert.Equal(
            "t.parquet: found that it cannot be read as Parquet (a page is not as it was written: CRC-32), expected a Parquet file; check that it was written in full",
            Assert.Throws<DataException>(() => Numbers(bytes)).Message);
    }

    [Fact]
    public void Whether_a_file_has_checksums_is_said()
    {
        Assert.Empty(Notes(new CraftedParquet { Sums = true }.Bytes()));
        Assert.Equal(["the Parquet file has no checksums: a number that changed since it was written would not be noticed"], Notes(new CraftedParquet().Bytes()));
    }

    private static CraftedParquet Lie(string lie) => lie switch
    {
        nameof(CraftedParquet.Rows) => new() { Rows = 4_000_000_000 },
        "negative rows" => new() { Rows = -1 },
        nameof(CraftedParquet.PageValues) => new() { PageValues = int.MaxValue },
        "negative values" => new() { PageValues = -1 },
        nameof(CraftedParquet.Different) => new() { Different = int.MaxValue },
        nameof(CraftedParquet.Plain) => new() { Plain = int.MaxValue },
        "plain of Snappy" => new() { Codec = 1, Dictionary = [8, 28, .. BitConverter.GetBytes(2.5)], Plain = int.MaxValue },
        "plain of Brotli" => new() { Codec = 4, Plain = int.MaxValue },
        nameof(CraftedParquet.Stored) => new() { Stored = int.MaxValue },
        "negative bytes" => new() { Stored = -8 },
        "Snappy says" => new() { Codec = 1, Dictionary = [0xFF, 0xFF, 0xFF, 0xFF, 7, 0], Plain = 8 },
        // A frame that says its length in eight bytes, and an empty block.
        "Zstandard says" => new() { Codec = 6, Dictionary = [0x28, 0xB5, 0x2F, 0xFD, 0xE0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0], Plain = 8 },
        "too few values" => new() { Rows = 2, Held = 1 },
        _ => new() { Depth = 40 },
    };

    private static double[] Numbers(byte[] bytes)
    {
        using ITable table = TableFormats.Standard.Open("t.parquet", new MemoryStream(bytes), named: true);
        table.Use(0, Contents.Numbers);
        List<double> numbers = [];
        while (table.Read())
        {
            table.ReadNumber(0, out double value);
            numbers.Add(value);
        }

        return [.. numbers];
    }

    private static string[] Names(byte[] bytes)
    {
        using ITable table = TableFormats.Standard.Open("t.parquet", new MemoryStream(bytes), named: true);
        table.Use(0, Contents.Names);
        List<string> names = [];
        while (table.Read())
        {
            names.Add(table[0].ToString());
        }

        return [.. names];
    }

    private static string[] Notes(byte[] bytes)
    {
        using ITable table = TableFormats.Standard.Open("t.parquet", new MemoryStream(bytes), named: true);
        table.Use(0, Contents.Numbers);
        Assert.True(table.Read());
        return [.. table.Notes];
    }
}
