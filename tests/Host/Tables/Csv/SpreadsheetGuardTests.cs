using System.Text;
using CsCheck;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;
using GpuConcord.Host.Tables.Formats;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class SpreadsheetGuardTests
{
    [Theory]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("+1+1", "'+1+1")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("'=1", "''=1")]
    [InlineData("-1.5", "-1.5")]
    [InlineData("+2e-3", "+2e-3")]
    [InlineData("-inf", "-inf")]
    [InlineData("3C 273", "3C 273")]
    [InlineData("'quoted'", "'quoted'")]
    [InlineData("A-1", "A-1")]
    public void What_a_spreadsheet_would_run_has_an_apostrophe_in_front(string text, string field) => Assert.Equal(field, new CsvText(',').Field(text));

    /// <summary>Names come back as they were, as cells and as names of columns.</summary>
    [Fact]
    public async Task What_is_written_reads_back() => await Gen.Char["=+-@'\"a1.,;\n "].Array[0, 6].Select(Gen.Char[",;\t"]).SampleAsync(async pair =>
    {
        string name = $"{new string(pair.Item1)}x".TrimStart();
        // The header says which delimiter there is: it may not have more of another.
        string column = name.Replace(",", "", StringComparison.Ordinal).Replace(";", "", StringComparison.Ordinal) + "y";
        using MemoryStream file = new();
        OutputTable table = new("d", 1, [OutputColumn.OfText("n", "", _ => name), OutputColumn.OfText(column, "", _ => "1")]) { Delimiter = pair.Item2 };
        await TableFormats.Standard.Text.WriteAsync(table, file, TestContext.Current.CancellationToken);
        using CsvTable read = CsvTable.Open("t.csv", new MemoryStream(file.ToArray()));
        Assert.True(read.Read());
        Assert.Equal(name, read[0].ToString());
        Assert.Equal(Spelling.Of(column), read.Header[1]);
    });

    /// <summary>Blanks between what matters: a field is trimmed before its apostrophe is looked at.</summary>
    [Theory]
    [InlineData("\n''+xy")]
    [InlineData(" '=x")]
    [InlineData(" '\tx")]
    [InlineData("' '+x")]
    [InlineData("' '\tx")]
    [InlineData("'\t'5")]
    [InlineData("'\t'x")]
    public void An_apostrophe_behind_blanks_is_not_lost(string text)
    {
        string written = SpreadsheetGuard.Add(text).ToString();
        Assert.Equal(text.Trim(), SpreadsheetGuard.Remove(written.Trim()).Trim().ToString());
    }

    [Theory]
    [InlineData("'-1.5", "'-1.5")]
    [InlineData("'tis", "'tis")]
    [InlineData("'", "'")]
    public void An_apostrophe_of_others_stays(string field, string text)
    {
        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes($"n,m\n{field},1\n")));
        Assert.True(table.Read());
        Assert.Equal(text, table[0].ToString());
    }
}
