using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Formats;

/// <summary>Which format a file is in, and what is said of one that is not read.</summary>
public sealed class TableFormatsTests
{
    private const string Csv = "a,b\n1,2\n";

    [Theory]
    [InlineData("t.csv", "CSV")]
    [InlineData("t.parquet", "Parquet")]
    [InlineData("t.pq", "Parquet")]
    [InlineData("t.PARQUET", "CSV")]
    [InlineData("t.toy", "CSV")]
    [InlineData("t.fits", "FITS")]
    [InlineData("t", "CSV")]
    public void A_name_says_the_format_and_any_other_name_is_text(string file, string expected) => Assert.Equal(expected, TableFormats.Standard.ByName(file).Name);

    [Theory]
    [InlineData("t.csv", "CSV")]
    [InlineData("t.CSV", "CSV")]
    [InlineData("t.pq", "Parquet")]
    [InlineData("t.PARQUET", "Parquet")]
    [InlineData("t.tsv", "TSV")]
    [InlineData("t.TAB", "TSV")]
    [InlineData("t.vot", "VOTable")]
    [InlineData("t.votable", "VOTable")]
    [InlineData("t.xml", "VOTable")]
    [InlineData("t.ecsv", "ECSV")]
    [InlineData("t.FITS", "FITS")]
    [InlineData("table", "CSV")]
    [InlineData("/dev/stdout", "CSV")]
    public void A_table_is_written_as_its_name_says(string file, string expected) => Assert.Equal(expected, TableFormats.Standard.ForWriting("--output", file).Name);

    [Theory]
    [InlineData("t.csv.gz")]
    [InlineData("t.txt")]
    [InlineData("t.toy")]
    public void A_name_that_says_another_format_is_refused(string file)
    {
        string message = Assert.Throws<UsageException>(() => TableFormats.Standard.ForWriting("--output", file)).Message;
        Assert.Contains($"--output: found a name that ends in {Path.GetExtension(file)}, expected {Endings}", message, StringComparison.Ordinal);
        Assert.Equal("Toy", TableFormats.Standard.With(ToyFormat.Format).ForWriting("--output", "t.toy").Name);
    }

    [Theory]
    [InlineData("<?xml version='1.0'?>", "VOTable")]
    [InlineData("\uFEFF<?xml version='1.0'?>", "VOTable")]
    [InlineData("\n  <VOTABLE>", "VOTable")]
    [InlineData("<VOTABLE version='1.1'>", "VOTable")]
    [InlineData("<vot:VOTABLE>", "VOTable")]
    [InlineData("<!DOCTYPE VOTABLE SYSTEM", "VOTable")]
    [InlineData("<html>", null)]
    [InlineData("<, >\n", null)]
    [InlineData("# %ECSV 1.0\n", "ECSV")]
    [InlineData("# ECSV\n", null)]
    public void A_format_is_told_by_its_first_bytes(string start, string? expected) =>
        Assert.Equal(expected, TableFormats.Standard.Recognise(Encoding.UTF8.GetBytes(start))?.Name);

    [Fact]
    public void A_format_is_added_to_a_copy()
    {
        TableFormats more = TableFormats.Standard.With(ToyFormat.Format);
        Assert.Equal("Toy", more.ByName("t.toy").Name);
        Assert.Equal("Toy", more.Recognise("TOY\n"u8)?.Name);
        Assert.Null(TableFormats.Standard.Recognise("TOY\n"u8));
        Assert.Same(TableFormats.Standard.Text, more.Text);
        Assert.Equal(TableFormats.Standard.All.Count + 1, more.All.Count);
    }

    /// <summary>What names of tables that are written end in.</summary>
    internal static string Endings => string.Join(" or ", TableFormats.Standard.All.Where(format => format.Write is not null).SelectMany(format => format.Extensions));

    [Fact]
    public void Every_format_that_is_not_read_says_what_to_do()
    {
        foreach (TableFormat format in TableFormats.Standard.All.Where(format => format.Read is null))
        {
            Assert.NotNull(format.Begins);
            Assert.NotEmpty(format.Advice);
            Assert.Empty(format.Extensions);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Text_is_read_from_its_first_byte_on_from_files_and_from_pipes(bool pipe)
    {
        string text = Csv + string.Concat(Enumerable.Repeat("3,4\n", 1000));
        using ITable table = Open("t.csv", Encoding.UTF8.GetBytes(text), pipe);
        Assert.Equal(["a", "b"], table.Header);
        int rows = 0;
        while (table.Read())
        {
            rows++;
        }

        Assert.Equal(1001, rows);
    }

    [Theory]
    [InlineData("PK\u0003\u0004", "a zip archive or an Excel workbook", "export the sheet as CSV")]
    [InlineData("PAR1", "a Parquet file", "name the file itself, no pipe: Parquet is read from its end; where only CSV will do, export its table as CSV")]
    [InlineData("\u0089HDF\r\n", "an HDF5 file", "export its table as CSV")]
    [InlineData("\u00ff\u00feh\0", "UTF-16 text", "save the table as UTF-8 (iconv -f utf-16 -t utf-8)")]
    [InlineData("\u00fe\u00ff\0h", "UTF-16 text", "save the table as UTF-8 (iconv -f utf-16 -t utf-8)")]
    public void Names_the_format_that_was_handed_over_instead(string start, string found, string advice)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(start);
        string expected = $"t.csv:1:1: found {found}, expected a CSV file in plain UTF-8 text; {advice}";
        Assert.Equal(expected, Assert.Throws<DataException>(() => Open("t.csv", bytes, pipe: true)).Message);
        if (!found.Contains("Parquet", StringComparison.Ordinal))
        {
            Assert.Equal(expected, Assert.Throws<DataException>(() => Open("t.csv", bytes, pipe: false)).Message);
        }
    }

    [Theory]
    [InlineData(true, "t.csv.gz")]
    [InlineData(false, "t.csv")]
    public void Compressed_text_is_told_by_content_and_hashed_as_the_file_is(bool pipe, string file)
    {
        byte[] bytes = Compressed(Csv);
        using ITable table = Open(file, bytes, pipe);
        Assert.Equal(["a", "b"], table.Header);
        Assert.True(table.Read());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), table.Sha256());
    }

    /// <summary>The runtime's own reader of gzip ends where such a file ends, and says nothing.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void A_compressed_file_that_was_cut_short_is_refused_wherever_it_was_cut(int parts)
    {
        byte[] whole = [.. Compressed(Csv + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},{i * 7}\n"))), .. Compressed("7,8\n")];
        foreach (int end in (int[])[whole.Length / parts, whole.Length - parts])
        {
            string message = Assert.Throws<DataException>(() => All(whole[..end])).Message;
            Assert.Equal(
                "t.csv.gz: found compressed data that are damaged or end too soon, expected a whole gzip file; check that it was written in full (gzip -t), or get it again",
                message);
        }

        Assert.EndsWith("19999,139993\n7,8\n", All(whole), StringComparison.Ordinal);

        static string All(byte[] bytes)
        {
            using StreamReader reader = new(new UnzippedStream("t.csv.gz", new MemoryStream(bytes)));
            return reader.ReadToEnd();
        }
    }

    [Fact]
    public void Brackets_behind_the_name_of_a_format_without_parts_are_refused()
    {
        string message = Assert.Throws<DataException>(() => Open("t.csv[2]", Encoding.UTF8.GetBytes(Csv), pipe: false)).Message;
        Assert.StartsWith("t.csv[2]: found brackets behind the name of a CSV file, expected a file of several tables", message, StringComparison.Ordinal);
    }

    private static byte[] Compressed(string text)
    {
        using MemoryStream bytes = new();
        using (GZipStream zip = new(bytes, CompressionMode.Compress))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData(Csv, "a file that does not begin as Parquet")]
    [InlineData("PK\u0003\u0004", "a file that does not begin as Parquet")]
    public void A_name_binds_where_that_is_asked_for(string text, string found)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        DataException fault = Assert.Throws<DataException>(() => TableFormats.Standard.Open("t.pq", new MemoryStream(bytes), named: true));
        Assert.Equal(
            $"t.pq: found {found}, expected a Parquet file, as its name says; check that it was written in full; a CSV table needs a name that does not end in .parquet or .pq",
            fault.Message);
    }

    [Fact]
    public void A_name_that_does_not_bind_leaves_text_to_be_read()
    {
        using ITable table = TableFormats.Standard.Open("t.pq", new MemoryStream(Encoding.UTF8.GetBytes(Csv)));
        Assert.Equal(["a", "b"], table.Header);
    }

    [Fact]
    public void What_cannot_be_opened_is_closed()
    {
        MemoryStream stream = new("PK\u0003\u0004"u8.ToArray());
        Assert.Throws<DataException>(() => TableFormats.Standard.Open("t.csv", stream));
        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task A_format_that_is_not_written_says_so()
    {
        TableFormat format = TableFormats.Standard.All.First(format => format.Write is null);
        UsageException fault = await Assert.ThrowsAsync<UsageException>(() => format.WriteAsync(new OutputTable("", 0, []), Stream.Null, TestContext.Current.CancellationToken));
        Assert.Contains(format.Found, fault.Message, StringComparison.Ordinal);
    }

    private static ITable Open(string file, byte[] bytes, bool pipe) =>
        TableFormats.Standard.Open(file, pipe ? new ReplayedStream(bytes, Stream.Null) : new MemoryStream(bytes));
}
