using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Fits;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>u = 1ᵀT⁻¹(B − b) | y ~ N(0, 1ᵀT⁻¹1) in every connected component, whatever the data say and whatever the model of the scatter.</summary>
internal static class InvariantCheck
{
    /// <summary>Fails unless the draws of B, chain-major, keep it: mean, standard deviation and Kolmogorov's distance.</summary>
    public static void Require(string what, double[][] logArea, SamplingCase problem, int chains)
    {
        AreaPrior prior = AreaPrior.Independent(problem.Priors);
        Agreement agreement = new();
        double[] areas = new double[prior.Count];
        int[][] components = ConnectedComponents.Of(problem.Observations).Members;
        for (int k = 0; k < components.Length; k++)
        {
            double variance = ExactInvariant.Variance(prior, components[k]);
            double[] u = new double[logArea[0].Length];
            for (int d = 0; d < u.Length; d++)
            {
                for (int i = 0; i < areas.Length; i++)
                {
                    areas[i] = logArea[i][d];
                }

                u[d] = ExactInvariant.Value(areas, prior, components[k]) / Math.Sqrt(variance);
            }

            AddMoments(agreement, $"u of component {k}", u, chains, 0, 1);
            double distance = NormalDistance(u) * Math.Sqrt(EffectiveSampleSize.Mean(u, chains));
            Assert.True(distance < 2.7, $"{what}, component {k}: Kolmogorov distance {distance:F2}/√n from the normal; 2.7 is one in a million.");
        }

        agreement.Require($"{what}, invariant");
    }

    /// <summary>Compares mean and standard deviation with exact ones.</summary>
    public static void AddMoments(Agreement agreement, string name, double[] draws, int chains, double mean, double sd)
    {
        ParameterSummary found = ParameterSummary.Of(name, draws, chains);
        agreement.Add($"mean of {name}", found.Mean, found.McseMean, mean);
        agreement.Add($"sd of {name}", found.Sd, found.McseSd, sd);
    }

    /// <summary>Kolmogorov's distance from the standard normal.</summary>
    private static double NormalDistance(double[] sample)
    {
        double[] sorted = [.. sample.Order()];
        double distance = 0;
        for (int k = 0; k < sorted.Length; k++)
        {
            double p = MathNet.Numerics.Distributions.Normal.CDF(0, 1, sorted[k]);
            distance = Math.Max(distance, Math.Max(p - ((double)k / sorted.Length), ((k + 1.0) / sorted.Length) - p));
        }

        return distance;
    }
}
