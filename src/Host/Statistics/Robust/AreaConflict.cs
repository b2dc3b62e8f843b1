using GpuConcord.Host.Data;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Statistics.Robust;

/// <summary>
/// The pair of instruments whose areas the data put farthest from where the prior has them, in the standard deviations that the prior and the data
/// together allow. From a weighted least-squares fit, not from draws of a posterior, which has several modes where prior and data contradict each other.
/// </summary>
/// <param name="First">The instrument whose area the data put too high, beside the other.</param>
/// <param name="Second">The other.</param>
/// <param name="Data">B_first − B_second by the data alone, natural logarithm.</param>
/// <param name="Prior">The same by the prior, b_first − b_second.</param>
/// <param name="PriorSd">Its prior standard deviation, √(τ² + τ²) where the two are independent.</param>
/// <param name="Z">(Data − Prior) over the standard deviation that prior and data together give it, greater than 0.</param>
/// <param name="Chance">A bound of the chance that some pair of this table lies so far apart when prior and data agree; 1 where nothing is unusual.</param>
/// <param name="Odd">The one of the two that lies farther from the others, as the median sees it.</param>
/// <param name="FittingTau">A τ for all instruments under which the differences are usual: the standard deviation of B − b by the data alone.</param>
internal sealed record AreaConflict(int First, int Second, double Data, double Prior, double PriorSd, double Z, double Chance, int Odd, double FittingTau)
{
    private const double MostUsual = 4;
    private const double LeastChance = 2e-3;

    // Beyond this a t distribution is the normal one.
    private const double MostDegrees = 1e6;
    private const int Shares = 16;

    /// <summary>Whether prior and data contradict each other: beyond 4 standard deviations, and by chance in one table of five hundred at most.</summary>
    public bool IsConflict => Z > MostUsual && Chance < LeastChance;

    /// <summary>The worst pair; null when no two instruments share a source.</summary>
    /// <param name="found">What the data say of the areas.</param>
    /// <param name="priors">The priors of the instruments.</param>
    public static AreaConflict? Of(AreaShifts found, Priors priors)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(priors);
        double[] shift = [.. found.Area.Select((area, i) => area - priors.LogArea[i])];
        AreaConflict? worst = null;
        int pairs = 0;
        for (int i = 0; i < shift.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                if (found.Component[i] < 0 || found.Component[i] != found.Component[k])
                {
                    continue;
                }

                pairs++;
                double tied = priors.Correlation is { } correlation ? 2 * correlation[i, k] * priors.Tau[i] * priors.Tau[k] : 0;
                double ofPrior = (priors.Tau[i] * priors.Tau[i]) + (priors.Tau[k] * priors.Tau[k]) - tied;
                double ofData = found.Covariance[i, i] + found.Covariance[k, k] - (2 * found.Covariance[i, k]);
                double z = (shift[i] - shift[k]) / Math.Sqrt(ofPrior + ofData);
                double chance = Math.Abs(z) <= MostUsual ? 1
                    : Bound(Math.Abs(shift[i] - shift[k]), Math.Sqrt(ofPrior), Math.Sqrt(ofData), Math.Min(found.Freedom[i], found.Freedom[k]));
                if (worst is null || chance < worst.Chance || (chance == worst.Chance && Math.Abs(z) > worst.Z))
                {
                    (int up, int down) = z > 0 ? (i, k) : (k, i);
                    double[] own = [.. shift.Where((_, other) => found.Component[other] == found.Component[i]).Order()];
                    double middle = 0.5 * (own[own.Length / 2] + own[(own.Length - 1) / 2]);
                    worst = new AreaConflict(
                        up, down, found.Area[up] - found.Area[down], priors.LogArea[up] - priors.LogArea[down], Math.Sqrt(ofPrior), Math.Abs(z), chance,
                        Math.Abs(shift[up] - middle) >= Math.Abs(shift[down] - middle) ? up : down, Spread(own));
                }
            }
        }

        return worst is null ? null : worst with { Chance = Math.Min(1, pairs * worst.Chance) };
    }

    /// <summary>
    /// A bound of P(|x + e| > d) for x normal and e of a t distribution: x or e has its share of d, and the shares are those that make the bound least.
    /// Welch's approximation would not do: where the scatter of few measurements is small by chance it takes the tail for a normal one.
    /// </summary>
    private static double Bound(double distance, double normalSd, double scale, double freedom)
    {
        double least = 1;
        for (int share = 1; share < Shares; share++)
        {
            double ofNormal = distance * share / Shares;
            least = Math.Min(least, 2 * (Normal.CDF(0, normalSd, -ofNormal) + StudentT.CDF(0, scale, Math.Min(freedom, MostDegrees), ofNormal - distance)));
        }

        return least;
    }

    private static double Spread(double[] own)
    {
        double mean = own.Average();
        return Math.Sqrt(own.Sum(x => (x - mean) * (x - mean)) / (own.Length - 1));
    }
}
