using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Host.Fluxes;

/// <summary>
/// Mean and variance of every log flux of a pattern: quadratic forms in q = (x₁ − x₀, …, x_{n−1} − x₀, 1), x = y − b, whose
/// coefficients are moments over draws of (ω₁ … ω_{n−1}, a); see <see cref="ComponentMoments"/>.
/// </summary>
/// <param name="Means">Means of ω₁ … ω_{n−1} and a, length n.</param>
/// <param name="Within">E[s²].</param>
/// <param name="Between">Their covariance over draws, packed lower triangle.</param>
/// <param name="Error">Covariance of the error of <paramref name="Means"/>, likewise.</param>
internal sealed record PatternNormalMixture(double[] Means, double Within, double[] Between, double[] Error)
{
    /// <summary>Joins the batches of a pattern of <paramref name="members"/> instruments, one a lane, as <see cref="ComponentMoments"/> left them.</summary>
    public static PatternNormalMixture Join(ReadOnlySpan<double> lanes, int members, int batches, int steps)
    {
        int footprint = ComponentMoments.Footprint(members);
        double[] mean = new double[members];
        double[] between = new double[ComponentMoments.Length(members) - ComponentMoments.Cross(members)];
        double within = 0;
        for (int batch = 0; batch < batches; batch++)
        {
            int at = (int)Tiles.Offset(batch, footprint);
            for (int i = 0; i < members; i++)
            {
                mean[i] += lanes[at + (i * Tiles.Width)] / batches;
            }

            within += lanes[at + (members * Tiles.Width)] / batches;
            for (int k = 0; k < between.Length; k++)
            {
                between[k] += lanes[at + ((ComponentMoments.Cross(members) + k) * Tiles.Width)] / ((double)batches * steps);
            }
        }

        double[] error = new double[between.Length];
        double[] difference = new double[members];
        for (int batch = 0; batch < batches; batch++)
        {
            int at = (int)Tiles.Offset(batch, footprint);
            for (int i = 0, element = 0; i < members; i++)
            {
                difference[i] = lanes[at + (i * Tiles.Width)] - mean[i];
                for (int k = 0; k <= i; k++, element++)
                {
                    double product = difference[i] * difference[k] / batches;
                    between[element] += product;
                    error[element] += product / (batches - 1);
                }
            }
        }

        return new PatternNormalMixture(mean, within, between, error);
    }

    /// <summary>E[G] − x₀.</summary>
    /// <param name="differences">x_i − x₀, i = 1 … n − 1.</param>
    public double Mean(ReadOnlySpan<double> differences)
    {
        double sum = Means[differences.Length];
        for (int i = 0; i < differences.Length; i++)
        {
            sum += Means[i] * differences[i];
        }

        return sum;
    }

    /// <summary>sd(G) = √(E[s²] + Var(m)), by the law of total variance.</summary>
    public double Sd(ReadOnlySpan<double> differences) => Math.Sqrt(Within + Quadratic(Between, differences));

    /// <summary>Var(m): what the mean of G given v varies by over draws of v.</summary>
    public double MeanVariance(ReadOnlySpan<double> differences) => Quadratic(Between, differences);

    /// <summary>Monte Carlo standard error of <see cref="Mean"/>, from the spread of batch means; NaN with a single batch.</summary>
    public double McseMean(ReadOnlySpan<double> differences) => Math.Sqrt(Quadratic(Error, differences));

    private static double Quadratic(double[] packed, ReadOnlySpan<double> differences)
    {
        double form = 0;
        for (int i = 0, element = 0; i <= differences.Length; i++)
        {
            double left = i < differences.Length ? differences[i] : 1.0;
            double row = 0;
            for (int k = 0; k < i; k++, element++)
            {
                row += 2 * packed[element] * differences[k];
            }

            form += left * (row + (packed[element++] * left));
        }

        // A rounding below zero is possible where m hardly varies.
        return double.IsNaN(form) ? form : Math.Max(form, 0.0);
    }
}
