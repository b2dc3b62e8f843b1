using GpuConcord.Host.Models;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The mean of a posterior's draws and points one standard deviation from it in each of p uncorrelated directions: enough to expand what is said of an
/// observation to second order, for p ones instead of thousands of draws.
/// </summary>
/// <remarks>
/// With mean x̄ and covariance LLᵀ of the draws x_s, the scores z_s = L⁻¹(x_s − x̄) have mean 0 and unit covariance, and x̄ ± L_k are the points. Variances, and what else is
/// always positive, count by their logarithms, so that no point is out of bounds. A direction in which the draws do not vary has no points.
/// </remarks>
internal sealed class SigmaPoints
{
    // A direction with less than this share of a parameter's variance is rounding.
    private const double Rounding = 1e-10;

    private SigmaPoints(IReadOnlyList<Block> blocks, double[][] scores, int draws) => (Blocks, Scores, Draws) = (blocks, scores, draws);

    /// <summary>The blocks whose draws are the S draws, then the mean, then two points a direction.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>z: <c>[direction][draw]</c>.</summary>
    public double[][] Scores { get; }

    /// <summary>S.</summary>
    public int Draws { get; }

    /// <summary>Directions.</summary>
    public int Count => Scores.Length;

    /// <summary>Draws and points.</summary>
    public int All => Draws + 1 + (2 * Count);

    /// <summary>Whether a posterior can be expanded: its parameters belong to instruments or to all of the data, not to every source.</summary>
    public static bool Fits(IReadOnlyList<Block> blocks) =>
        Governing(blocks).All(block => block.Axis is Axis.Common or Axis.Band or Axis.Instrument && block.Draws.Length > 0);

    /// <summary>How many parameters that is.</summary>
    public static int Parameters(IReadOnlyList<Block> blocks) => Governing(blocks).Sum(block => block.Draws.Length);

    /// <summary>Lays the points about the draws that are named.</summary>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="at">Index of each draw.</param>
    public static SigmaPoints Of(IReadOnlyList<Block> blocks, int[] at)
    {
        Block[] governing = [.. Governing(blocks)];
        double[][] values = [.. governing.SelectMany(block => block.Draws).Select(own => Array.ConvertAll(at, s => own[s]))];
        bool[] positive = [.. governing.SelectMany(block => block.Draws.Select(_ => block.Role is not Role.Area)).Zip(values, (may, own) => may && own.All(x => x > 0))];
        double[][] x = [.. values.Select((own, k) => positive[k] ? Array.ConvertAll(own, Math.Log) : own)];
        double[] mean = [.. x.Select(own => own.Average())];
        double[][] centred = [.. x.Select((own, k) => Array.ConvertAll(own, value => value - mean[k]))];
        (double[][] factor, double[][] scores) = Decompose(centred);
        double[][] all = [.. values.Select((own, k) => (double[])[.. own, Back(k, 0), .. factor.SelectMany(column => (double[])[Back(k, column[k]), Back(k, -column[k])])])];
        int next = 0;
        Block[] extended = [.. governing.Select(block => block with { Draws = [.. block.Draws.Select(_ => all[next++])] })];
        return new SigmaPoints(extended, scores, at.Length);

        double Back(int k, double step) => positive[k] ? Math.Exp(mean[k] + step) : mean[k] + step;
    }

    private static IEnumerable<Block> Governing(IReadOnlyList<Block> blocks) =>
        blocks.Where(block => block.Role is Role.Area or Role.Scatter || (block.Role is Role.Other && block.Draws.Length > 0));

    /// <summary>Columns of L, and scores: each parameter in turn less what earlier directions say of it (Gram and Schmidt on the draws).</summary>
    private static (double[][] Factor, double[][] Scores) Decompose(double[][] centred)
    {
        int parameters = centred.Length;
        List<double[]> factor = [], scores = [];
        for (int k = 0; k < parameters; k++)
        {
            double[] rest = [.. centred[k]];
            double whole = MeanProduct(rest, rest);

            // Twice is enough to be orthogonal to the last digits.
            for (int pass = 0; pass < 2; pass++)
            {
                foreach (double[] score in scores)
                {
                    double shared = MeanProduct(rest, score);
                    for (int s = 0; s < rest.Length; s++)
                    {
                        rest[s] -= shared * score[s];
                    }
                }
            }

            double own = MeanProduct(rest, rest);
            if (own > Rounding * whole)
            {
                double[] score = Array.ConvertAll(rest, value => value / Math.Sqrt(own));
                scores.Add(score);
                factor.Add([.. centred.Select(other => MeanProduct(other, score))]);
            }
        }

        return ([.. factor], [.. scores]);
    }

    private static double MeanProduct(double[] a, double[] b)
    {
        double sum = 0;
        for (int s = 0; s < a.Length; s++)
        {
            sum += a[s] * b[s];
        }

        return sum / a.Length;
    }
}
