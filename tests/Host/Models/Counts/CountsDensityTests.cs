using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Models.Counts;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>Densities of counts against closed sums with 40 digits and tanh-sinh quadratures of mpmath: tests/data/counts/make-densities.py.</summary>
public sealed class CountsDensityTests
{
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "counts", "densities.json"))).RootElement;

    [Fact]
    public void The_likelihood_agrees_with_closed_sums_and_its_derivatives_with_differences()
    {
        foreach (JsonElement row in Reference.GetProperty("likelihood").EnumerateArray())
        {
            CountsDensity density = new(Counts(row), 0);
            double x = Number(row, "x"), expected = Number(row, "value");
            (double value, double slope, double curvature) = density.At(x);
            Assert.True(Math.Abs(value - expected) < 1e-8 + (1e-13 * Math.Abs(expected)), $"{row}: {value}");
            double h = 1e-3 / Math.Sqrt(1 + density.Total);
            (double above, double slopeAbove, _) = density.At(x + h);
            (double below, double slopeBelow, _) = density.At(x - h);
            Assert.Equal((above - below) / (2 * h), slope, 1e-5 * (1 + Math.Abs(slope) + density.Total));
            Assert.Equal((slopeAbove - slopeBelow) / (2 * h), curvature, 1e-4 * (1 + Math.Abs(curvature) + density.Total));
        }
    }

    [Fact]
    public void The_table_is_the_likelihood()
    {
        foreach (JsonElement row in Reference.GetProperty("likelihood").EnumerateArray())
        {
            CountsTable table = new(new CountsDensity(Counts(row), 0));
            for (int k = 0; k < 40; k++)
            {
                double x = table.Knee + (((k * 0.618034 % 1) - 0.6) * 12 * table.Width);
                (double value, double slope) = table.LogAndSlope(x);
                (double expected, double expectedSlope, _) = table.Density.At(x);
                Assert.Equal(expected, value, 1e-7 + (1e-12 * Math.Abs(expected)));
                Assert.Equal(expectedSlope, slope, 1e-5 * (1 + Math.Abs(expectedSlope) + (1 / table.Width)));
                Assert.Equal(value, table.Log(x));
            }
        }
    }

    [Fact]
    public void With_the_latent_intensity_integrated_out_it_agrees_with_quadrature()
    {
        double worst = 0;
        foreach (JsonElement row in Reference.GetProperty("scattered").EnumerateArray())
        {
            ScatteredCounts counts = new(new CountsTable(new CountsDensity(Counts(row), 0)));
            double value = counts.Log(Number(row, "eta"), Number(row, "v"));
            double off = Math.Abs(value - Number(row, "value"));
            Assert.True(off < 1e-6, $"{row}: {value}");
            worst = Math.Max(worst, off);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"worst {worst:G3}");
    }

    /// <summary>Far from the counts and near, narrow and wide, bright and faint: the quick way and a plain sum over a fine grid.</summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 500)]
    [InlineData(300, 2000)]
    [InlineData(20_000, 1)]
    [InlineData(1_000_000, 30_000)]
    public void The_quick_way_is_a_plain_sum_over_a_fine_grid(double n, double m)
    {
        ApertureCounts counts = Apertures(n, m, 0.9, 0.02, 8, double.NaN, null);
        CountsTable table = new(new CountsDensity(counts, 0));
        ScatteredCounts scattered = new(table);
        foreach (double v in (double[])[1e-8, 1e-6, 1e-4, 0.003, 0.1, 1, 10])
        {
            foreach (double away in (double[])[-6, -2, 0, 0.7, 3])
            {
                double eta = table.Knee + (away * Math.Sqrt(v + (table.Width * table.Width)));
                Assert.Equal(Plain(table, eta, v), scattered.Log(eta, v), 2e-6);
            }

            Assert.Equal(table.Density.At(table.Knee).Value, scattered.Log(table.Knee, 0), 1e-7);
        }
    }

    /// <summary>Two roads to the likelihood with b integrated out: the sum that the sampler draws photons from, and a quadrature over ln b.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(0.5, 0)]
    [InlineData(4, 2)]
    public void The_photon_polynomial_is_the_likelihood_but_for_a_constant(double shape, double rate)
    {
        foreach ((double n, double m, double f, double g) in ((double, double, double, double)[])[(0, 0, 0.9, 0), (3, 20, 0.9, 0.02), (25, 40, 500, 12), (1, 3, 0.5, 0.5)])
        {
            ApertureCounts counts = Apertures(n, m, f, g, 8, double.NaN, (shape, rate));
            PhotonPolynomial polynomial = PhotonPolynomial.Of(counts, 0, new CountFactorials(counts))!;
            CountsDensity density = new(counts, 0);
            double? constant = null;
            foreach (double expected in (double[])[1e-3, 0.1, 1, n + 1, n + 10])
            {
                double z = expected / polynomial.Unit;
                double sum = polynomial.Coefficients.Select((own, k) => own * Math.Pow(z, k)).Sum();
                double difference = density.At(Math.Log(expected / (f + g))).Value - (Math.Log(sum) - expected);
                constant ??= difference;
                Assert.Equal(constant.Value, difference, 1e-8);
            }
        }
    }

    [Fact]
    public void The_model_says_the_prior_of_the_background_unless_the_data_do()
    {
        ApertureCounts flat = Apertures(3, 20, 0.9, 0.02, 8, double.NaN, null), own = flat with { BackgroundPrior = (4, 2) };
        Assert.Same(flat, new CountsModel().CountsOf(Data(flat)));
        Assert.Equal((0.5, 0), new CountsModel(BackgroundShape: 0.5).CountsOf(Data(flat)).BackgroundPrior);
        Assert.Equal((4, 2), new CountsModel(BackgroundShape: 0.5).CountsOf(Data(own)).BackgroundPrior);
        Assert.Equal(["--model", "counts", "--background-shape", "0.5"], new CountsModel(BackgroundShape: 0.5).Words);
    }

    private static Observations Data(ApertureCounts counts) => CountsOracle.Read("counts_small").Data with { Counts = counts };

    private static double Plain(CountsTable table, double eta, double v)
    {
        double step = 0.2 * Math.Min(table.Width, Math.Sqrt(v));
        double low = Math.Max(eta - (12 * Math.Sqrt(v)), table.First - 0.5), high = Math.Min(eta + (12 * Math.Sqrt(v)), table.Last + 0.5);
        int count = (int)((high - low) / step);
        double[] terms = [.. Enumerable.Range(0, count).Select(k => table.Log(low + (k * step)) - (Math.Pow(low + (k * step) - eta, 2) / (2 * v)))];
        double top = terms.Max();
        return top + Math.Log(terms.Sum(term => Math.Exp(term - top)) * step) - (0.5 * Math.Log(2 * Math.PI * v));
    }

    internal static ApertureCounts Apertures(double n, double m, double f, double g, double r, double known, (double, double)? prior) => new()
    {
        Source = [n],
        Background = [m],
        SourceFactor = [f],
        BackgroundFactor = [g],
        Ratio = [r],
        KnownBackground = [known],
        BackgroundPrior = prior,
    };

    private static ApertureCounts Counts(JsonElement row)
    {
        JsonElement own = Reference.GetProperty("observations")[row.GetProperty("observation").GetInt32()];
        return Apertures(
            Number(own, "n"), Number(own, "m"), Number(own, "f"), Number(own, "g"), Number(own, "r"),
            own.TryGetProperty("known", out JsonElement known) ? known.GetDouble() : double.NaN,
            own.TryGetProperty("prior", out JsonElement prior) ? (prior[0].GetDouble(), prior[1].GetDouble()) : null);
    }

    private static double Number(JsonElement json, string name) => json.GetProperty(name).GetDouble();
}
