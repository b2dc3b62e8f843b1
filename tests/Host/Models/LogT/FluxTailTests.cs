using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Parquet;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>Which moments a log flux has under the log-t model, and that nothing is printed for those that it has not.</summary>
public sealed class FluxTailTests
{
    /// <summary>−d ln p/d ln G of the product of k error densities, far out: the density itself knows the power that is claimed.</summary>
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 3)]
    public void The_density_falls_off_with_the_claimed_power(double nu, int instruments)
    {
        LogTError error = new(nu);
        double[] centre = [0.0, 0.3, -0.2];
        double[] scale = [0.01, 0.04, 0.02];
        double Log(double flux) => Enumerable.Range(0, instruments).Sum(i => error.LogDensity(centre[i] - flux, scale[i]));
        double slope = -(Log(2e6) - Log(1e6)) / Math.Log(2);
        Assert.Equal(FluxTail.Power(nu, instruments), slope, 2e-5 * instruments);

        // To the other side it falls off exponentially: by e⁻ʳ for every instrument.
        Assert.InRange((Log(-1000) - Log(-1001)) / instruments, 0.99, 1.01);
    }

    [Theory]
    [InlineData(3, 1, true, false)]
    [InlineData(3, 2, true, true)]
    [InlineData(4, 1, true, false)]
    [InlineData(4.01, 1, true, true)]
    [InlineData(2, 1, false, false)]
    [InlineData(2.01, 1, true, false)]
    [InlineData(1, 2, true, false)]
    [InlineData(1.01, 2, true, true)]
    [InlineData(0.1, 2, true, false)]
    [InlineData(0.1, 3, true, true)]
    public void Moments_exist_where_their_integral_does(double nu, int instruments, bool mean, bool sd)
    {
        Assert.Equal(mean, FluxTail.HasMean(nu, instruments));
        Assert.Equal(sd, FluxTail.HasSd(nu, instruments));
        Assert.Equal(mean, Converges(nu, instruments, 1));
        Assert.Equal(sd, Converges(nu, instruments, 2));
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(1.5)]
    [InlineData(3.0)]
    [InlineData(5.0)]
    public async Task What_does_not_exist_is_left_out_and_why_is_said(double nu)
    {
        Observations data = Data();
        using Device device = Device.OpenSimd(cores: 1);
        Fit fit = Fitting.Run(
            new LogTModel(nu), data, Priors.Uniform(3, 0.1, 1.5, 0.01), new FitOptions { Chains = 32, WarmUp = 50, Draws = 50 }, device, null,
            TestContext.Current.CancellationToken);
        for (int j = 0; j < data.SourceCount; j++)
        {
            int seen = fit.Fluxes.InstrumentCount[j];
            Assert.Equal(FluxTail.HasSd(nu, seen), double.IsFinite(fit.Fluxes.Sd[j]));
            Assert.Equal(seen == 1 ? FluxTail.HasMean(nu, 1) : FluxTail.HasSd(nu, seen), double.IsFinite(fit.Fluxes.Mean[j]));
            Assert.Equal(double.IsFinite(fit.Fluxes.Mean[j]), double.IsFinite(fit.Fluxes.McseMean[j]));
            Assert.True(fit.Fluxes.Q2_5[j] < fit.Fluxes.Median[j] && fit.Fluxes.Median[j] < fit.Fluxes.Q97_5[j]);
            Assert.True(fit.Fluxes.McseQ2_5[j] > 0 && fit.Fluxes.McseMedian[j] > 0 && fit.Fluxes.McseQ97_5[j] > 0);
        }

        string[] said = [.. fit.Warnings.Where(warning => warning.Contains("no finite standard deviation", StringComparison.Ordinal))];
        Assert.Equal(nu switch { 0.8 => 2, < 4 => 1, _ => 0 }, said.Length);
        Assert.All(said, warning => Assert.Contains($"|r|^-{(nu + 2) / 2:G6}. Read its quantiles.", warning, StringComparison.Ordinal));
        Assert.Equal(nu < 2, said.Length > 0 && said[0].Contains("one instrument has no finite standard deviation and no mean", StringComparison.Ordinal));

        OutputTable table = SourceFluxTable.Of([fit]);
        using MemoryStream text = new();
        await GpuConcord.Host.Tables.Formats.TableFormats.Standard.ByName("x.csv").WriteAsync(table, text, TestContext.Current.CancellationToken);
        string[][] rows = [.. System.Text.Encoding.UTF8.GetString(text.ToArray()).Trim().Split('\n').Select(line => line.Split(','))];
        int mean = Array.IndexOf(rows[0], "mean"), sd = Array.IndexOf(rows[0], "sd");
        for (int j = 0; j < data.SourceCount; j++)
        {
            Assert.Equal(!double.IsFinite(fit.Fluxes.Sd[j]), rows[j + 1][sd].Length == 0);
            Assert.Equal(!double.IsFinite(fit.Fluxes.Mean[j]), rows[j + 1][mean].Length == 0);
        }

        // Null in Parquet, which the run's reader takes.
        using MemoryStream parquet = new();
        await GpuConcord.Host.Tables.Formats.TableFormats.Standard.ByName("fluxes.parquet").WriteAsync(table, parquet, TestContext.Current.CancellationToken);
        using MemoryStream again = new(parquet.ToArray());
        ParquetTable read = await ParquetTable.ReadAsync("fluxes.parquet", again, TestContext.Current.CancellationToken);
        Assert.Equal(fit.Fluxes.Sd.Select(value => double.IsFinite(value) ? value : double.NaN), read.Numbers("sd"));
        Assert.Equal(fit.Fluxes.Mean, read.Numbers("mean"));
        Assert.Equal(fit.Fluxes.McseQ97_5, read.Numbers("mcse_q97_5"));
        Assert.Equal(nu <= 4, table.Columns[sd].Meaning.Contains("; none where ", StringComparison.Ordinal));
        Assert.Equal(nu <= 2, table.Columns[mean].Meaning.Contains("; none where ", StringComparison.Ordinal));
    }

    /// <summary>Whether ∫ Gᵖ p(G) dG converges: each factor of ten further out then adds less than the one before.</summary>
    private static bool Converges(double nu, int instruments, int power)
    {
        LogTError error = new(nu);
        double Decade(int exponent)
        {
            // In ln G, where the integrand is G^(power + 1) p(G).
            double sum = 0;
            for (int k = 0; k < 200; k++)
            {
                double log = (exponent + ((k + 0.5) / 200)) * Math.Log(10);
                sum += Math.Exp(((power + 1) * log) + (instruments * error.LogDensity(-Math.Exp(log), 0.01)));
            }

            return sum;
        }

        return Decade(7) / Decade(5) < 0.9995;
    }

    /// <summary>Eight sources that three instruments saw, two that two did and two that one did.</summary>
    private static Observations Data()
    {
        double?[][] y = ReferenceTables.Simulate(11, 3, 12, 0.1);
        (y[2][8], y[0][9]) = (null, null);
        (y[1][10], y[2][10], y[0][11], y[1][11]) = (null, null, null, null);
        return ReferenceTables.Of(y);
    }
}
