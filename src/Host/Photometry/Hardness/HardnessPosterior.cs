using GpuConcord.Host.Photometry.Apertures;
using MathNet.Numerics.Distributions;
using NegativeBinomial = GpuConcord.Host.Photometry.Apertures.NegativeBinomial;

namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>
/// The exact posterior of the hardness ratio HR = (H − S)/(H + S) of two independent bands (Park et al. 2006, ApJ 652, 610, section 2.2),
/// background included. With x = h·S and y = h'·H mixtures of Gamma laws, U = y/(x + y) is the double mixture
/// Σ_l Σ_k W_l W'_k Beta(l + 1, k + 1), and HR = tanh((θ − ln(h'/h))/2) with θ = ln(U/(1 − U)).
/// </summary>
/// <remarks>
/// Neither an incomplete beta function nor a quadrature is needed. P(Y ≤ e^θ X) = Σ_l W'_l Σ_j NB(j; l + 1, e^θ) T_j, T_j = Σ_{k ≥ j} W_k:
/// the regularised incomplete betas of all k at once are the survival function of one negative binomial law. Every term is positive,
/// either tail is summed by itself, and only the terms near the law's peak are visited, so that small tails keep their digits.
/// One evaluation costs O(rows of the one window × √counts of the other). All of it runs on the host: for sources of too many counts for
/// <see cref="Kernels.Photometry.Hardness.HardnessKernel"/>, and as what that is tested against.
/// </remarks>
internal sealed class HardnessPosterior
{
    private const double Negligible = 1e-22;
    private const int MostSteps = 200;

    private readonly BandGammaMixture soft;
    private readonly BandGammaMixture hard;
    private readonly double offset;
    private readonly double centre;
    private readonly double width;

    /// <param name="soft">The soft band's aperture; valid (<see cref="ParameterRules"/>), in the same quantity as the other.</param>
    /// <param name="hard">The hard band's aperture.</param>
    public HardnessPosterior(in ApertureProblem soft, in ApertureProblem hard)
    {
        (this.soft, this.hard) = (BandGammaMixture.Of(soft), BandGammaMixture.Of(hard));
        offset = Math.Log(this.hard.H / this.soft.H);
        ((double softMean, double softVariance), (double hardMean, double hardVariance)) = (LogMoments(this.soft), LogMoments(this.hard));
        centre = hardMean - softMean;
        width = Math.Sqrt(softVariance + hardVariance);
    }

    /// <summary>Median, mean and equal-tail interval.</summary>
    /// <param name="confidence">Probability of the interval, inside (0, 1).</param>
    public HardnessSummary Summary(double confidence) =>
        new(Quantile(0.5), Mean(), Quantile(0.5 * (1.0 - confidence)), 1.0 - confidence > 0.0 ? UpperQuantile(0.5 * (1.0 - confidence)) : 1.0);

    /// <summary>P(HR ≤ <paramref name="ratio"/>).</summary>
    public double Distribution(double ratio) =>
        ratio <= -1.0 ? 0.0 : ratio >= 1.0 ? 1.0 : Tail(hard, soft, Math.Exp(LogOdds(ratio))).Probability;

    /// <summary>P(HR &gt; <paramref name="ratio"/>), with all its digits when it is small.</summary>
    public double Survival(double ratio) =>
        ratio <= -1.0 ? 1.0 : ratio >= 1.0 ? 0.0 : Tail(soft, hard, Math.Exp(-LogOdds(ratio))).Probability;

    /// <summary>The ratio below which HR lies with a probability inside (0, 1).</summary>
    public double Quantile(double probability) => probability > 0.5
        ? UpperQuantile(1.0 - probability)
        : Math.Tanh(0.5 * (Search(hard, soft, centre, probability) - offset));

    /// <summary>
    /// E[HR], in closed form: a pair of terms has E[S/(S + H)] = (k + 1)/(l + k + 2) · ₂F₁(1, l + 1; l + k + 3; 1 − h/h'), which for
    /// h = h' makes (l − k)/(l + k + 2) of HR.
    /// </summary>
    public double Mean() => soft.H <= hard.H ? 1.0 - (2.0 * Share(soft, hard)) : (2.0 * Share(hard, soft)) - 1.0;

    private double UpperQuantile(double probability) => Math.Tanh(0.5 * (-Search(soft, hard, -centre, probability) - offset));

    private double LogOdds(double ratio) => (2.0 * Math.Atanh(ratio)) + offset;

    /// <summary>
    /// The t with P(outer ≤ e^t inner) = probability, at most 1/2: Newton on the logarithm of that probability, within bounds.
    /// </summary>
    private double Search(BandGammaMixture outer, BandGammaMixture inner, double centre, double probability)
    {
        double below = -700.0, above = 700.0;
        double t = Math.Clamp(centre + (width * Normal.InvCDF(0.0, 1.0, probability)), -600.0, 600.0);
        for (int step = 0; step < MostSteps; step++)
        {
            (double tail, double density) = Tail(outer, inner, Math.Exp(t));
            double excess = Math.Log(Math.Max(tail, 1e-300) / probability);
            if (excess < 0.0)
            {
                below = t;
            }
            else
            {
                above = t;
            }
            double move = Math.Clamp(-excess * tail / Math.Max(density, 1e-300), -4.0, 4.0);
            double next = t + move;
            if (Math.Abs(move) <= 1e-8 * Math.Min(width, 1.0) && tail > 0.0)
            {
                return next;
            }

            t = next > below && next < above && tail > 0.0 ? next : 0.5 * (below + above);
            if (above - below <= 1e-15 * Math.Max(1.0, Math.Abs(t)))
            {
                return t;
            }
        }
        throw new InvalidOperationException($"the search for the quantile {probability} of a hardness ratio did not converge");
    }

    /// <summary>P(outer ≤ odds · inner) and its derivative in ln odds, Σ_l W_l Σ_j j W'_{j−1} NB(j; l + 1, odds).</summary>
    private static (double Probability, double Density) Tail(BandGammaMixture outer, BandGammaMixture inner, double odds)
    {
        double probability = 0.0, density = 0.0, last = inner.First + inner.Rows;
        for (int row = 0; row < outer.Rows; row++)
        {
            double weight = outer.Weights[row];
            if (weight < Negligible)
            {
                continue;
            }

            double l = outer.First + row;
            double peak = Math.Clamp(Math.Floor(l / odds), 0.0, last);
            double mass = NegativeBinomial.Mass(peak, l, odds);
            double sum = 0.0, slope = 0.0;
            double term = mass;
            for (double j = peak; j <= last && term > Negligible * mass; j++)
            {
                sum += term * inner.UpperSum(j);
                slope += term * j * inner.Weight(j - 1.0);
                term *= (l + j + 1.0) / ((j + 1.0) * (1.0 + odds));
            }
            term = mass;
            for (double j = peak - 1.0; j >= 0.0; j--)
            {
                term *= (j + 1.0) * (1.0 + odds) / (l + j + 1.0);
                if (term <= Negligible * mass)
                {
                    break;
                }

                sum += term * inner.UpperSum(j);
                slope += term * j * inner.Weight(j - 1.0);
            }
            probability += weight * sum;
            density += weight * slope;
        }
        return (probability, density);
    }

    /// <summary>E[share of the first band], where h of the first is no greater than that of the second.</summary>
    private static double Share(BandGammaMixture first, BandGammaMixture second)
    {
        double z = 1.0 - (first.H / second.H);
        double share = 0.0;
        for (int row = 0; row < second.Rows; row++)
        {
            double l = second.First + row;
            for (int column = 0; column < first.Rows; column++)
            {
                double weight = second.Weights[row] * first.Weights[column];
                if (weight < Negligible)
                {
                    continue;
                }

                double k = first.First + column;
                share += weight * (k + 1.0) / (l + k + 2.0) * HypergeometricOfOne.Value(l + 1.0, l + k + 3.0, z);
            }
        }
        return share;
    }

    /// <summary>Mean and variance of ln x, near enough to start a search from.</summary>
    private static (double Mean, double Variance) LogMoments(BandGammaMixture mixture)
    {
        double mean = 0.0, square = 0.0, spread = 0.0;
        for (int row = 0; row < mixture.Rows; row++)
        {
            (double l, double weight) = (mixture.First + row, mixture.Weights[row]);
            double log = Math.Log(l + 0.56);
            mean += weight * log;
            square += weight * log * log;
            spread += weight / (l + 0.61);
        }
        return (mean, Math.Max(square - (mean * mean), 0.0) + spread);
    }
}
