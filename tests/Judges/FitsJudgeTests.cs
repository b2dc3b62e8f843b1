using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Tables.Fits;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>FITS beside astropy and STILTS: what they write is read, and what is written here they read, bit for bit.</summary>
public sealed class FitsJudgeTests
{
    private const string Data = "/usr/lib/python3/dist-packages/astropy/io/fits/tests/data";

    /// <summary>astropy's own test files: text tables, TDIM, a gap before the heap, columns without width, events of Chandra.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Reads_astropys_test_files_as_astropy_does()
    {
        string[] tables =
        [
            "btable|1", "tb|1", "table|1", "ascii|1", "ascii_i4-i20|1", "tdim|1", "theap-gap|1", "variable_length_table|1", "zerowidth|2", "zerowidth|3", "chandra_time|1", "checksum|1",
        ];
        string[] files = Array.ConvertAll(tables, table => $"{Data}/{table.Replace("|", ".fits|", StringComparison.Ordinal)}");
        string[] read = Judge.Python("astropy", "dump_fits.py", files).Split("= ", StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < tables.Length; i++)
        {
            string[] name = files[i].Split('|');
            using ITable table = TableFormats.Standard.Open($"{name[0]}[{name[1]}]", File.OpenRead(name[0]));
            string expected = read[i][(read[i].IndexOf('\n', StringComparison.Ordinal) + 1)..];
            AssertSame(expected, FitsDump.Of(table), tables[i]);
        }
    }

    /// <summary>Nulls and empty texts are one in astropy, which shows empty ones.</summary>
    internal static void AssertSame(string expected, string actual, string name) =>
        Assert.True(Plain(expected) == Plain(actual), $"{name}: expected\n{expected}\nbut read\n{actual}");

    private static string Plain(string dump) => string.Join('\n', dump.Split('\n').Select(line => line.Replace("\"\"", "null", StringComparison.Ordinal)));
}
