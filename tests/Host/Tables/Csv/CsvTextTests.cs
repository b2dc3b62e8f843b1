using System.Buffers;
using System.Text;
using CsCheck;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Csv;
using Xunit;

namespace GpuConcord.Tests.Host.Tables.Csv;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("plain", ',', "plain")]
    [InlineData("a,b", ',', "\"a,b\"")]
    [InlineData("a,b", ';', "a,b")]
    [InlineData("a;b", ';', "\"a;b\"")]
    [InlineData("a\rb", ',', "\"a\rb\"")]
    [InlineData("#a", ',', "\"#a\"")]
    [InlineData("a\nb", '\t', "\"a\nb\"")]
    [InlineData("say \"x\"", '|', "\"say \"\"x\"\"\"")]
    public void A_field_is_quoted_where_its_delimiter_demands_it(string text, char delimiter, string expected)
    {
        CsvText fields = new(delimiter);
        Assert.Equal(expected, fields.Field(text));
        Assert.Equal(expected, Appended(fields, text));
    }

    /// <summary>Whatever a field holds between its blanks, the reader has it back: the one quoter and the one reader agree.</summary>
    [Fact]
    public void What_is_written_reads_back() => Gen.Char["ab,;\"\r\n\té€ "].Array[1, 8].Select(Gen.Char[",;\t"]).Sample((characters, delimiter) =>
    {
        string text = $"x{new string(characters)}y";
        CsvText fields = new(delimiter);
        using CsvTable table = CsvTable.Open("t.csv", new MemoryStream(Encoding.UTF8.GetBytes($"n{delimiter}m\n1{delimiter}{Appended(fields, text)}\n")));
        Assert.True(table.Read());
        Assert.Equal(text, table[1].ToString());
    });

    private static string Appended(CsvText fields, string text)
    {
        ArrayBufferWriter<byte> to = new();
        fields.Append(text, to);
        return Encoding.UTF8.GetString(to.WrittenSpan);
    }
}
