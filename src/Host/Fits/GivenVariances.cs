using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Fits;

/// <summary>
/// E[Cov(B | s, y)] of a joint fit, s the variances of the observations, with the bands tied and with each by itself: what a tie is worth at
/// the same scatter.
/// </summary>
/// <remarks>
/// Over draws of v where it is fitted, s + v where errors are known as well. Under log-t ψ_ij = σ_i²/ξ_ij is put at E[ξ_ij | y], over draws of
/// σ²: no draw of ξ is kept.
/// </remarks>
internal static class GivenVariances
{
    /// <summary>Covariances are averaged over this many draws of the variances.</summary>
    private const int Draws = 64;

    /// <summary>N × N both.</summary>
    public static (double[,] Tied, double[,] Alone) Of(Fit whole, PatternStatistics statistics)
    {
        AreaPrior tied = AreaPrior.Of(whole.Priors);
        AreaPrior alone = AreaPrior.Independent(whole.Priors);
        ThinnedDraws draws = new(whole.Observations, whole.Blocks, whole.KnownVariance, whole.Options, whole.Scatter is null ? 1 : Draws);
        if (whole is { KnownVariance: null, Weights: null, Scatter: { Axis: Axis.Instrument } scatter })
        {
            CollapsedPosterior one = new(statistics, tied, whole.Priors.Alpha, whole.Priors.Beta);
            CollapsedPosterior other = new(statistics, alone, whole.Priors.Alpha, whole.Priors.Beta);
            double[][] logarithms = [.. EvenlySpaced.Of(scatter.Draws[0].Length, Draws).Select(d => Array.ConvertAll(scatter.Draws, v => Math.Log(v[d])))];
            return (Mean(logarithms, draw => one.AreasGiven(draw).Covariance), Mean(logarithms, draw => other.AreasGiven(draw).Covariance));
        }

        double[][] variances = [.. Enumerable.Range(0, draws.Count).Select(s => Variances(whole, draws, s))];
        return (
            Mean(variances, variance => KnownVariancePosterior.Of(whole.Observations, tied, variance).AreaCovariance),
            Mean(variances, variance => KnownVariancePosterior.Of(whole.Observations, alone, variance).AreaCovariance));
    }

    /// <summary>The variance of every observation at a draw.</summary>
    private static double[] Variances(Fit whole, ThinnedDraws draws, int s)
    {
        Observations data = whole.Observations;
        double[] variances = new double[data.Count];
        for (int j = 0; j < data.SourceCount; j++)
        {
            for (int o = data.First[j]; o < data.First[j + 1]; o++)
            {
                variances[o] = draws.Variance(j, o, s) / (whole.Weights?.Mean[o] ?? 1.0);
            }
        }

        return variances;
    }

    private static double[,] Mean(double[][] draws, Func<double[], double[,]> covariance)
    {
        int n = 0;
        double[,] mean = new double[0, 0];
        foreach (double[] draw in draws)
        {
            double[,] own = covariance(draw);
            mean = n == 0 ? new double[n = own.GetLength(0), n] : mean;
            for (int i = 0; i < n; i++)
            {
                for (int k = 0; k < n; k++)
                {
                    mean[i, k] += own[i, k] / draws.Length;
                }
            }
        }

        return mean;
    }
}
