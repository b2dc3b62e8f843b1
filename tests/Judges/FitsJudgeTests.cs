using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Tests.Host.Tables.Fits;
using GpuConcord.Tests.Host.Tables.Fits.Writing;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>FITS beside astropy and STILTS: what they write is read, and what is written here they read, bit for bit.</summary>
public sealed class FitsJudgeTests
{
    private const string Data = "/usr/lib/python3/dist-packages/astropy/io/fits/tests/data";

    private static readonly string?[] Names = [.. Enumerable.Range(0, 1000).Select(i => i == 2 ? new string('x', 35_000) : i == 3 ? null : $"S{i}")];

    /// <summary>astropy's own test files: text tables, TDIM, a gap before the heap, columns without width, events of Chandra.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Reads_astropys_test_files_as_astropy_does()
    {
        string[] tables =
        [
            "btable|1", "tb|1", "table|1", "ascii|1", "ascii_i4-i20|1", "tdim|1", "theap-gap|1", "variable_length_table|1", "zerowidth|2", "zerowidth|3", "chandra_time|1",
            "checksum|1",
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

    /// <summary>Every type that is written here, a heap of long text, long header strings: by astropy, whose sums are checked, by CFITSIO's fitsverify and by STILTS.</summary>
    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public async Task Astropy_reads_what_is_written_here()
    {
        string folder = Directory.CreateTempSubdirectory("fits").FullName;
        try
        {
            string file = await WriteAsync(folder);
            string[] read = Judge.Python("astropy", "dump_fits.py", $"{file}|1").Split('\n', 2);
            string expected = FitsTables.Dump(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));

            // astropy has no signed bytes and reads them as doubles.
            AssertSame(expected.Replace("sbyte: -128 127 null", "sbyte: c060000000000000 405fc00000000000 null", StringComparison.Ordinal), read[1], file);
            Assert.StartsWith("verification OK", Judge.Run("fitsverify", "-h", ["-q", file]), StringComparison.Ordinal);

            // A text of 35,000 characters, behind the table.
            string far = Path.Combine(folder, "far.fits");
            await File.WriteAllBytesAsync(far, await FitsWriterTests.StreamedAsync(Names), TestContext.Current.CancellationToken);
            Assert.StartsWith($"= 1 {Names.Length}\nname: \"S0\" \"S1\" \"{Names[2]}\" \"\"", Judge.Python("astropy", "dump_fits.py", $"{far}|1"), StringComparison.Ordinal);

            // fitsverify 4.20 crashes on texts of tens of thousands.
            string?[] shorter = [.. Names.Select(name => name is { Length: > 1000 } ? name[..1000] : name)];
            await File.WriteAllBytesAsync(far, await FitsWriterTests.StreamedAsync(shorter), TestContext.Current.CancellationToken);
            Assert.StartsWith("verification OK", Judge.Run("fitsverify", "-h", ["-q", far]), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    [Trait(Judge.Trait, Judge.Stilts)]
    public async Task STILTS_reads_what_is_written_here()
    {
        string folder = Directory.CreateTempSubdirectory("fits").FullName;
        try
        {
            string file = await WriteAsync(folder);
            string[] lines = Judge.RunStilts("tcopy", $"in={file}", "out=-", "ofmt=csv").TrimEnd('\n').Split('\n');
            Assert.Equal(
                [
                    "flag,byte,sbyte,short,ushort,int,uint,long,ulong,float,double,decimal,time,day,clock,span,uuid,text,greek",
                    "true,0,-128,-32768,0,-2147483648,0,-9223372036854775808,0,1.4E-45,4.9E-324,0.1,2026-01-02T03:04:05,2026-01-02,01:02:03.0000000,1.5,"
                        + @"00112233-4455-6677-8899-aabbccddeeff,it's,\u03B6 Pup",
                    "false,255,127,32767,65535,2147483647,4294967295,9223372036854775807,18446744073709551615,3.4028235E38,-1.7976931348623157E308,-1.5,,,,,,,\"  lead\"",
                    @",7,,,,,,,,,,,,,,,,,tab\u0009",
                ],
                lines);
            string far = Path.Combine(folder, "far.fits");
            await File.WriteAllBytesAsync(far, await FitsWriterTests.StreamedAsync(Names), TestContext.Current.CancellationToken);
            Assert.StartsWith($"name,n\nS0,0\nS1,1\n{Names[2]},2\n", Judge.RunStilts("tcopy", $"in={far}", "out=-", "ofmt=csv"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> WriteAsync(string folder)
    {
        string file = Path.Combine(folder, "types.fits");
        OutputTable table = FitsWriterTests.Table() with
        {
            Description = "Every type, and a description that is longer than one card of 80 characters can hold, so that it goes on in another one.",
            Provenance = [new("CREATOR", "gpuconcord", "the program"), new("CALL", new string('c', 200), "how it was called, in full")],
        };
        using FileStream stream = File.Create(file);
        await TableFormats.Standard.ByName(file).WriteAsync(table, stream, TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>Nulls and empty texts are one in astropy, which shows empty ones.</summary>
    internal static void AssertSame(string expected, string actual, string name) =>
        Assert.True(Plain(expected).Equals(Plain(actual), StringComparison.Ordinal), $"{name}: expected\n{expected}\nbut read\n{actual}");

    private static string Plain(string dump) => string.Join('\n', dump.Split('\n').Select(line => line.Replace("\"\"", "null", StringComparison.Ordinal)));
}
