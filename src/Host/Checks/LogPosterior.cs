using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Checks;

/// <summary>ln of the density that a posterior's draws are of, up to a constant, where it has a closed form: of (B, v), all log fluxes integrated out.</summary>
internal static class LogPosterior
{
    // Operations that take a few seconds.
    private const long Budget = 1L << 32;

    /// <summary>
    /// ln p(B) p(v) p(y | B, v) of every kept draw, up to one constant; null where the model's likelihood has no closed form, or where it would take long.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="priors">The priors of all that the blocks hold.</param>
    /// <param name="blocks">The posterior's blocks.</param>
    /// <param name="options">How the draws were made.</param>
    /// <param name="cancellation">Stops it.</param>
    public static double[]? Of(
        IModel model, Observations observations, Priors priors, IReadOnlyList<Block> blocks, FitOptions options, CancellationToken cancellation = default)
    {
        if (model.Can.NoSensitivity is not null || blocks.Any(block => !IsClosed(block)))
        {
            return null;
        }

        double[]? known = model.KnownVariance(observations);
        if (model.Marginals(new ThinnedDraws(observations, blocks, known, options, 1)) is not null)
        {
            return null;
        }

        double[][] areas = blocks.Single(block => block.Role is Role.Area).Draws;
        double[][] variances = blocks.SingleOrDefault(block => block.Role is Role.Scatter)?.Draws ?? [];
        IntegratedLikelihood likelihood = known is null ? new(PatternStatistics.Of(observations)) : new(observations, known);
        if (likelihood.Cost * areas[0].Length > Budget)
        {
            return null;
        }

        PosteriorFactors factors = PosteriorFactors.Of(likelihood, priors, areas, variances, cancellation);
        double[] prior = factors.Prior;
        return [.. prior.Select((value, s) => value + factors.Likelihood[s])];
    }

    private static bool IsClosed(Block block) => block is { Role: Role.Area } or { Role: Role.Scatter, Axis: Axis.Instrument };
}
