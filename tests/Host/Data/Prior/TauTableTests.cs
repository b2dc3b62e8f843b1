using System.Text;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

public sealed class TauTableTests
{
    private const string Small = "instrument,0.5-1,1-2,2-8,wide\nXMM pn,2,2,3,\nXMM MOS1,8,6,,5\nChandra ACIS-LEG,10,7,4,\nChandra HRC-LEG,7,7,7,\n";

    [Fact]
    public void The_built_in_table_holds_the_published_matrix()
    {
        TauTable table = TauTable.Open("IACHEC");
        Assert.Equal(26, table.Instruments.Count());
        Assert.DoesNotContain("RXTE PCA", table.Instruments);
        Assert.Equal(0.026, table.Find("Chandra ACIS", "1.2-1.5")!.Value.Tau, 1e-15);
        Assert.Equal(0.5, table.Find("INTEGRAL SPI", "100-300")!.Value.Tau * 10, 1e-15);
        Assert.Equal(0.075, table.Find("Swift PC/WT", "0.8-1.2")!.Value.Tau, 1e-15);
        Assert.Equal(0.2, table.Find("XMM MOS2", "0.15-0.33 keV")!.Value.Tau, 1e-15);
        Assert.Null(table.Find("NuSTAR", "1.2-1.5"));
    }

    [Theory]
    [InlineData("xmm PN", "XMM pn")]
    [InlineData("XMM_pn", "XMM pn")]
    [InlineData("pn", "XMM pn")]
    [InlineData("MOS1", "XMM MOS1")]
    [InlineData("ACIS-LEG", "Chandra ACIS-LEG")]
    [InlineData("ACIS LEG", "Chandra ACIS-LEG")]
    public void An_instrument_is_found_by_its_name_or_the_last_words_of_it(string instrument, string row) =>
        Assert.Equal(row, Read(Small).Find(instrument, "1-2")!.Value.Row);

    [Theory]
    [InlineData("pn", "1-2", 0.02, 1.0)]
    [InlineData("pn", "1.0-2.0", 0.02, 1.0)]
    [InlineData("MOS1", "WIDE", 0.05, 1.0)]
    // Half of each band in ln E: 0.707 = √(0.5 · 1) to 1.414 = √2.
    [InlineData("MOS1", "0.70710678118654752-1.4142135623730951", 0.07, 1.0)]
    // 1–8 in three equal parts of ln 2, of which MOS1 has the first third only.
    [InlineData("pn", "1-8", (0.02 + 2 * 0.03) / 3, 1.0)]
    [InlineData("MOS1", "0.5-4", 0.07, 2.0 / 3)]
    public void Tau_is_the_mean_over_the_band_in_ln_E(string instrument, string band, double tau, double covered)
    {
        TauEntry entry = Read(Small).Find(instrument, band)!.Value;
        Assert.Equal(tau, entry.Tau, 1e-12);
        Assert.Equal(covered, entry.Covered, 1e-12);
    }

    [Theory]
    [InlineData("MOS1", "1-8")]
    [InlineData("MOS1", "2-8")]
    [InlineData("pn", "8-12")]
    [InlineData("pn", "hard")]
    [InlineData("pn", null)]
    [InlineData("RGS", "1-2")]
    public void What_the_table_lacks_is_not_made_up(string instrument, string? band) => Assert.Null(Read(Small).Find(instrument, band));

    [Fact]
    public void What_is_missing_is_said_with_what_there_is()
    {
        TauTable table = Read(Small);
        Assert.Equal(
            "t.csv: found no row for instrument 'MOS-1', expected one of 'XMM pn', 'XMM MOS1', 'Chandra ACIS-LEG', 'Chandra HRC-LEG'; did you mean 'MOS1'? "
            + "or give it a tau of its own, as in --tau t.csv,MOS-1=0.05, or one to all that the table lacks, as in --tau t.csv,0.05",
            table.Missing("MOS-1", "1-2").Message);
        Assert.StartsWith(
            "t.csv: found no tau of XMM MOS1 in most of band '2-8', expected a range in keV within those it has for XMM MOS1: '0.5-1', '1-2', 'wide'; ",
            table.Missing("MOS1", "2-8").Message, StringComparison.Ordinal);
        Assert.StartsWith("t.csv: found band 'hard', which is no energy range, expected", table.Missing("pn", "hard").Message, StringComparison.Ordinal);
        Assert.StartsWith("t.csv: found data without energy bands, expected a column 'band' in the data", table.Missing("pn", null).Message, StringComparison.Ordinal);
        Assert.Equal(
            "t.csv: found 2 rows that end in 'LEG', expected one; write the data's name in full: 'Chandra ACIS-LEG', 'Chandra HRC-LEG'",
            Assert.Throws<DataException>(() => table.Find("LEG", "1-2")).Message);
    }

    [Theory]
    [InlineData("name,1-2\npn,2\n", "t.csv:1:1: found the column 'name', expected a column 'instrument', then one column a band; name the first column instrument")]
    [InlineData("instrument\npn\n", "t.csv:1:1: found no column but 'instrument', expected one column a band, named by its range in keV such as 0.5-2; add the taus, in percent")]
    [InlineData("instrument,1-2,\npn,2,3\n", "t.csv:1:16: found a column without a name, expected an energy band such as 0.5-2; name it, or remove it")]
    [InlineData("instrument,1-2,1.0-2.0\npn,2,3\n", "t.csv:1:16: found band '1.0-2.0' a second time, expected one column a band; remove one of the two")]
    [InlineData("instrument,1-2\n,2\n", "t.csv:2:1: found a blank field in column 'instrument', expected the name of an instrument; fill it in, or remove the row")]
    [InlineData("instrument,1-2\nXMM pn,2\nxmm-PN,3\n", "t.csv:3:1: found instrument 'xmm-PN' a second time, expected one row for each instrument; remove one of the two rows")]
    [InlineData("instrument,1-2\npn,0\n", "t.csv:2:4: found 0 in column '1-2', expected tau in percent, greater than 0; correct it, or leave the field blank where there is no "
        + "value")]
    [InlineData("instrument,1-2\npn,5%\n", "t.csv:2:4: found '5%' in column '1-2', expected tau in percent, greater than 0; write 5 for 5 %, or leave the field blank where "
        + "there is no value")]
    [InlineData("instrument,1-2\npn,0.05\nMOS1,0.1\n", "t.csv: found no tau above 0.5 %, expected percent, such as 5 for 5 %; multiply the fractions by 100")]
    [InlineData("instrument,1-2\npn,\n", "t.csv: found no tau above 0.5 %, expected percent, such as 5 for 5 %; multiply the fractions by 100")]
    [InlineData("instrument,1-2\n", "t.csv:2:1: found nothing below the header, expected at least one row of data; check that the table was written in full")]
    public void A_file_at_fault_is_refused_with_the_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<DataException>(() => Read(text)).Message);

    private static TauTable Read(string text) => TauTable.Read("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
