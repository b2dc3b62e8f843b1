using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Diagnostics.Weighted;

namespace GpuConcord.Host.Explanations;

/// <summary>The draws of one area, and what they say when some data are left out.</summary>
/// <remarks>
/// The posterior without the data of a set of sources is the posterior with them over p(those data | parameters), as the likelihood is a product over sources: weights
/// 1/p, Pareto-smoothed (<see cref="ParetoSmoothing"/>), turn draws of the one into draws of the other (Gelfand, Dey and Chang 1992; Vehtari, Gelman and Gabry 2017).
/// </remarks>
internal sealed class AreaWeights
{
    private static readonly double[] Probabilities = [0.025, 0.5, 0.975];

    // How often a draw meets another's level, so that few heavy weights do not make the level's law.
    private const int Turns = 8;

    // B − b: what the likelihood knows of each draw, with the level of each of some draws.
    private readonly double[] values;
    private readonly double[] own;
    private readonly int turns;
    private readonly double inflation;
    private readonly double[] correction;

    /// <param name="shift">B − b of the draws that are looked at, natural logarithm.</param>
    /// <param name="level">What the likelihood says nothing of in each, and is independent of the rest: its expectation is the same whatever is left out.</param>
    /// <param name="independent">Of how many independent draws they are worth; for Monte Carlo errors.</param>
    /// <param name="whole">The 2.5 % quantile, median and 97.5 % quantile of all draws.</param>
    public AreaWeights(double[] shift, double[] level, double independent, ReadOnlySpan<double> whole)
    {
        // Without the level, whose noise would drown what one of very many sources does.
        own = [.. shift.Zip(level, (all, common) => all - common)];
        double mean = Moments.Mean(own);
        turns = Array.TrueForAll(level, common => common == 0) ? 1 : Turns;
        values = new double[turns * shift.Length];
        for (int v = 0; v < values.Length; v++)
        {
            (int turn, int s) = Math.DivRem(v, shift.Length);
            values[v] = own[s] + level[(s + (turn * shift.Length / turns)) % shift.Length];
        }

        for (int s = 0; s < own.Length; s++)
        {
            own[s] -= mean;
        }

        correction = new double[whole.Length];
        WeightedQuantiles.Of(values, [.. Enumerable.Repeat(1.0 / values.Length, values.Length)], Probabilities, correction);
        for (int q = 0; q < correction.Length; q++)
        {
            correction[q] = whole[q] - correction[q];
        }

        inflation = Math.Sqrt(Math.Max(1, shift.Length / independent));
    }

    /// <summary>Draws.</summary>
    public int Draws => own.Length;

    /// <summary>What leaving out changes E[B] by to first order, −Cov(B, ln p), and the variance of ln p: the screen that tells whom to look at.</summary>
    /// <param name="logLikelihood">ln p of what is left out, a value a draw.</param>
    public (double Change, double Variance) FirstOrder(ReadOnlySpan<double> logLikelihood)
    {
        double mean = Moments.Mean(logLikelihood), product = 0, square = 0;
        for (int s = 0; s < own.Length; s++)
        {
            double from = logLikelihood[s] - mean;
            product += own[s] * from;
            square += from * from;
        }

        return (-product / (own.Length - 1), square / (own.Length - 1));
    }

    /// <summary>The area without what has that likelihood.</summary>
    /// <param name="logLikelihood">ln p of what is left out, a value a draw.</param>
    public LeftOut Without(ReadOnlySpan<double> logLikelihood)
    {
        int draws = own.Length;
        double[] weights = new double[draws];
        for (int s = 0; s < draws; s++)
        {
            weights[s] = -logLikelihood[s];
        }

        // A likelihood that is the same under all draws says nothing: its weights have no tail.
        bool constant = Array.TrueForAll(weights, weight => weight == weights[0]);
        double shape = constant ? double.NegativeInfinity : ParetoSmoothing.Smooth(weights);
        double total = LeaveOneOut.LogSum(weights);
        for (int s = 0; s < draws; s++)
        {
            weights[s] = Math.Exp(weights[s] - total);
        }

        double change = 0;
        for (int s = 0; s < draws; s++)
        {
            change += weights[s] * own[s];
        }

        // The same draws make both means: what each adds to their difference.
        double[] influence = new double[draws];
        for (int s = 0; s < draws; s++)
        {
            influence[s] = (draws * weights[s] * (own[s] - change)) - own[s];
        }

        double[] spread = new double[values.Length];
        for (int v = 0; v < spread.Length; v++)
        {
            spread[v] = weights[v % draws] / turns;
        }

        Span<double> quantile = stackalloc double[3];
        WeightedQuantiles.Of(values, spread, Probabilities, quantile);

        // What fewer draws than all have wrong of a quantile they have wrong of the reweighted one too.
        return new LeftOut(
            quantile[0] + correction[0], quantile[1] + correction[1], quantile[2] + correction[2], change, inflation * LeaveOneOut.MonteCarloErrorOf(influence), shape,
            ParetoSmoothing.Threshold(draws));
    }
}
