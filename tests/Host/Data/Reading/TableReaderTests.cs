using System.Security.Cryptography;
using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Data.Reading.Columns;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Reading;

public sealed class TableReaderTests
{
    [Fact]
    public void Reads_a_long_table()
    {
        const string Text = "instrument,source,log_counts\npn,A,1\nMOS1,A,2\nMOS1,B,3\npn,C,4.5\nMOS2,B,-1\n";
        DataSet data = Table.Read(Text);
        Observations band = Assert.Single(data.Bands);
        Assert.Equal((TableLayout.Long, "t", null), (data.Layout, data.Name, data.Path));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), data.Sha256);
        Assert.Equal(["pn", "MOS1", "MOS2"], band.Instruments);
        Assert.Equal(["A", "B", "C"], band.Sources);
        Assert.Equal([0, 2, 4, 5], band.First);
        Assert.Equal([0, 1, 1, 2, 0], band.Instrument);
        Assert.Equal([1.0, 2.0, 3.0, -1.0, 4.5], band.Y);
        Assert.Null(band.Variance);
        Assert.Null(band.Band);
        Assert.Equal(("log counts", "counts"), (band.Quantity, band.Unit));
        Assert.Equal(["pn", "MOS1", "MOS2"], data.Instruments.ToArray());
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void Instruments_ascend_within_a_source_whatever_the_order_of_rows()
    {
        Observations band = Table.Read("source,instrument,counts\nA,x,1\nA,y,1\nB,z,1\nB,y,1\nB,x,1\n").Bands[0];
        Assert.Equal([0, 1, 0, 1, 2], band.Instrument);
        Assert.Equal([0, 2, 5], band.First);
    }

    [Theory]
    [InlineData("log_counts", "", 1.25, 1.25)]
    [InlineData("Log Counts", "", -3.0, -3.0)]
    [InlineData("ln_flux", "", -27.5, -27.5)]
    [InlineData("counts", "", 100.0, 4.605170185988091)]
    [InlineData("flux_erg_cm2_s", "", 1e-12, -27.631021115928547)]
    [InlineData("counts", "200", 100.0, -0.6931471805599453)]
    [InlineData("log_counts", "200", 10.0, 4.70168263345196345)]
    public void Takes_the_logarithm_per_exposure(string column, string exposure, double value, double y)
    {
        (string name, string of) = exposure.Length == 0 ? ("", "") : (",exposure", $",{exposure}");
        Observations band = Table.Read($"instrument,source,{column}{name}\npn,A,{value:r}{of}\nMOS1,A,1{of}\n").Bands[0];
        Assert.Equal(y, band.Y[0], 2e-15 * Math.Max(1.0, Math.Abs(y))); // ln 200 is rounded at 9e-16
    }

    [Theory]
    [InlineData("flux", 2.0, 0.2, 0.009950330853168083)] // ln 1.01
    [InlineData("counts", 100.0, 10.0, 0.009950330853168083)]
    [InlineData("flux", 1.0, 1e-9, 1e-18)] // 1 + 1e-18 is 1 in double: the naive formula gives 0
    [InlineData("flux", 1.0, 3.0, 2.302585092994046)] // ln 10
    [InlineData("log_counts", 2.0, 0.2, 0.04)]
    [InlineData("ln_flux", -27.0, 0.5, 0.25)]
    public void Turns_errors_into_variances_of_the_logarithm(string column, double value, double error, double expected)
    {
        Observations band = Table.Read($"instrument,source,{column},{column}_err\npn,A,{value:r},{error:r}\nMOS1,A,1,1\n").Bands[0];
        Assert.Equal(expected, band.Variance![0], 4e-16 * expected);
    }

    [Fact]
    public void Not_observed_is_left_out_in_all_its_spellings()
    {
        StringBuilder text = new("instrument,source,counts\n");
        foreach ((string blank, int j) in new[] { "", " ", "NaN", "nan", "INDEF", "NA", "null", "-inf" }.Select((blank, j) => (blank, j)))
        {
            text.Append($"pn,S{j},1\nMOS1,S{j},{blank}\n");
        }

        text.Append("MOS1,T,1\npn,U,NaN\nMOS1,U,\n");
        DataSet data = Table.Read(text.ToString());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 1], data.Bands[0].Instrument);
        Assert.Equal("T", data.Bands[0].Sources[^1]);
        Assert.Equal(["1 source left out, observed by no instrument: 'U'"], data.Notes.ToArray());
    }

    [Fact]
    public void An_error_beside_a_missing_value_is_passed_over()
    {
        Observations band = Table.Read("instrument,source,flux,flux_err,note\npn,A,1,.1,\nMOS1,A,1,.1,\npn,B,,0,\nMOS1,B,NaN,,\n").Bands[0];
        Assert.Equal(2, band.Count);
        Assert.Equal(2, band.Variance!.Length);
    }

    [Fact]
    public void Without_every_error_there_are_no_known_variances()
    {
        DataSet data = Table.Read("instrument,source,flux,err\npn,A,1,.1\nMOS1,A,1,\n");
        Assert.Null(data.Bands[0].Variance);
        Assert.Equal(["errors not used: 1 of 2 observations have none"], data.Notes.ToArray());
    }

    [Fact]
    public void Reads_a_matrix_of_counts()
    {
        DataSet data = Table.Read("name;pn;MOS1;M 2\nA;1;2;\nB;NaN;3;4\nC;;;INDEF\n");
        Assert.Equal(TableLayout.Matrix, data.Layout);
        Assert.Equal([$"pn A {0.0:g15}", $"MOS1 A {Math.Log(2):g15}", $"MOS1 B {Math.Log(3):g15}", $"M 2 B {Math.Log(4):g15}"], Table.Lines(data.Bands[0]));
        Assert.Equal(["pn", "MOS1", "M 2"], data.Instruments.ToArray());
        Assert.Equal(("counts", "counts"), (data.Bands[0].Quantity, data.Bands[0].Unit));
        Assert.Equal(["1 source left out, observed by no instrument: 'C'"], data.Notes.ToArray());
    }

    [Theory]
    [InlineData("flux", "flux", 0.0)]
    [InlineData("Log_Counts", "log counts", 1.0)]
    public void A_matrix_holds_what_the_value_option_says(string value, string quantity, double y)
    {
        Observations band = Table.Read(",pn,MOS1\nA,1,1\n", new ReadOptions(Value: value)).Bands[0];
        Assert.Equal((quantity, y), (band.Quantity, band.Y[0]));
    }

    [Theory]
    [InlineData("source,instrument 1,instrument 2")]
    [InlineData("source,instrument1,instrument2")]
    [InlineData("source,flux_pn,flux_MOS1")]
    [InlineData("id,inst01,inst02")]
    public void Columns_named_like_roles_may_still_be_instruments_of_a_matrix(string header) =>
        Assert.Equal(TableLayout.Matrix, Table.Read($"{header}\nA,1,2\n").Layout);

    [Fact]
    public void Bands_share_the_order_of_names_and_keep_their_own_members()
    {
        const string Text = "instrument,source,band_keV,flux\npn,A,hard,1\nMOS1,A,hard,2\nMOS2,B,soft,5\nMOS1,B,soft,4\nMOS1,A,soft,6\npn,A,soft,\n";
        DataSet data = Table.Read(Text);
        Assert.Equal(["hard", "soft"], data.Bands.Select(band => band.Band).ToArray());
        Assert.Equal(["pn A", "MOS1 A"], Pairs(data.Bands[0]));
        Assert.Equal(["MOS1 A", "MOS1 B", "MOS2 B"], Pairs(data.Bands[1]));
        Assert.Equal(["MOS1", "MOS2"], data.Bands[1].Instruments);
        Assert.Equal(["band 'soft': 1 instrument left out, having observed nothing: 'pn'"], data.Notes.ToArray());
    }

    [Fact]
    public void One_band_may_be_chosen()
    {
        const string Text = "instrument,source,band,flux\nHRI,Z,other,1\npn,A,hard,1\nMOS1,A,hard,2\npn,B,soft,3\nMOS1,B,soft,4\n";
        DataSet data = Table.Read(Text, new ReadOptions(Band: "soft"));
        Assert.Equal(["soft"], data.Bands.Select(band => band.Band).ToArray());
        Assert.Equal(["B"], data.Bands[0].Sources);
        Assert.Equal(["HRI", "pn", "MOS1"], data.Instruments.ToArray());
        Assert.Empty(data.Notes);
    }

    [Fact]
    public void A_band_with_nothing_to_compare_is_left_out_with_a_note()
    {
        DataSet data = Table.Read("instrument,source,band,flux\npn,A,a,1\nMOS1,A,a,2\npn,A,b,3\npn,A,c,\nMOS1,A,c,NA\n");
        Assert.Equal(["a"], data.Bands.Select(band => band.Band).ToArray());
        Assert.Equal(["band 'b' left out: observations by a single instrument, 'pn'", "band 'c' left out: no observation (every value is blank)"], data.Notes.ToArray());
    }

    [Fact]
    public void Says_what_it_does_not_use()
    {
        DataSet data = Table.Read(",instrument,source,flux,exposure_s,bnad,ra\n1,pn,A,1,9,x,0\n# pn is odd\n2,MOS1,A,1,9,x,0\n");
        Assert.Equal(
            [
                "columns not used: column 1 (no name), 'bnad' (is band meant?), 'ra'",
                "column 'exposure_s' not used: the values are fluxes, per unit of time already",
                "1 comment line (#) below the header skipped",
            ],
            data.Notes.ToArray());
    }

    [Theory]
    [InlineData("flux_erg_cm2_s", "erg/cm2/s")]
    [InlineData("flux (erg cm-2 s-1)", "erg cm-2 s-1")]
    [InlineData("Flux [ph/cm2/s]", "ph/cm2/s")]
    [InlineData("flux_ph_cm2_s", "ph/cm2/s")]
    [InlineData("flux_soft", "")]
    [InlineData("counts", "counts")]
    [InlineData("counts,exposure_ks", "counts/ks")]
    [InlineData("counts,exposure (s)", "counts/s")]
    [InlineData("counts,exposure", "counts per exposure")]
    public void Reads_the_unit_from_the_columns_name(string columns, string expected)
    {
        string more = columns.Contains(',', StringComparison.Ordinal) ? ",1" : "";
        Assert.Equal(expected, Table.Read($"instrument,source,{columns}\npn,A,1{more}\nMOS1,A,2{more}\n").Bands[0].Unit);
    }

    /// <summary>"instrument source", one an observation.</summary>
    private static string[] Pairs(Observations observations) => Array.ConvertAll(Table.Lines(observations), line => line[..line.LastIndexOf(' ')]);
}
