using System.Text;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Faults;
using Xunit;
using Numbers = GpuConcord.Tests.Host.Statistics.ReferenceTables;

namespace GpuConcord.Tests.Host.Data.Bands;

public sealed class BandTieTests
{
    private static readonly string[] Bands = ["1.0-2.0", "2-4", "4-8"];

    [Fact]
    public void A_number_is_the_correlation_of_every_pair()
    {
        TiedBands tied = BandTie.Parse("0.8").Of("pn", Bands);
        Assert.Equal(new[,] { { 1, 0.8, 0.8 }, { 0.8, 1, 0.8 }, { 0.8, 0.8, 1 } }, tied.Correlation);
        Assert.Null(tied.Tau);
        Assert.Equal(-0.4, BandTie.Parse("-0.4").Of("pn", Bands).Correlation[2, 0]);
    }

    [Theory]
    [InlineData("1", "--band-correlation: found 1, expected a correlation between -1 and 1, or a CSV file; two bands that correlate fully are one band")]
    [InlineData("-1", "--band-correlation: found -1, expected")]
    [InlineData("NaN", "--band-correlation: found NaN, expected")]
    [InlineData("-0.5", "--band-correlation: found -0.5 for 3 bands, expected more than -0.5; 3 bands cannot all oppose each other more")]
    public void A_number_that_is_no_correlation_is_refused(string text, string message) => Assert.StartsWith(
        message, Assert.Throws<UsageException>(() => BandTie.Parse(text).Of("pn", Bands)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_absent_file_is_refused() => Assert.StartsWith(
        "no-such.csv: found no such file, expected a correlation such as 0.8, or a CSV file of correlations, components or draws; ",
        Assert.Throws<DataException>(() => BandTie.Parse("no-such.csv")).Message, StringComparison.Ordinal);

    [Fact]
    public void Correlations_are_read_by_instrument_and_pair_in_any_order()
    {
        IBandTie tie = Read("instrument,band,band,correlation\npn,1-2,2-4,0.9\npn,4-8,1-2,0.7\npn,2-4,4-8,0.8\n,1-2,2-4,0.1\n,1-2,4-8,0.2\n,2-4,4-8,0.3\n");
        Assert.Equal(new[,] { { 1, 0.9, 0.7 }, { 0.9, 1, 0.8 }, { 0.7, 0.8, 1 } }, tie.Of("pn", Bands).Correlation);
        Assert.Equal(new[,] { { 1, 0.1, 0.2 }, { 0.1, 1, 0.3 }, { 0.2, 0.3, 1 } }, tie.Of("MOS1", Bands).Correlation);
        Assert.Equal(new[,] { { 1, 0.7 }, { 0.7, 1 } }, tie.Of("pn", ["1-2", "4-8"]).Correlation);
    }

    [Theory]
    [InlineData("band_1;band_2")]
    [InlineData("band1;band2")]
    [InlineData("band;band (keV)")]
    public void A_whole_matrix_may_be_written_out(string columns)
    {
        IBandTie tie = Read(columns + ";correlation\n1-2;1-2;1\n1-2;2-4;0.5\n2-4;1-2;0.5\n2-4;2-4;1\n");
        Assert.Equal(0.5, tie.Of("pn", ["1-2", "2-4"]).Correlation[0, 1]);
    }

    [Fact]
    public void Components_add_up_to_the_covariance()
    {
        // Mirror moves both bands, each band has a part of its own: T = f fᵀ + diag.
        IBandTie tie = Read("instrument,component,band,fraction\npn,mirror,1-2,0.03\npn,mirror,2-4,-0.04\npn,soft CCD,1-2,0.04\npn,hard CCD,2-4,0.03\n");
        TiedBands tied = tie.Of("pn", ["1-2", "2-4"]);
        Numbers.Close([0.05, 0.05], tied.Tau!, 1e-15);
        Assert.Equal(-0.0012 / 0.0025, tied.Correlation[0, 1], 1e-14);
        Assert.Equal(1.0, tied.Correlation[1, 1]);
        Assert.Null(tie.Of("MOS1", ["1-2", "2-4"]).Tau);
        Assert.Equal(0.0, tie.Of("MOS1", ["1-2", "2-4"]).Correlation[0, 1]);
    }

    /// <summary>The closed form is what Monte Carlo over the components would find.</summary>
    [Fact]
    public void Draws_of_the_areas_agree_with_the_components_they_were_made_from()
    {
        const int Draws = 20_000;
        TiedBands exact = Read("component,band,fraction\nmirror,1-2,0.03\nmirror,2-4,0.05\nsoft,1-2,0.02\nhard,2-4,0.03\n").Of("pn", ["1-2", "2-4"]);
        Random random = new(3);
        StringBuilder text = new("draw,band,area_cm2\n");
        for (int d = 0; d < Draws; d++)
        {
            double mirror = Numbers.Normal(random), soft = Numbers.Normal(random), hard = Numbers.Normal(random);
            text.Append($"{d},1-2,{400 * Math.Exp(0.03 * mirror + 0.02 * soft):R}\n{d},2-4,{250 * Math.Exp(0.05 * mirror + 0.03 * hard):R}\n");
        }
        TiedBands drawn = Read(text.ToString()).Of("pn", ["1-2", "2-4"]);
        double rho = exact.Correlation[0, 1];
        Assert.Equal(rho, drawn.Correlation[0, 1], 5 * (1 - rho * rho) / Math.Sqrt(Draws));
        for (int k = 0; k < 2; k++)
        {
            Assert.Equal(exact.Tau![k], drawn.Tau![k], 5 * exact.Tau[k] / Math.Sqrt(2 * Draws));
        }
    }

    [Fact]
    public void A_draw_is_a_sample_covariance_to_the_digit()
    {
        double[] a = [0.1, -0.2, 0.05, 0.3], b = [0.0, 0.1, 0.2, -0.1];
        string text = "instrument,draw,band,area\n" + string.Concat(a.Select((value, d) => $"pn,{d},1-2,{Math.Exp(value):R}\npn,{d},2-4,{Math.Exp(b[d]):R}\n"));
        TiedBands tied = Read(text).Of("pn", ["1-2", "2-4"]);
        double meanA = a.Average(), meanB = b.Average();
        double va = a.Sum(x => (x - meanA) * (x - meanA)) / 3, vb = b.Sum(x => (x - meanB) * (x - meanB)) / 3, c = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / 3;
        Numbers.Close([Math.Sqrt(va), Math.Sqrt(vb)], tied.Tau!, 1e-14);
        Assert.Equal(c / Math.Sqrt(va * vb), tied.Correlation[0, 1], 1e-14);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "t.csv:1:1: found the columns 'a', 'b', expected instrument, band, band, correlation; or instrument, component, band, fraction; or instrument, "
        + "draw, band, area; name the columns so")]
    [InlineData("band,correlation\n1-2,0.5\n", "t.csv:1:1: found the columns 'band', 'correlation', expected two columns 'band'; the columns are instrument, band, band, "
        + "correlation; or")]
    [InlineData("component,fraction\nx,0.5\n", "t.csv:1:1: found the columns 'component', 'fraction', expected a column 'band'; ")]
    [InlineData("band,band,correlation,remark\na,b,0.5,x\n", "t.csv:1:23: found the column 'remark', expected ")]
    [InlineData("band,band,correlation\na,b,1\n", "t.csv:2:5: found 1 in column 'correlation', expected a correlation between -1 and 1; two bands that correlate fully are one "
        + "band")]
    [InlineData("band,band,correlation\na,b,\n", "t.csv:2:5: found a blank field in column 'correlation', expected a correlation between -1 and 1; fill it in, or remove the row")]
    [InlineData("band,band,correlation\na,b,high\n", "t.csv:2:5: found 'high' in column 'correlation', expected a correlation between -1 and 1; correct it")]
    [InlineData("band,band,correlation\na,,0.5\n", "t.csv:2:3: found a blank field in column 'band', expected a name; fill it in, or remove the row")]
    [InlineData("band,band,correlation\na,a,0.5\n", "t.csv:2:5: found 0.5 for band 'a' with itself, expected 1, or two different bands; correct it, or remove the row")]
    [InlineData("band,band,correlation\na,b,0.5\nb,a,0.6\n", "t.csv:3:1: found bands 'b' and 'a' of every instrument a second time, expected each once; remove one of the two "
        + "rows")]
    [InlineData("instrument,component,band,fraction\npn,m,a,5\n", "t.csv:2:8: found 5 in column 'fraction', expected a fraction of the area, such as 0.03 for 3 %; divide "
        + "percentages by 100")]
    [InlineData("instrument,component,band,fraction\npn,m,a,0.1\npn,m,A,0.1\n",
        "t.csv:3:6: found component 'm' in band 'A' of 'pn' a second time, expected each once; remove one of the two rows")]
    [InlineData("instrument,draw,band,area\npn,1,a,0\n", "t.csv:2:8: found 0 in column 'area', expected an area greater than 0; correct it")]
    [InlineData("instrument,draw,band,area\npn,1,a,1\npn,1,a,2\n", "t.csv:3:6: found draw '1' in band 'a' of 'pn' a second time, expected each once; remove one of the two rows")]
    public void A_file_at_fault_is_refused_with_the_place(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<DataException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("band,band,correlation\n1-2,2-4,0.9\n2-4,4-8,0.9\n", "t.csv: found no correlation of pn between bands '1.0-2.0' and '4-8', expected one for each of its 3 pairs "
        + "of bands; add a row for the pair")]
    [InlineData("band,band,correlation\n1-2,2-4,0.9\n2-4,4-8,0.9\n1-2,4-8,-0.9\n",
        "t.csv: found correlations of pn that cannot hold together (smallest eigenvalue -0.8), expected a positive-definite matrix; ")]
    [InlineData("component,band,fraction\nm,1-2,0.1\nm,2-4,0.1\n", "t.csv: found no component that moves pn in band '4-8', expected at least one in every band; add a row for it")]
    [InlineData("component,band,fraction\nm,1-2,0.1\nm,2-4,0.1\nn,4-8,0.1\n",
        "t.csv: found components of pn that leave some combination of its 3 bands without any uncertainty, expected a covariance of full rank; give each band")]
    [InlineData("draw,band,area\n1,1-2,1\n1,2-4,1\n", "t.csv: found draw '1' of pn without band '4-8', expected every draw in every band; ")]
    [InlineData("draw,band,area\n1,1-2,1\n1,2-4,1\n1,4-8,1\n", "t.csv: found 1 draws of pn for 3 bands, expected at least 5, better hundreds; draw more area curves")]
    public void What_does_not_make_a_prior_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<DataException>(() => Read(text).Of("pn", Bands)).Message, StringComparison.Ordinal);

    [Fact]
    public void Draws_that_never_vary_are_refused() => Assert.StartsWith(
        "t.csv: found draws of pn in which some combination of its 2 bands never varies",
        Assert.Throws<DataException>(() => Read("draw,band,area\n" + string.Concat(Enumerable.Range(1, 9).Select(d => $"{d},a,{d}\n{d},b,{2 * d}\n")))
            .Of("pn", ["a", "b"])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Names_are_compared_with_the_data()
    {
        IBandTie tie = Read("instrument,band,band,correlation\npn,1-2,2-4,0.9\nMOS-1,1-2,2-4,0.9\nRGS,1-2,20-40,0.2\n");
        Assert.Equal(
            "t.csv:3:1: found instrument 'MOS-1', expected one of the data's: 'pn', 'MOS1'; did you mean 'MOS1'?",
            Assert.Throws<DataException>(() => tie.CheckNames(["pn", "MOS1"], ["1-2", "2-4"]).ToList()).Message);
        Assert.Equal(["t.csv has no row for 'HRC': no correlation between bands there"], tie.CheckNames(["pn", "HRC"], ["1-2", "2-4"]));
        Assert.StartsWith(
            "t.csv: found rows for 'pn', 'MOS-1', 'RGS' only, expected one of the data's instruments: 'HRC'; ",
            Assert.Throws<DataException>(() => tie.CheckNames(["HRC"], ["1-2", "2-4"]).ToList()).Message, StringComparison.Ordinal);
        Assert.Equal(
            "t.csv:2:1: found band 'hrad', expected one of the data's: 'soft', 'hard'; did you mean 'hard'?",
            Assert.Throws<DataException>(() => Read("band,band,correlation\nsoft,hrad,0.5\n").CheckNames(["pn"], ["soft", "hard"]).ToList()).Message);
    }

    private static IBandTie Read(string text) => TieFile.Read("t.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
