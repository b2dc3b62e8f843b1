using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Diagnostics;

/// <summary>
/// Power-scaling sensitivity (Kallioinen, Paananen, Bürkner and Vehtari 2023, Statistics and Computing 34, 57): how a posterior moves
/// when one factor of it, a prior or the likelihood, is raised to a power α near 1. One set of draws suffices: they get the importance
/// weights factor^(α − 1), Pareto-smoothed.
/// </summary>
/// <param name="Sensitivity">
/// Per quantity, (d(0.99) + d(1.01))/(2 log₂ 1.01) with d the <see cref="CumulativeJensenShannon"/> distance that the power α makes: the
/// paper's D, as the R package priorsense computes it. 0 is no effect; above <see cref="Threshold"/> is worth a look.
/// </param>
/// <param name="MeanGradient">Per quantity, ∂mean/∂log₂ α at α = 1, in its unit: what doubling the factor's power would add, to first order.</param>
/// <param name="SdGradient">Per quantity, ∂sd/∂log₂ α at α = 1, in its unit.</param>
/// <param name="ParetoK">The worse of both weights' k̂; +∞ when there are too few draws to tell.</param>
public sealed record PowerScaling(double[] Sensitivity, double[] MeanGradient, double[] SdGradient, double ParetoK)
{
    /// <summary>The power below 1 that is tried.</summary>
    public const double Lower = 0.99;

    /// <summary>The power above 1 that is tried.</summary>
    public const double Upper = 1.01;

    /// <summary>Sensitivities from here on count (§ 2.4 of the paper): of a normal posterior, a mean that moves by 0.3 sd a doubling.</summary>
    public const double Threshold = 0.05;

    /// <summary>Scales one factor.</summary>
    /// <param name="logFactor">ln of the factor, up to a constant, one entry a draw.</param>
    /// <param name="quantities">The draws of each quantity, in the same order.</param>
    /// <param name="cancellation">Stops between quantities.</param>
    public static PowerScaling Of(double[] logFactor, IReadOnlyList<RankedDraws> quantities, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(logFactor);
        ArgumentNullException.ThrowIfNull(quantities);
        (double[] lower, double lowerK) = Weights(logFactor, Lower);
        (double[] upper, double upperK) = Weights(logFactor, Upper);
        int count = quantities.Count;
        double[] sensitivity = new double[count], mean = new double[count], sd = new double[count];
        SideBySide.For(0, count, k =>
        {
            RankedDraws draws = quantities[k];
            double[] low = draws.Arrange(lower), high = draws.Arrange(upper);
            sensitivity[k] = (CumulativeJensenShannon.Distance(draws.Sorted, low) + CumulativeJensenShannon.Distance(draws.Sorted, high)) / (2 * Math.Log2(Upper));
            double span = Math.Log2(Upper / Lower);
            (double lowMean, double lowSd) = WeightedMoments(draws.Sorted, low);
            (double highMean, double highSd) = WeightedMoments(draws.Sorted, high);
            mean[k] = (highMean - lowMean) / span;
            sd[k] = (highSd - lowSd) / span;
        }, cancellation);
        return new PowerScaling(sensitivity, mean, sd, Math.Max(lowerK, upperK));
    }

    /// <summary>The weights that turn draws from a posterior into draws from the one with a factor raised to a power.</summary>
    /// <param name="logFactor">ln of the factor, up to a constant, one entry a draw, finite.</param>
    /// <param name="power">α.</param>
    /// <returns>Pareto-smoothed weights that sum to 1, and their k̂: above <see cref="ParetoSmoothing.Threshold"/> they are not to be trusted.</returns>
    public static (double[] Weights, double ParetoK) Weights(double[] logFactor, double power)
    {
        ArgumentNullException.ThrowIfNull(logFactor);
        double[] weights = Array.ConvertAll(logFactor, log => (power - 1) * log);
        double k = ParetoSmoothing.Smooth(weights);
        double largest = weights.Max(), total = 0;
        for (int s = 0; s < weights.Length; s++)
        {
            total += weights[s] = Math.Exp(weights[s] - largest);
        }

        for (int s = 0; s < weights.Length; s++)
        {
            weights[s] /= total;
        }

        return (weights, k);
    }

    /// <summary>Mean and standard deviation of weighted draws.</summary>
    /// <param name="draws">Draws.</param>
    /// <param name="weights">Their weights, which sum to 1.</param>
    public static (double Mean, double Sd) WeightedMoments(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights)
    {
        double mean = 0, square = 0;
        for (int s = 0; s < draws.Length; s++)
        {
            mean += weights[s] * draws[s];
        }

        for (int s = 0; s < draws.Length; s++)
        {
            square += weights[s] * (draws[s] - mean) * (draws[s] - mean);
        }

        return (mean, Math.Sqrt(square));
    }
}

/// <summary>Draws of one quantity, sorted once for many sets of weights.</summary>
public sealed class RankedDraws
{
    private readonly int[] order;

    /// <summary>Sorts a copy.</summary>
    /// <param name="draws">Draws, finite.</param>
    public RankedDraws(ReadOnlySpan<double> draws)
    {
        Sorted = draws.ToArray();
        order = new int[Sorted.Length];
        for (int s = 0; s < order.Length; s++)
        {
            order[s] = s;
        }

        Array.Sort(Sorted, order);
    }

    /// <summary>The draws in ascending order.</summary>
    public double[] Sorted { get; }

    /// <summary>Values that belong to the draws, in the draws' ascending order.</summary>
    /// <param name="values">One value a draw, in the original order.</param>
    public double[] Arrange(ReadOnlySpan<double> values)
    {
        double[] arranged = new double[order.Length];
        for (int s = 0; s < arranged.Length; s++)
        {
            arranged[s] = values[order[s]];
        }

        return arranged;
    }
}
