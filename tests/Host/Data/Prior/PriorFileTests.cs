using System.Text;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using Xunit;

namespace GpuConcord.Tests.Host.Data.Prior;

public sealed class PriorFileTests
{
    [Fact]
    public void Reads_rows_by_instrument_and_band()
    {
        PriorFile file = Read("Instrument;band_keV;tau;alpha;beta;area (cm2)\npn;;0.02;;0.04;1000\npn;hard;0.03;2;;\nMOS1;;;;;\n");
        Assert.Equal(new PriorFile.Row(2, 0.02, double.NaN, 0.04, Math.Log(1000)), file["pn", ""]);
        Assert.Equal(new PriorFile.Row(3, 0.03, 2, double.NaN, double.NaN), file["pn", "hard"]);
        Assert.Equal(double.NaN, file["MOS1", ""]!.Value.Tau);
        Assert.Null(file["pn", "soft"]);
    }

    [Fact]
    public void Takes_the_logarithm_of_the_area_or_as_given()
    {
        Assert.Equal(Math.Log(250), Read("instrument,area\npn,250\n")["pn", ""]!.Value.LogArea);
        Assert.Equal(-0.5, Read("instrument,log_area\npn,-0.5\n")["pn", ""]!.Value.LogArea);
    }

    [Theory]
    [InlineData("instrument,tau\npn,0\n", "p.csv:2:4: found tau = 0, expected a number greater than 0; tau is the prior standard deviation of ln(effective area): give 0.05 for "
        + "5 %, or 1e-4 for an area taken as known")]
    [InlineData("instrument,tau\npn,-1\n", "p.csv:2:4: found tau = -1, expected a number greater than 0; tau is the prior standard deviation of ln(effective area): give 0.05 "
        + "for 5 %, or 1e-4 for an area taken as known")]
    [InlineData("instrument,alpha\npn,0\n", "p.csv:2:4: found alpha = 0, expected a number greater than 0; with alpha = beta = 0 the prior of σ² is improper, and so is the "
        + "posterior (it has no bound as one σ goes to 0): give alpha > 0, such as 1.5")]
    [InlineData("instrument,beta\npn,0\n", "p.csv:2:4: found beta = 0, expected a number greater than 0; with alpha = beta = 0 the prior of σ² is improper, and so is the "
        + "posterior (it has no bound as one σ goes to 0): give beta > 0, such as s² for an expected scatter s (0.01 for 10 %)")]
    [InlineData("instrument,area\npn,0\n", "p.csv:2:4: found area = 0, expected an effective area greater than 0; correct it, or leave it blank when the data are ratios to the "
        + "nominal area")]
    [InlineData("instrument,tau\npn,5%\n", "p.csv:2:4: found '5%' in column 'tau', expected a number; leave the field blank to say nothing")]
    [InlineData("instrument,tau\npn,inf\n", "p.csv:2:4: found 'inf' in column 'tau', expected a number; leave the field blank to say nothing")]
    [InlineData("instrument,log_area\npn,x\n", "p.csv:2:4: found 'x' in column 'log_area', expected a number; leave the field blank to say nothing")]
    [InlineData("instrument,tau\n,0.1\n", "p.csv:2:1: found a blank field in column 'instrument', expected the name of an instrument; fill it in, or remove the row")]
    [InlineData("instrument,tau\npn,0.1\npn,0.2\n", "p.csv:3:1: found instrument 'pn' a second time (first on line 2), expected one row for each instrument and band; remove one "
        + "of the two rows")]
    [InlineData("instrument,band,tau\npn,a,0.1\npn,a,0.2\n", "p.csv:3:1: found instrument 'pn' in band 'a' a second time (first on line 2), expected one row for each instrument "
        + "and band; remove one of the two rows")]
    [InlineData("instrument,taau\npn,0.1\n", "p.csv:1:12: found the column 'taau', expected instrument, band, tau (a fraction, 0.05 for 5 %), alpha, beta, area or log_area; did "
        + "you mean 'tau'?")]
    [InlineData("instrument,tau_percent\npn,5\n", "p.csv:1:12: found the column 'tau_percent', expected instrument, band, tau (a fraction, 0.05 for 5 %), alpha, beta, area or "
        + "log_area; divide its numbers by 100 and name it tau")]
    [InlineData("instrument,tau (%)\npn,5\n", "p.csv:1:12: found the column 'tau (%)', expected instrument, band, tau (a fraction, 0.05 for 5 %), alpha, beta, area or log_area; "
        + "divide its numbers by 100 and name it tau")]
    [InlineData("instrument,band,band_keV\npn,a,b\n", "p.csv:1:17: found two columns for band: 'band', 'band_keV', expected one; remove one of the two")]
    [InlineData("name,tau\npn,0.1\n", "p.csv:1:1: found the column 'name', expected instrument, band, tau (a fraction, 0.05 for 5 %), alpha, beta, area or log_area; rename or "
        + "remove it")]
    [InlineData("tau,alpha\n0.1,1\n", "p.csv:1:1: found the columns 'tau', 'alpha', expected a column 'instrument'; name the instrument of each row, as the data write it")]
    [InlineData("instrument,area,log_area\npn,1,0\n", "p.csv:1:17: found both 'area' and 'log_area', expected one of the two; remove one: log_area is the natural logarithm of "
        + "area")]
    [InlineData("instrument,tau\n", "p.csv:2:1: found nothing below the header, expected at least one row of data; check that the table was written in full")]
    [InlineData("instrument,tau\npn\n", "p.csv:2:3: found 1 field, expected 2, as in the header on line 1; fill in the missing field, or leave it blank between delimiters")]
    public void Refuses_with_the_place_and_the_remedy(string text, string message) => Assert.Equal(message, Assert.Throws<DataException>(() => Read(text)).Message);

    [Fact]
    public void Refuses_an_absent_file() => Assert.Equal(
        $"no-such-priors.csv: found no such file, expected a CSV file of priors; check the path, relative to {Environment.CurrentDirectory}",
        Assert.Throws<DataException>(() => PriorFile.Read("no-such-priors.csv")).Message);

    [Fact]
    public void A_near_miss_is_refused_and_other_names_are_noted()
    {
        PriorFile file = Read("instrument,band,tau\npn,,0.1\nMOS-1,,0.1\nHRI,,0.1\nPSPC,soft,0.1\n");
        Assert.Equal(
            "p.csv:3:1: found instrument 'MOS-1', expected one of the data's: 'pn', 'MOS1'; did you mean 'MOS1'?",
            Assert.Throws<DataException>(() => file.CheckNames(["pn", "MOS1"], [])).Message);
        Assert.Equal(
            [
                "p.csv has no row for 'RGS': options or defaults hold",
                "p.csv: instruments that are not fitted: 'MOS-1', 'HRI', 'PSPC'",
                "p.csv: bands that are not fitted: 'soft'",
            ],
            file.CheckNames(["pn", "RGS"], ["hard"]));
    }

    private static PriorFile Read(string text) => PriorFile.Read("p.csv", new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
