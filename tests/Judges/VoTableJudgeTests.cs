using GpuConcord.Host.Tables;
using GpuConcord.Tests.Host.Runs;
using Xunit;

namespace GpuConcord.Tests.Judges;

/// <summary>VOTables by astropy and STILTS: read here as they are read there, and the other way round, to the bit.</summary>
public sealed class VoTableJudgeTests : IDisposable
{
    /// <summary>Where Debian keeps the tables that astropy is tested with.</summary>
    private const string AstropyData = "/usr/lib/python3/dist-packages/astropy/io/votable/tests/data";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public async Task Astropy_reads_what_is_written()
    {
        string file = await TypedTable.WriteAsync(scratch["cases.vot"]);
        string theirs = Judge.Python("astropy", "table-dump.py", "votable", file);

        // To astropy a NaN is always masked, and a text never.
        Assert.Equal(Alike(TypedTable.Values), Alike(TypedTable.ValuesOf(theirs)));
        Assert.Contains("# number|erg / (cm2 s)|a number; it's \"quoted\", {braces}: # and <tags>\n", theirs, StringComparison.Ordinal);
        Assert.Contains("# optional|ct / s|a number or none\n", theirs, StringComparison.Ordinal);
        Assert.Equal(TypedTable.Values, TypedTable.ValuesOf(TableDump.Of(file)));
    }

    [Fact]
    [Trait(Judge.Trait, Judge.Stilts)]
    public async Task Stilts_reads_what_is_written_and_is_read_in_every_serialization()
    {
        string file = await TypedTable.WriteAsync(scratch["cases.vot"]);
        foreach (string serialization in new[] { "tabledata", "binary", "binary2", "fits" })
        {
            string copy = scratch[$"{serialization}.vot"];
            Judge.RunStilts("tcopy", $"in={file}", $"out={copy}", $"ofmt=votable-{serialization}{(serialization is "tabledata" ? "" : "-inline")}");
            string read = TableDump.Of(copy);

            // To STILTS a NaN is none. It knows no unsigned bytes of its own and writes them as they came.
            Func<string, string> alike = serialization is "binary2" ? Alike : values => Basic(Alike(values));
            Assert.Equal(alike(TypedTable.Values), alike(TypedTable.ValuesOf(read)));
            Assert.Contains("# number|erg.cm**-2.s**-1|a number; it's \"quoted\", {braces}: # and <tags>\n", read, StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void What_astropy_writes_is_read_in_every_serialization()
    {
        Judge.Python("astropy", "table-make.py", scratch.Path);
        foreach (string serialization in new[] { "tabledata", "binary", "binary2" })
        {
            string file = scratch[$"votable-{serialization}.vot"];
            string theirs = Judge.Python("astropy", "table-dump.py", "votable", file), ours = TableDump.Of(file);
            Assert.Equal(TypedTable.NamesOf(theirs), TypedTable.NamesOf(ours));
            Assert.Equal(Alike(TypedTable.ValuesOf(theirs)), Alike(TypedTable.ValuesOf(ours)));
        }
    }

    [Fact]
    [Trait(Judge.Trait, Judge.Astropy)]
    public void Astropys_own_tables_are_read_as_astropy_reads_them()
    {
        foreach (string name in new[] { "binary2_masked_strings.xml", "gemini.xml", "names.xml", "nonstandard_units.xml", "timesys.xml", "valid_votable.xml" })
        {
            string file = Path.Combine(AstropyData, name);
            string theirs = Judge.Python("astropy", "table-dump.py", "votable", file);
            string first = theirs[..(theirs.IndexOf("\n== ", StringComparison.Ordinal) is >= 0 and var end ? end + 1 : theirs.Length)];
            if (TypedTable.ValuesOf(first).Length == 0)
            {
                continue;
            }

            // An empty TD is a zero to astropy where the document is older than version 1.3.
            first = name is "gemini.xml" ? first.Replace("\t0\t\"science\"", "\tnull\t\"science\"", StringComparison.Ordinal) : first;
            string ours = TableDump.Of(file);
            Assert.Equal(TypedTable.NamesOf(first), TypedTable.NamesOf(ours));
            Assert.Equal(Alike(TypedTable.ValuesOf(first)), Alike(TypedTable.ValuesOf(ours)));
        }
    }

    [Theory]
    [Trait(Judge.Trait, Judge.Astropy)]
    [InlineData("irsa-nph-error.xml", ":4:1: found the error that a service answered with: \"Either wrong or missing coordinate/object name.\"")]
    [InlineData("irsa-nph-m31.xml", ":48:318: found '-' in column 'j_h', expected a value of datatype double")]
    [InlineData("no_resource.xml", ": found a VOTable without a table")]
    [InlineData("empty_table.xml", ": found no row in table 1")]
    [InlineData("custom_datatype.xml", ":8:7: found datatype 'bar' of field 'foo'")]
    [InlineData("too_many_columns.xml.gz", "an element TD more than the table has fields")]
    public void Astropys_broken_tables_are_refused(string name, string said)
    {
        string file = Path.Combine(AstropyData, name);
        Assert.SkipUnless(File.Exists(file), "python3-astropy is not installed here: sudo tests/Judges/run.sh installs it");
        string message = Assert.Throws<GpuConcord.Host.Faults.DataException>(() => TableDump.Of(file)).Message;
        Assert.StartsWith(file, message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
    }

    /// <summary>Where rows have no bits for nulls, STILTS takes the smallest whole number for one, or the largest byte; and it writes what lies
    /// beyond 16 bits as question marks; of FITS it keeps the lower half of a character.</summary>
    private static string Basic(string values) => values.Replace("\\ud83d\\udca5", "\\u00bf\\u00bf", StringComparison.Ordinal)
        .Replace("-2147483648", "null", StringComparison.Ordinal).Replace("-32768", "null", StringComparison.Ordinal)
        .Replace("-9223372036854775808", "null", StringComparison.Ordinal).Replace("\t255\t", "\tnull\t", StringComparison.Ordinal)
        .Replace("\\u00e9 6 =\\u00a5", "\\u00e9 \\u0436 \\u00bf\\u00bf", StringComparison.Ordinal);

    private static string Alike(string values) => values.Replace("nan", "null", StringComparison.Ordinal).Replace("\"\"", "null", StringComparison.Ordinal);
}
