using System.Buffers;
using System.Runtime.Intrinsics;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Host.Diagnostics.Weighted;

/// <summary>
/// What is reported of a parameter that is normal given each weighted point: mean, spread and quantiles are those of the mixture Σ w_d N(m_d, s_d²) itself, so that no
/// draw of the parameter adds noise (Rao-Blackwell; Gelfand and Smith 1990, J. Am. Stat. Assoc. 85, 398).
/// </summary>
internal static class WeightedMixtureSummary
{
    private const double TailEnd = 0.05;

    // Halley's error is cubic: a last step this long, in standard deviations, leaves about its cube.
    private const double LastStep = 1e-4;
    private const int MostSteps = 60;

    /// <summary>Summarises one parameter; effective sample sizes as <see cref="WeightedSummary"/> has them, with P(x &lt; quantile | point) for the share.</summary>
    /// <param name="means">m.</param>
    /// <param name="variances">s².</param>
    /// <param name="weights">w, not negative, of sum 1.</param>
    /// <param name="blocks">First point and the one after the last of each block that is independent of the others.</param>
    public static BriefSummary Of(
        ReadOnlySpan<double> means, ReadOnlySpan<double> variances, ReadOnlySpan<double> weights, ReadOnlySpan<(int First, int End)> blocks)
    {
        int padded = (means.Length + Vector512<double>.Count - 1) & -Vector512<double>.Count;
        double[] room = ArrayPool<double>.Shared.Rent(3 * padded);
        Mixture mixture = new(means, variances, weights, room.AsSpan(0, 3 * padded));
        Span<double> quantile = stackalloc double[5];
        ReadOnlySpan<double> probability = [0.025, TailEnd, 0.5, 1 - TailEnd, 0.975];
        for (int q = 0; q < quantile.Length; q++)
        {
            quantile[q] = mixture.Quantile(probability[q]);
        }

        double error = BlockError.OfMean(means, weights, mixture.Mean, blocks);
        double tail = Math.Min(mixture.EffectiveSize(quantile[1]), mixture.EffectiveSize(quantile[3]));
        ArrayPool<double>.Shared.Return(room);
        return new BriefSummary(
            mixture.Mean, Math.Sqrt(mixture.Variance), quantile[0], quantile[2], quantile[4], mixture.Variance / (error * error), double.NaN, double.NaN,
            1 / mixture.Squares, tail, means.Length);
    }

    /// <summary>The mixture, in whole vectors; what is beyond the last component weighs nothing.</summary>
    private readonly ref struct Mixture
    {
        private readonly ReadOnlySpan<double> mean;
        private readonly ReadOnlySpan<double> inverse;
        private readonly ReadOnlySpan<double> weight;

        public Mixture(ReadOnlySpan<double> means, ReadOnlySpan<double> variances, ReadOnlySpan<double> weights, Span<double> room)
        {
            int padded = room.Length / 3;
            Span<double> ownMean = room[..padded], ownInverse = room.Slice(padded, padded), ownWeight = room[(2 * padded)..];
            means.CopyTo(ownMean);
            ownMean[means.Length..].Fill(means[0]);
            variances.CopyTo(ownInverse);
            ownInverse[means.Length..].Fill(1);
            weights.CopyTo(ownWeight);
            ownWeight[means.Length..].Clear();
            mean = ownMean;
            inverse = ownInverse;
            weight = ownWeight;

            Vector512<double> sums = default, squares = default, within = default, first = Vector512.Create(means[0]);
            for (int d = 0; d < padded; d += Vector512<double>.Count)
            {
                Vector512<double> w = Vector512.Create(weight[d..]), s = Vector512.Create(inverse[d..]);
                sums += w * (Vector512.Create(mean[d..]) - first);
                squares += w * w;
                within += w * s;
                (Vector512<double>.One / Vector512.Sqrt(s)).CopyTo(ownInverse[d..]);
            }

            Mean = means[0] + EightLanes.Sum(sums);
            Squares = EightLanes.Sum(squares);
            Vector512<double> between = default, centre = Vector512.Create(Mean);
            for (int d = 0; d < padded; d += Vector512<double>.Count)
            {
                Vector512<double> from = Vector512.Create(mean[d..]) - centre;
                between += Vector512.Create(weight[d..]) * from * from;
            }

            // A single component has no scatter about its mean.
            double scatter = EightLanes.Sum(between);
            Variance = EightLanes.Sum(within) + (scatter > 0 ? scatter / (1 - Squares) : 0);
        }

        public double Mean { get; }

        public double Variance { get; }

        public double Squares { get; }

        /// <summary>The x below which a share p lies, by Halley's iteration from the normal's; Cantelli's inequality brackets it, a step out of that is a bisection.</summary>
        public double Quantile(double probability)
        {
            double sd = Math.Sqrt(Variance), odds = Math.Sqrt(Math.Max(probability, 1 - probability) / Math.Min(probability, 1 - probability));
            double low = Mean - (sd * odds), high = Mean + (sd * odds);
            double x = Mean + (sd * MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, probability));
            for (int step = 0; step < MostSteps; step++)
            {
                (double below, double density, double slope) = At(x);
                (low, high) = below < probability ? (x, high) : (low, x);
                double newton = (below - probability) / density;
                double bend = Math.Clamp(1 - (0.5 * newton * slope / density), 0.5, 2);
                double next = x - (newton / bend);
                bool inside = next >= low && next <= high;
                double move = Math.Abs(next - x);
                x = inside ? next : 0.5 * (low + high);
                if ((inside && move <= LastStep * sd) || high - low <= 1e-13 * sd)
                {
                    break;
                }
            }

            return x;
        }

        /// <summary>Effective sample size of the share below <paramref name="limit"/>.</summary>
        public double EffectiveSize(double limit)
        {
            double share = At(limit).Below;
            Vector512<double> x = Vector512.Create(limit), errors = default, centre = Vector512.Create(share);
            for (int d = 0; d < mean.Length; d += Vector512<double>.Count)
            {
                Vector512<double> t = (x - Vector512.Create(mean[d..])) * Vector512.Create(inverse[d..]);
                Vector512<double> part = Vector512.Create(weight[d..]) * (EightNormals.CdfAndDensity(t, out _) - centre);
                errors += part * part;
            }

            return share * (1 - share) / EightLanes.Sum(errors);
        }

        /// <summary>Distribution function, density and its derivative.</summary>
        private (double Below, double Density, double Slope) At(double place)
        {
            Vector512<double> x = Vector512.Create(place), below = default, density = default, slope = default;
            for (int d = 0; d < mean.Length; d += Vector512<double>.Count)
            {
                Vector512<double> w = Vector512.Create(weight[d..]), s = Vector512.Create(inverse[d..]), t = (x - Vector512.Create(mean[d..])) * s;
                below += w * EightNormals.CdfAndDensity(t, out Vector512<double> bell);
                Vector512<double> scaled = w * bell * s;
                density += scaled;
                slope -= t * s * scaled;
            }

            return (EightLanes.Sum(below), EightLanes.Sum(density), EightLanes.Sum(slope));
        }
    }
}
