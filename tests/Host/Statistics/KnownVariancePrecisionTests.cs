using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

/// <summary>Known variances at any ratio of τ to σ, against exact rational arithmetic (tests/data/precise).</summary>
public sealed class KnownVariancePrecisionTests
{
    private const double Rounding = 1.2e-16;

    public static TheoryData<string, double> Cases
    {
        get
        {
            TheoryData<string, double> cases = [];
            foreach (PreciseCase one in ReferenceCases.Precise)
            {
                cases.Add(one.Name, one.Ratio);
            }

            return cases;
        }
    }

    /// <summary>
    /// Means of areas and of their differences, in their posterior standard deviations, and these themselves. A double of size 1 cannot say a
    /// difference to more than 1e-16 of 1: that, over the difference's own sd, is all that is allowed.
    /// </summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Areas_and_their_differences_are_exact_to_the_digits_of_a_double(string name, double ratio)
    {
        PreciseCase reference = Case(name, ratio);
        KnownVariancePosterior found = Posterior(reference);
        int n = reference.B.Length;
        double[,] factor = Factor(found);
        double[,] response = AreaResponse.Exact(found.AreaCovariance, found.Prior).Matrix;
        for (int i = 0; i < n; i++)
        {
            double shift = found.AreaMean[i] - reference.B[i];
            Near(reference.Shift[i], shift, 1e-9 * reference.Sd[i], $"mean of B{i}");
            Near(reference.Sd[i], Math.Sqrt(found.AreaCovariance[i, i]), 1e-9 * reference.Sd[i], $"sd of B{i}");
            for (int k = 0; k < n; k++)
            {
                Near(reference.Response[i][k], response[i, k], 1e-9, $"response of B{i} to b{k}");
                if (k == i)
                {
                    continue;
                }

                double sd = reference.DifferenceSd[i][k];
                double allowed = (1e-9 * sd) + (40 * Rounding);
                double mean = found.AreaMean[i] - reference.B[i] - (found.AreaMean[k] - reference.B[k]);
                Near(reference.Difference[i][k], mean, allowed, $"mean of B{i} - B{k}, sd {sd}");
                double squares = 0;
                for (int l = 0; l < n; l++)
                {
                    squares += Math.Pow(factor[i, l] - factor[k, l], 2);
                }

                Near(sd, Math.Sqrt(squares), allowed, $"sd of B{i} - B{k}");
            }
        }

        for (int j = 0; j < reference.FluxMean.Length; j++)
        {
            Near(reference.FluxMean[j], found.FluxMean[j], (1e-9 * reference.FluxSd[j]) + (40 * Rounding), $"mean of G{j}");
            Near(reference.FluxSd[j], found.FluxSd[j], 1e-9 * reference.FluxSd[j], $"sd of G{j}");
        }
    }

    /// <summary>Where the 32 digits take over, both ways agree: nothing jumps. Below it the bits are those of double precision.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_two_ways_meet(string name, double ratio)
    {
        PreciseCase reference = Case(name, ratio);
        if (ratio > 1000)
        {
            return;
        }

        Observations data = ReferenceTables.Of(reference.Y, reference.Variance);
        AreaPrior prior = ReferenceCases.Prior(reference.B, reference.Covariance);
        KnownVariancePosterior quick = KnownVariancePosterior.Of(data, prior, data.Variance!, double.PositiveInfinity);
        KnownVariancePosterior precise = KnownVariancePosterior.Of(data, prior, data.Variance!, 0);
        Assert.Null(quick.AreaFactor);
        Assert.NotNull(precise.AreaFactor);
        double condition = Math.Max(1, ratio * ratio);
        for (int i = 0; i < reference.B.Length; i++)
        {
            Near(precise.AreaMean[i], quick.AreaMean[i], 100 * Rounding * condition * reference.Sd[i], $"mean of B{i}");
            Near(precise.AreaCovariance[i, i], quick.AreaCovariance[i, i], 100 * Rounding * condition * quick.AreaCovariance[i, i], $"variance of B{i}");
        }

        KnownVariancePosterior used = Posterior(reference);
        Assert.Equal(used.AreaFactor is null ? quick.AreaMean : precise.AreaMean, used.AreaMean);
        Assert.Equal(used.AreaFactor is null ? quick.AreaCovariance : precise.AreaCovariance, used.AreaCovariance);
        Assert.True(used.AreaFactor is not null || ratio <= 1000);
        Assert.True(used.AreaFactor is null || ratio >= 100, "double precision does here");
    }

    /// <summary>The draws themselves, at τ/σ = 1e7 where means were a fifth of a standard deviation off: levels and differences have their moments.</summary>
    [Fact]
    public void Draws_have_the_moments_of_levels_and_of_differences()
    {
        PreciseCase reference = Case("complete", 1e7);
        FitOptions options = new() { Chains = 32, Draws = 1000, Seed = 4 };
        using Device device = Device.OpenSimd();
        double[][] areas = ExactSampling.Run(Posterior(reference), options, device, null, TestContext.Current.CancellationToken).LogArea;
        int count = areas[0].Length;
        for (int i = 0; i < areas.Length; i++)
        {
            Near(reference.B[i] + reference.Shift[i], areas[i].Average(), 5 * reference.Sd[i] / Math.Sqrt(count), $"mean of B{i}");
            for (int k = 0; k < i; k++)
            {
                double sd = reference.DifferenceSd[i][k];
                double expected = reference.Difference[i][k] + (reference.B[i] - reference.B[k]);
                double[] differences = [.. areas[i].Zip(areas[k], (one, other) => one - other - expected)];
                Near(0, differences.Average(), (5 * sd / Math.Sqrt(count)) + (40 * Rounding), $"mean of B{i} - B{k}");
                Near(sd, Math.Sqrt(differences.Average(x => x * x)), 5 * sd / Math.Sqrt(2 * count), $"sd of B{i} - B{k}");
            }
        }
    }

    /// <summary>Errors that doubles cannot tell beside the values are refused, by source and instrument, with what would do.</summary>
    [Fact]
    public void What_no_double_can_say_is_refused()
    {
        Observations data = ReferenceTables.Of([[-27.0, -26.0], [-27.1, -26.1]], [[1e-8, 1e-8], [1e-8, 1e-26]]);
        DataException fault = Assert.Throws<DataException>(() => KnownVariancePosterior.Of(data, AreaPrior.Independent(Priors.Uniform(2, 1, 1, 1))));
        Assert.Equal(
            "The error of S1 seen by I1 is too small for double precision: 1E-13 in ln(value), 2.46E-11 or more is expected; check the unit of the error column.",
            fault.Message);
    }

    private static PreciseCase Case(string name, double ratio) =>
        ReferenceCases.Precise.Single(one => one.Ratio == ratio && string.Equals(one.Name, name, StringComparison.Ordinal));

    private static KnownVariancePosterior Posterior(PreciseCase reference) =>
        KnownVariancePosterior.Of(ReferenceTables.Of(reference.Y, reference.Variance), ReferenceCases.Prior(reference.B, reference.Covariance));

    private static double[,] Factor(KnownVariancePosterior found) =>
        found.AreaFactor ?? MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(found.AreaCovariance).Cholesky().Factor.ToArray();

    private static void Near(double expected, double found, double allowed, string what) =>
        Assert.True(Math.Abs(found - expected) <= allowed, $"{what}: {found:R}, expected {expected:R} ± {allowed:G3}");
}
