using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

/// <summary>Which columns of a matrix are instruments: those chosen, else all but what no instrument is called by; and what looks wrong with one.</summary>
public sealed class MatrixColumnsTests
{
    private const string Wide = "SRC,RA,DEC,OBSID,pn,MOS1,pn_err\nA,10.5,-3,401,5123,2210,70\nB,200.1,4,402,812,377,30\nC,20,5,403,700,300,29\n";

    [Theory]
    [InlineData("RA")]
    [InlineData("ra_deg")]
    [InlineData("_RAJ2000")]
    [InlineData("RA (deg)")]
    [InlineData("SC_DEC")]
    [InlineData("DEJ2000")]
    [InlineData("glon")]
    [InlineData("OBSID")]
    [InlineData("obs_id")]
    [InlineData("MJD_START")]
    [InlineData("EP_8_DET_ML")]
    [InlineData("SUM_FLAG")]
    [InlineData("id")]
    [InlineData("name")]
    [InlineData("redshift")]
    public void What_is_no_instrument_is_refused_with_the_way_out(string column)
    {
        string text = $"source,{column},pn,MOS1\nA,10,5123,2210\nB,20,812,377\n";
        Assert.Equal(
            $"t.csv:1:8: found the column '{column}' in a matrix, where every column after the first is an instrument, expected the name of an instrument; choose the instruments' "
            + "columns, as in --instruments pn,MOS1, or remove this one",
            Table.Refusal(text));
        DataSet chosen = Table.Read(text, new ReadOptions(Instruments: ["pn,MOS1"]));
        Assert.Equal(["pn", "MOS1"], chosen.Bands[0].Instruments);
        Assert.Equal([$"columns not read (--instruments): '{column}'"], chosen.Notes);
    }

    [Theory]
    [InlineData("source,l,b,pn")]
    [InlineData("source,b,pn,l")]
    public void Galactic_coordinates_are_known_as_a_pair(string header) =>
        Assert.Contains("found the column '" + header[7] + "' in a matrix", Table.Refusal($"{header}\nA,1,2,3\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("source,l,m,n")]
    [InlineData("source,x,y,z")]
    [InlineData("source,Rand,Decam")]
    [InlineData("obsid,pn,MOS1")]
    [InlineData("id,ACIS_S3,ACIS_I0")]
    public void Other_names_may_be_instruments(string header)
    {
        string row = string.Join(',', header.Split(',').Skip(1).Select((_, k) => $"{k + 5}"));
        Assert.Equal(header.Split(',')[1..], Table.Read($"{header}\nA,{row}\nB,{row}\nC,{row}\n").Bands[0].Instruments);
    }

    [Fact]
    public void Chosen_columns_are_read_and_the_rest_is_named()
    {
        DataSet data = Table.Read(Wide, new ReadOptions(Instruments: ["pn", "MOS1"]));
        Assert.Equal(["pn A", "MOS1 A", "pn B", "MOS1 B", "pn C", "MOS1 C"], Table.Lines(data.Bands[0]).Select(line => line[..line.LastIndexOf(' ')]));
        Assert.Equal(Math.Log(5123), data.Bands[0].Y[0]);
        Assert.Equal(["columns not read (--instruments): 'RA', 'DEC', 'OBSID', 'pn_err'"], data.Notes);
        Assert.Equal(
            "t.csv: found no instrument 'MOS3' of --instruments, expected one of 'RA', 'DEC', 'OBSID', 'pn', 'MOS1', 'pn_err'; did you mean 'MOS1'?",
            Table.Refusal(Wide, new ReadOptions(Instruments: ["pn,MOS3"])));
        Assert.Contains("found the column 'pn_err' in a matrix", Table.Refusal(Wide, new ReadOptions(Instruments: ["pn", "pn_err"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_are_named_by_a_column_source_wherever_it_stands_when_instruments_are_chosen()
    {
        DataSet data = Table.Read("RA,source,pn,flux_MOS1\n1,A,5,6\n2,B,7,8\n", new ReadOptions(Instruments: ["flux_MOS1,pn"]));
        Assert.Equal(["A", "B"], data.Bands[0].Sources);
        Assert.Equal(["pn", "flux_MOS1"], data.Bands[0].Instruments);
    }

    [Fact]
    public void Instruments_of_a_long_table_are_chosen_too()
    {
        const string Text = "instrument,source,flux\npn,A,1\nMOS1,A,2\n\"M 2, thin\",A,bad\npn,B,3\n\"M 2, thin\",B,4\nMOS1,B,5\n";
        DataSet data = Table.Read(Text, new ReadOptions(Instruments: ["MOS1,pn"]));
        Assert.Equal(["pn", "MOS1"], data.Bands[0].Instruments);
        Assert.Equal(["instruments not read (--instruments): 'M 2, thin'"], data.Notes);
        Assert.Contains("found 'bad'", Table.Refusal(Text, new ReadOptions(Instruments: ["pn", "M 2, thin"])), StringComparison.Ordinal);
        Assert.Equal(
            "t.csv: found no instrument 'mos1' of --instruments, expected one of 'pn', 'MOS1', 'M 2, thin'; did you mean 'MOS1'?",
            Table.Refusal(Text, new ReadOptions(Instruments: ["mos1,pn"])));
    }

    [Fact]
    public void A_matrix_on_its_side_and_counts_below_1_are_noted()
    {
        Assert.Equal(
            ["a matrix with more columns (4) than rows (2): columns are taken for instruments and rows for sources; turn it round if it is the other way"],
            Table.Read("instr,A,B,C,D\npn,5,6,7,8\nMOS1,5,6,7,8\n").Notes);
        const string Rates = "source,pn,MOS1\nA,0.3,0.2\nB,0.5,4\n";
        Assert.Equal(
            ["3 of 4 values of the matrix are below 1, and counts are not: say --value flux if they are fluxes or rates, --log 10 or --log e if they are logarithms"],
            Table.Read(Rates).Notes);
        Assert.Empty(Table.Read(Rates, new ReadOptions(Value: "flux")).Notes);
        Assert.Empty(Table.Read(Rates, new ReadOptions(Value: "counts")).Notes);
    }
}
