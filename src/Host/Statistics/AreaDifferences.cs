using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Statistics;

/// <summary>Posterior of δ = (B_i − b_i) − (B_k − b_k): e^δ is how much more instrument i reads than instrument k of the same source.</summary>
/// <param name="First">Index of instrument i.</param>
/// <param name="Second">Index of instrument k.</param>
/// <param name="Mean">Posterior mean of δ, natural logarithm.</param>
/// <param name="Q2_5">2.5 % quantile.</param>
/// <param name="Median">Median.</param>
/// <param name="Q97_5">97.5 % quantile.</param>
/// <param name="Connected">Whether sources link the two instruments, directly or through others; if not, δ is the prior's alone.</param>
public readonly record struct AreaDifference(int First, int Second, double Mean, double Q2_5, double Median, double Q97_5, bool Connected)
{
    /// <summary>Whether the 95 % interval leaves out zero: the instruments disagree.</summary>
    public bool ExcludesZero => Q2_5 > 0 || Q97_5 < 0;

    /// <summary>Whether an end of the interval is zero within twice its Monte Carlo error: another seed may find the opposite of <see cref="ExcludesZero"/>.</summary>
    public bool IsBorderline { get; init; }

    /// <summary>The same difference seen from the other instrument.</summary>
    public AreaDifference Reversed => new(Second, First, -Mean, -Q97_5, -Median, -Q2_5, Connected) { IsBorderline = IsBorderline };
}

/// <summary>Which instruments disagree: every pairwise difference of B, from the draws.</summary>
public static class AreaDifferences
{
    private const double End = 0.025;

    // Standard errors of the share of draws below an end of the interval.
    private const double Doubt = 2;

    /// <summary>Most values that are looked at in one call: beyond, evenly spaced draws stand for all.</summary>
    private const long Budget = 1L << 25;

    /// <summary>Fewest draws that are used for a pair, however many pairs there are: a quantile is then good to 0.04 of its standard deviation.</summary>
    private const long Fewest = 4096;

    /// <summary>
    /// Posterior of the difference of every pair i &lt; k, in the order (0, 1), (0, 2), …, (1, 2), …. With very many pairs an evenly spaced
    /// subset of the draws is used, at least 4,096 of them.
    /// </summary>
    /// <param name="logArea">Draws of B, one array an instrument, all of the same length and order.</param>
    /// <param name="nominal">b, prior means of B, length N.</param>
    /// <param name="components">Connected components of the instrument graph, each a list of instruments.</param>
    /// <param name="effective">Independent draws that these are worth; as many as there are when left out.</param>
    public static AreaDifference[] Of(double[][] logArea, ReadOnlySpan<double> nominal, int[][] components, double effective = double.PositiveInfinity)
    {
        ArgumentNullException.ThrowIfNull(logArea);
        ArgumentNullException.ThrowIfNull(components);
        if (nominal.Length != logArea.Length)
        {
            throw new ArgumentException($"{nominal.Length} nominal areas were given for {logArea.Length} instruments.", nameof(nominal));
        }

        int[] component = new int[logArea.Length];
        for (int c = 0; c < components.Length; c++)
        {
            foreach (int i in components[c])
            {
                component[i] = c;
            }
        }
        double[] b = nominal.ToArray();
        (int, int)[] pairs = Pairs(logArea.Length);
        AreaDifference[] differences = new AreaDifference[pairs.Length];
        if (pairs.Length == 0)
        {
            return differences;
        }

        int draws = logArea[0].Length;
        int stride = Stride(draws, pairs.Length);
        SideBySide.For(0, pairs.Length, p =>
        {
            (int i, int k) = pairs[p];
            double[] values = new double[(draws + stride - 1) / stride];
            for (int d = 0; d < values.Length; d++)
            {
                values[d] = logArea[i][d * stride] - b[i] - (logArea[k][d * stride] - b[k]);
            }

            double mean = Moments.Mean(values);
            double error = Doubt * Math.Sqrt(End * (1 - End) / Math.Min(values.Length, effective));
            double outer = Math.Max(0, End - error), inner = Math.Min(0.5, End + error);
            Span<double> quantiles = stackalloc double[7];
            SelectedQuantiles.Of(values, [outer, End, inner, 0.5, 1 - inner, 1 - End, 1 - outer], quantiles);
            differences[p] = new AreaDifference(i, k, mean, quantiles[1], quantiles[3], quantiles[5], component[i] == component[k])
            {
                IsBorderline = (quantiles[0] <= 0 && quantiles[2] >= 0) || (quantiles[4] <= 0 && quantiles[6] >= 0),
            };
        }, CancellationToken.None);
        return differences;
    }

    /// <summary>Every how many-th draw is used.</summary>
    internal static int Stride(int draws, int pairs) =>
        (int)Math.Clamp((long)draws * pairs / Budget, 1, Math.Max(1, draws / Fewest));

    private static (int, int)[] Pairs(int instruments)
    {
        (int, int)[] pairs = new (int, int)[instruments * (instruments - 1) / 2];
        int p = 0;
        for (int i = 0; i < instruments; i++)
        {
            for (int k = i + 1; k < instruments; k++)
            {
                pairs[p++] = (i, k);
            }
        }
        return pairs;
    }
}
