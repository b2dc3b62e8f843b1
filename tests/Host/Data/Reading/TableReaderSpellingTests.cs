using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Reading;
using System.Text;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Names in several spellings, and error columns that differ by case, from the file to the observations.</summary>
public sealed class TableReaderSpellingTests
{
    private const string Written = "instrument,source,band,counts\npn,PKS 2155-304,0.5-2,100\nMOS1,PKS 2155-304,0.5-2,90\npn,Mëk,0.5-2,10\nMOS1,Mëk,0.5-2,12\n";

    [Theory]
    [InlineData("instrument,source,band,counts\npn,PKS 2155-304,0.5-2,100\nMOS1,PKS\u00A02155-304,0.5-2.0,90\npn,Mëk,0.5-2 keV,10\nMOS1,Me\u0308k,0.5\u20132,12\n")]
    [InlineData("\uFEFFinstrument,source,band,counts\n\uFEFFpn,PKS 2155-304,0.5-2,100\n\uFEFFMOS1,PKS  2155\u200B-304,0.5-2,90\n"
        + "\uFEFFinstrument,source,band,counts\n\uFEFFpn,Mëk,0.5-2,10\nMOS1,\tMëk\u00AD,0.5-2,12\n")]
    [InlineData("instrument, source, band, counts\npn, \"PKS 2155-304\", 0.5-2, 100\n \"MOS1\" ,\"PKS 2155-304\", \"0.5-2\" ,90\npn,\"Mëk\" ,0.5-2,10\nMOS1, \"Mëk\",0.5-2,12\n")]
    public void Observations_are_those_of_one_spelling(string text)
    {
        (DataSet expected, DataSet data) = (Table.Read(Written), Table.Read(text));
        Assert.Equal(expected.Instruments, data.Instruments);
        Assert.Equal("0.5-2", data.Bands.Single().Band);
        Assert.Equal(Table.Lines(expected.Bands[0]), Table.Lines(data.Bands[0]));
    }

    [Fact]
    public void What_was_taken_as_one_and_what_only_looks_so_is_said()
    {
        DataSet data = Table.Read("source,band,instrument,counts\nMkn 421,S,pn,1\nMkn\u00A0421,S,MOS1,2\nmkn421,s,pn,1\nmkn421,s,Pn,2\n");
        Assert.Equal(
            ["instruments that differ only by case, blanks, hyphens or apostrophes, taken as different: 'pn' and 'Pn' (if a pair is one instrument, spell it one way)",
                "a source is spelt in several ways (blanks, invisible characters, Unicode) and taken as one: 'Mkn 421'",
                "sources that differ only by case, blanks, hyphens or apostrophes, taken as different: 'Mkn 421' and 'mkn421' (if a pair is one source, spell it one way)",
                "bands that differ only by case, blanks, hyphens or apostrophes, taken as different: 'S' and 's' (if a pair is one band, spell it one way)"],
            data.Notes);
        Assert.Equal(3, data.Instruments.Count);
    }

    [Fact]
    public void A_source_twice_in_two_spellings_is_twice() => Assert.Equal(
        "t.csv:4:1: found instrument 'pn' and source 'A B' a second time (first on line 2), expected one row for each instrument, source and band; another observation of "
            + "it is a source of its own: join the columns that tell them apart (--columns source=SOURCE+OBS_ID), or add a column 'band'; a copy of the row is to be removed",
        Table.Refusal("instrument,source,counts\npn,A B,1\nMOS1,A B,2\npn,A\u2009B,3\n"));

    [Theory]
    [InlineData("source,pn,\u200Bpn\nA,1,2\n", "t.csv:1:11: found instrument 'pn' a second time (columns 2 and 3), expected one column an instrument")]
    [InlineData("source,pn,MOS1\n\u200B,1,2\n", "t.csv:2:1: found a blank field in the first column, expected the name of a source")]
    [InlineData("source,pn,MOS1\nA B,1,2\nA\u00A0B,2,3\n", "t.csv:3:1: found source 'A\u00A0B' a second time (first on line 2), expected one row a source")]
    public void A_matrix_is_held_to_it_too(string text, string expected) => Assert.StartsWith(expected, Table.Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void A_band_is_asked_for_in_any_spelling_of_its_range()
    {
        Assert.Equal("0.5-2", Table.Read(Written, new ReadOptions(Band: "0.50\u20132.0 keV")).Bands.Single().Band);
        Assert.Contains("found no band '2-10'", Table.Refusal(Written, new ReadOptions(Band: "2-10")), StringComparison.Ordinal);
    }

    [Fact]
    public void Priors_and_taus_know_the_same_spellings()
    {
        DataSet data = Table.Read(Written.Replace("MOS1", "MOS 1", StringComparison.Ordinal));
        PriorFile file = PriorFile.Read("p.csv", Stream("instrument,band,tau\n\uFEFFpn,0.5\u20132.0,0.01\nMOS\u00A01,0.5-2 keV,0.02\n"));
        Assert.Equal([0.01, 0.02], data.Instruments.Select(name => file[name, "0.5-2"]!.Value.Tau));
        Assert.Empty(file.CheckNames(data.Instruments, ["0.5-2"]));
        TauTable taus = TauTable.Read("t.csv", Stream("instrument,0.5\u20132.0\npn,1\nMOS\u00A01,2\n"));
        Assert.Equal([0.01, 0.02], data.Instruments.Select(name => taus.Find(name, "0.5-2")!.Value.Tau));
        IBandTie tie = TieFile.Read("c.csv", Stream("instrument,band1,band2,correlation\nMOS\u00A01,0.5\u22122.0,2-10,0.5\n"));
        Assert.Equal(0.5, tie.Of("MOS 1", ["0.5-2", "2-10"]).Correlation[0, 1]);
        Assert.Equal(0.02, PriorOption.Parse(PriorParameter.Tau, ["MOS\u00A0 1=0.02"]).Of("MOS 1"));
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string grid = Path.Combine(folder, "g.csv");
            File.WriteAllText(grid, "\uFEFFpn,MOS\u00A01\n0.01,0.02\n\uFEFFpn,MOS 1\n0.03,0.04\n");
            Assert.Equal([[0.01, 0.02], [0.03, 0.04]], TauGridFile.Read(grid, [.. data.Instruments]).Rows.Select(row => row.Tau));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Either_error_of_VizieR_can_be_chosen_by_its_case()
    {
        const string Text = "instrument,source,Flux,e_Flux,E_Flux\npn,A,10,1,2\nMOS1,A,10,1,2\n";
        double one = Math.Log(1 + (0.1 * 0.1)), two = Math.Log(1 + (0.2 * 0.2));
        DataSet lower = Table.Read(Text, new ReadOptions(Error: "e_Flux")), upper = Table.Read(Text, new ReadOptions(Error: "E_Flux"));
        Assert.Equal(one, lower.Bands[0].Variance![0], 1e-15);
        Assert.Equal(two, upper.Bands[0].Variance![1], 1e-15);
        Assert.Equal(["'e_Flux' is one of two errors, with 'E_Flux': taken for both sides", "columns not used: 'E_Flux'"], lower.Notes);
        DataSet neither = Table.Read(Text);
        Assert.Null(neither.Bands[0].Variance);
        Assert.Contains(
            "errors not used: 'e_Flux', 'E_Flux' are the two sides of the error of 'Flux' (choose one with --error, the larger to be careful, or add a column with their mean)",
            neither.Notes);
        Assert.Equal(
            "t.csv:1:31: found 2 error columns: 'e_Flux', 'E_Flux', expected one; choose it with --error, as in --error e_Flux, the larger to be careful, or add a column "
                + "with their mean",
            Table.Refusal(Text, new ReadOptions(RequireErrors: true)));
        Assert.Contains("are the two sides of", Table.Read(Text.Replace("e_Flux,E_Flux", "flux_err_lo,flux_err_hi", StringComparison.Ordinal)).Notes[0], StringComparison.Ordinal);
        Assert.Equal(["10", "11"], new[] { "Flux", "flux" }.Select(name => Math.Exp(Table.Read(
            "instrument,source,Flux,flux\npn,A,10,11\nMOS1,A,10,11\n", new ReadOptions(Value: name)).Bands[0].Y[0]).ToString("g6", null)));
    }

    [Fact]
    public void A_unit_below_the_header_is_the_columns_unit() => Assert.Equal(
        "mW/m2", Table.Read("instrument\tsource\tFlux\n \t \tmW/m2\n---\t---\t---\npn\tA\t1\nMOS1\tA\t2\n").Bands[0].Unit);

    [Theory]
    [InlineData("\"\",\"source\",\"pn\",\"MOS1\"\n\"1\",\"A\",1,2\n", "t.csv:1:4")]
    [InlineData("\"source\" \"pn\" \"MOS1\"\n\"1\" \"A\" 1 2\n", "t.csv:1:1")]
    public void Row_numbers_of_R_are_no_sources(string text, string at) => Assert.Equal(
        $"{at}: found a column 'source' behind one of row numbers, as R writes them, expected a matrix whose first column names the sources; leave out the row numbers (R: "
            + "row.names = FALSE), or give a long table: columns instrument, source and a value",
        Table.Refusal(text));

    [Fact]
    public void Row_names_of_R_are_the_sources_of_a_matrix() => Assert.Equal(
        Table.Lines(Table.Read("source,pn,MOS1\nPKS 2155-304,1,2\nB,3,4\n").Bands[0]), Table.Lines(Table.Read("\"pn\" \"MOS1\"\n\"PKS 2155-304\" 1 2\n\"B\" 3 4\n").Bands[0]));

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));
}
