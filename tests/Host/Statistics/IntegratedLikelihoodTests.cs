using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public sealed class IntegratedLikelihoodTests
{
    private static readonly double[] Area = [0.1, -0.2, 0.05], Variance = [0.04, 0.09, 0.01];
    private static readonly double[] OtherArea = [0.0, 0.1, -0.1], OtherVariance = [0.02, 0.05, 0.06];

    /// <summary>Some sources with a missing value, one seen once.</summary>
    private static readonly Observations Data = ReferenceTables.Of(
        [[5.0, 6.1, null, 4.0], [5.2, 6.0, 7.1, null], [4.9, null, 7.0, null]]);

    /// <summary>Differences of logarithms are free of the constant: against the integral over every flux.</summary>
    [Fact]
    public void Fluxes_are_integrated_out()
    {
        IntegratedLikelihood likelihood = new(PatternStatistics.Of(Data));
        Assert.Equal(
            Integral(Data, Area, o => Variance[Data.Instrument[o]]) - Integral(Data, OtherArea, o => OtherVariance[Data.Instrument[o]]),
            likelihood.LogDensity(Area, Variance) - likelihood.LogDensity(OtherArea, OtherVariance), 1e-9);
    }

    /// <summary>Known variances, alone and with fitted ones added to them.</summary>
    [Fact]
    public void Known_variances_are_taken_observation_by_observation()
    {
        double[] known = [.. Enumerable.Range(0, Data.Count).Select(o => 0.01 * (o + 1))];
        IntegratedLikelihood likelihood = new(Data, known);
        Assert.Equal(
            Integral(Data, Area, o => known[o]) - Integral(Data, OtherArea, o => known[o]), likelihood.LogDensity(Area, []) - likelihood.LogDensity(OtherArea, []), 1e-9);
        Assert.Equal(
            Integral(Data, Area, o => known[o] + Variance[Data.Instrument[o]]) - Integral(Data, OtherArea, o => known[o] + OtherVariance[Data.Instrument[o]]),
            likelihood.LogDensity(Area, Variance) - likelihood.LogDensity(OtherArea, OtherVariance), 1e-9);
    }

    [Fact]
    public void Both_forms_agree_on_larger_data()
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(3, 5, 40, 0.3, missing: 0.3));
        double[] area = [0.01, 0.02, -0.03, 0.05, 0], variance = [0.1, 0.2, 0.05, 0.08, 0.3], zero = new double[5], one = [1, 1, 1, 1, 1];
        IntegratedLikelihood patterns = new(PatternStatistics.Of(data)), sources = new(data, new double[data.Count]);
        ReferenceTables.Close(
            patterns.LogDensity(area, variance) - patterns.LogDensity(zero, one), sources.LogDensity(area, variance) - sources.LogDensity(zero, one), 1e-12);
    }

    /// <summary>A shift of all areas is a shift of the fluxes: the likelihood does not know it.</summary>
    [Fact]
    public void The_common_level_is_not_in_the_data()
    {
        IntegratedLikelihood likelihood = new(PatternStatistics.Of(Data));
        Assert.Equal(likelihood.LogDensity(Area, Variance), likelihood.LogDensity([.. Area.Select(b => b + 3)], Variance), 1e-10);
    }

    /// <summary>ln Π_j ∫ Π_i N(y_ij; B_i + G_j − s_ij/2, s_ij) dG_j over sources seen more than once, by the trapezoidal rule.</summary>
    private static double Integral(Observations data, double[] area, Func<int, double> variance)
    {
        const double Step = 0.002;
        double total = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            if (data.First[j + 1] - data.First[j] < 2)
            {
                continue;
            }

            double integral = 0;
            for (double g = 0; g < 12; g += Step)
            {
                double density = 1;
                for (int o = data.First[j]; o < data.First[j + 1]; o++)
                {
                    double s = variance(o), residual = data.Y[o] - area[data.Instrument[o]] - g + (0.5 * s);
                    density *= Math.Exp(-0.5 * residual * residual / s) / Math.Sqrt(s);
                }
                integral += density * Step;
            }
            total += Math.Log(integral);
        }
        return total;
    }
}
