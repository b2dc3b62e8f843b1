using System.Globalization;
using System.Text;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Tests.Host.Data.Reading;
using Xunit;

namespace GpuConcord.Tests.Host.Data;

/// <summary>Tables whose instruments cannot have measured the same thing; levels and scatter against those the tables were made with.</summary>
public sealed class InstrumentLevelsTests
{
    private static readonly string[] Names = ["pn", "MOS1", "MOS2", "XRT"];

    [Theory]
    [InlineData(2, 0.0)]
    [InlineData(3, 0.0)]
    [InlineData(4, 0.5)]
    public void Levels_and_scatter_are_those_of_the_table(int instruments, double missing)
    {
        double[] level = [0, 1.5, -2, 3], scatter = [0.4, 0.4, 0.4, 0.4];
        Observations band = Made(instruments, 6000, level, scatter, missing, matrix: false).Bands[0];
        (double[] found, double[] sigma) = InstrumentLevels.Of(band);
        int pn = Array.IndexOf(band.Instruments, "pn");
        for (int i = 0; i < instruments; i++)
        {
            // Of 4000 sources (half of them where half is missing) a median's sd is 1.25 σ / √n, the scatter's 1.17 σ / √n: 5 of them.
            int at = Array.IndexOf(Names, band.Instruments[i]);
            double sd = 1.25 * 0.4 / Math.Sqrt(2000);
            // Medians in turn come close where much is missing, and decades are what is asked for.
            Assert.Equal(level[at], found[i] - found[pn], missing > 0 ? 0.3 : 5 * Math.Sqrt(2) * sd);
            Assert.Equal(0.4, sigma[i], missing > 0 ? 0.08 : 5 * sd);
        }
    }

    [Theory]
    [InlineData(true, 2.5, true)] // decades apart
    [InlineData(true, 1.5, false)]
    [InlineData(false, 2.5, false)] // areas and exposures of real instruments: a conflict with the prior, not an error
    [InlineData(false, 4.5, false)]
    [InlineData(false, 5.5, true)] // units
    public void Levels_that_lie_too_far_apart_are_refused(bool matrix, double decades, bool refused)
    {
        DataSet data = Made(3, 30, [0, decades * Math.Log(10), 0.1], [0.1, 0.1, 0.1], 0, matrix);
        if (!refused)
        {
            Require(data);
            return;
        }

        string message = Assert.Throws<DataException>(() => Require(data)).Message;
        string what = matrix ? "columns whose levels lie a factor of 3e+2" : "instruments whose levels lie a factor of 3e+5";
        Assert.Contains($"found {what} apart: 'MOS1' highest, 'pn' lowest", message, StringComparison.Ordinal);
        Assert.Contains(matrix ? "with --instruments" : "check that every row holds the same quantity in the same unit", message, StringComparison.Ordinal);
        Assert.Contains("or give the nominal areas (--priors FILE with columns instrument and area", message, StringComparison.Ordinal);
        // Unless areas say so, or a prior that is as wide.
        Require(data, areas: true);
        Require(data, tau: 3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_scatter_of_more_than_100_percent_is_refused(bool matrix)
    {
        DataSet data = Made(3, 300, [0, 0, 0], [0.1, 0.1, 2.5], 0, matrix);
        string message = Assert.Throws<DataException>(() => Require(data)).Message;
        Assert.Matches("found a scatter of (1[5-9]|2[0-9])[0-9] % once the sources' fluxes and the (columns|instruments)' levels are taken out: 'MOS2', expected", message);
        Require(data, areas: true);
        Require(Made(3, 300, [0, 0, 0], [0.1, 0.1, 0.6], 0, matrix));
    }

    /// <summary>Four sources tell no scatter; quoted errors that explain it are no scatter.</summary>
    [Fact]
    public void Few_sources_and_large_errors_are_let_pass()
    {
        Require(Made(3, 4, [0, 0, 0], [0.1, 0.1, 3], 0, matrix: false));
        DataSet wild = Made(3, 300, [0, 0, 0], [1.5, 1.5, 1.5], 0, matrix: false);
        Assert.Throws<DataException>(() => Require(wild));
        Observations band = wild.Bands[0];
        InstrumentLevels.Require(wild, band with { Variance = [.. Enumerable.Repeat(1.5 * 1.5, band.Count)] }, [0.05, 0.05, 0.05], areasGiven: false);
    }

    [Theory]
    [InlineData("epic-hmxb")]
    [InlineData("e0102-shape")]
    [InlineData("2xmm-shape")]
    [InlineData("xcal-shape")]
    public void The_built_in_sets_pass(string name) => Require(GpuConcord.Host.Data.Reading.TableReader.Read(name));

    /// <summary>The catalogue of the report: a likelihood and two fluxes.</summary>
    [Fact]
    public void A_wide_catalogue_is_refused()
    {
        StringBuilder text = new("source,EP_8_CTS,PN_4_FLUX,M2_4_FLUX\n");
        for (int j = 1; j <= 30; j++)
        {
            text.Append(CultureInfo.InvariantCulture, $"S{j},{20 + (j * j % 37)},{1e-14 * j},{1.05e-14 * j}\n");
        }

        Assert.StartsWith(
            "t: found columns whose levels lie a factor of 3e+14 apart: 'EP_8_CTS' highest", Assert.Throws<DataException>(() => Require(Table.Read(text.ToString()))).Message,
            StringComparison.Ordinal);
    }

    private static void Require(DataSet data, double tau = 0.05, bool areas = false)
    {
        foreach (Observations band in data.Bands)
        {
            InstrumentLevels.Require(data, band, [.. Enumerable.Repeat(tau, band.InstrumentCount)], areas);
        }
    }

    /// <summary>Sources of a spread of e², seen with normal scatter.</summary>
    private static DataSet Made(int instruments, int sources, double[] level, double[] scatter, double missing, bool matrix)
    {
        Random random = new(7);
        StringBuilder text = new(matrix ? $"source,{string.Join(',', Names.Take(instruments))}\n" : "instrument,source,flux\n");
        for (int j = 0; j < sources; j++)
        {
            double source = 2 * Normal();
            string[] values = [.. Enumerable.Range(0, instruments).Select(i =>
                Math.Exp(source + level[i] + (scatter[i] * Normal())).ToString("r", CultureInfo.InvariantCulture))];
            text.Append(matrix
                ? $"S{j},{string.Join(',', values)}\n"
                : string.Concat(values.Select((value, i) => random.NextDouble() < missing ? "" : $"{Names[i]},S{j},{value}\n")));
        }
        return Table.Read(text.ToString());

        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
    }
}
