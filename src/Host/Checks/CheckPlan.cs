using GpuConcord.Host.Models;

namespace GpuConcord.Host.Checks;

/// <summary>How much of many observations the checks look at, so that they take about as long as the fit. Few observations have no plan: there all is looked at.</summary>
/// <param name="Sources">Sources that are drawn for leave-one-out.</param>
/// <param name="Draws">Draws S that leave-one-out weighs.</param>
/// <param name="ResidualDraws">Draws that the residuals of all observations are looked at under, S or fewer.</param>
internal readonly record struct CheckPlan(int Sources, int Draws, int ResidualDraws)
{
    /// <summary>Fewest draws that residuals are looked at under: a p-value is then known to 0.1 at worst, and better the nearer it is to 0 or 1.</summary>
    public const int FewestResidualDraws = 24;

    // Up to so many observations nothing is gained; a model whose densities are slow is sampled earlier.
    private const int MostInFull = 2000;
    private const int FewestInFull = 1000;
    private const int FullShare = 64;

    // Leave-one-out looks at some thousand observations, of slow densities at a few hundred.
    private const int MostSampled = 1000;
    private const int FewestSampled = 300;
    private const int SampledShare = 1024;
    private const int MostSampledDraws = 1000;
    private const int ResidualShare = 32;

    /// <summary>The plan; null where everything is to be looked at.</summary>
    /// <param name="budget">Observations × draws that are looked at within a few seconds.</param>
    /// <param name="observations">How many there are.</param>
    /// <param name="sources">How many sources there are that can be left out an observation of.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    public static CheckPlan? Of(long budget, int observations, int sources, IReadOnlyList<Block> blocks)
    {
        if (observations <= Math.Clamp(budget / FullShare, FewestInFull, MostInFull) || !SigmaPoints.Fits(blocks))
        {
            return null;
        }

        int sampled = (int)Math.Clamp(budget / SampledShare, FewestSampled, MostSampled);
        int drawn = (int)Math.Ceiling((double)sampled * sources / observations);
        int kept = blocks.Single(block => block.Role is Role.Area).Draws[0].Length;
        int draws = Math.Min(kept, Math.Min(MostSampledDraws, ModelChecks.Affordable(budget, sampled)));

        // Clusters of very many observations would be too few for an error; as many draws as parameters do not make a covariance.
        if (drawn < FewestSampled / 10 || 2 * drawn >= sources || draws < Math.Max(ModelChecks.FewestDraws, 4 * SigmaPoints.Parameters(blocks)))
        {
            return null;
        }

        int residuals = (int)Math.Clamp(budget / ResidualShare / observations, FewestResidualDraws, draws);
        return new CheckPlan(drawn, draws, residuals);
    }
}
