using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
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
        double[][] draws = Thinned(whole);
        if (whole.Options.Model is ScatterModel.FittedVariances && draws[0].Length > 0)
        {
            CollapsedPosterior one = new(statistics, tied, whole.Priors.Alpha, whole.Priors.Beta);
            CollapsedPosterior other = new(statistics, alone, whole.Priors.Alpha, whole.Priors.Beta);
            double[][] logarithms = [.. draws.Select(draw => Array.ConvertAll(draw, Math.Log))];
            return (Mean(logarithms, draw => one.AreasGiven(draw).Covariance), Mean(logarithms, draw => other.AreasGiven(draw).Covariance));
        }

        double[][] variances = [.. draws.Select(draw => Variances(whole, draw))];
        return (
            Mean(variances, variance => KnownVariancePosterior.Of(whole.Observations, tied, variance).AreaCovariance),
            Mean(variances, variance => KnownVariancePosterior.Of(whole.Observations, alone, variance).AreaCovariance));
    }

    /// <summary>Some draws of the fitted variances, N numbers each; where none are fitted one draw of no numbers.</summary>
    private static double[][] Thinned(Fit whole)
    {
        if (whole.Variance.Length == 0)
        {
            return [[]];
        }

        int length = whole.Variance[0].Length;
        int count = Math.Min(Draws, length);
        return [.. Enumerable.Range(0, count).Select(d => Array.ConvertAll(whole.Variance, v => v[(int)((long)d * length / count)]))];
    }

    /// <summary>s of every observation at a draw of the fitted variances.</summary>
    private static double[] Variances(Fit whole, double[] draw)
    {
        Observations data = whole.Observations;
        if (whole.Weights is { } weights)
        {
            double known = Math.Pow(whole.Options.LogT.Sigma ?? 0.0, 2);
            return [.. weights.Mean.Select((weight, o) => (draw.Length > 0 ? draw[data.Instrument[o]] : known) / weight)];
        }

        return draw.Length == 0 ? data.Variance! : [.. data.Variance!.Select((s, o) => s + draw[data.Instrument[o]])];
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
