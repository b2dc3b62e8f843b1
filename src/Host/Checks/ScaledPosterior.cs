using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Checks;

/// <summary>Scales every factor of a posterior of (B, v) by turns, and sees what it does to each B, σ and level.</summary>
internal static class ScaledPosterior
{
    /// <summary>Most draws that are looked at: a sensitivity's Monte Carlo error is then below one per cent of it.</summary>
    private const int MostDraws = 1 << 15;

    private const int FewestDraws = 2000;
    private const int Cheaper = 4;

    // Operations that take a second or two.
    private const long Budget = 1L << 30;

    /// <summary>Looks at a posterior.</summary>
    /// <param name="model">The model.</param>
    /// <param name="observations">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="blocks">The posterior's blocks: B, and v where any is fitted.</param>
    /// <param name="components">Connected components of the instrument graph.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Sensitivity Look(
        IModel model, Observations observations, Priors priors, IReadOnlyList<Block> blocks, int[][] components, CancellationToken cancellation)
    {
        double[]? known = model.KnownVariance(observations);
        double[][] logArea = blocks.Single(block => block.Role is Role.Area).Draws;
        double[][] variance = blocks.SingleOrDefault(block => block.Role is Role.Scatter)?.Draws ?? [];

        // Integrals that have no closed form cost about as much as those of a check; one that scales a factor needs only one of them an observation.
        int few = ModelChecks.Affordable(Cheaper * model.Can.CheckBudget, observations.Count);
        MarginalFactors? marginals = model.Marginals(new ThinnedDraws(observations, blocks, known, new FitOptions(), few));
        IntegratedLikelihood? likelihood = marginals is not null ? null : known is null ? new(PatternStatistics.Of(observations)) : new(observations, known);
        int[] at = EvenlySpaced.Of(logArea[0].Length, likelihood is null ? few : (int)Math.Clamp(Budget / Math.Max(1, likelihood.Cost), FewestDraws, MostDraws));
        (double[][] areas, double[][] variances) = (Thinned(logArea), Thinned(variance));
        PosteriorFactors factors = likelihood is null
            ? PosteriorFactors.Of(marginals!, priors, areas, variances, cancellation)
            : PosteriorFactors.Of(likelihood, priors, areas, variances, cancellation);
        double[][] levels = Levels(AreaPrior.Of(priors), areas, components);

        (string Name, int Instrument, double[] Draws)[] quantities =
        [
            .. areas.Select((draws, i) => ($"B[{observations.Instruments[i]}]", i, draws)),
            .. variances.Select((draws, i) => ($"sigma[{observations.Instruments[i]}]", i, Array.ConvertAll(draws, Math.Sqrt))),
            .. levels.Select((draws, c) => (Sensitivity.LevelName(levels.Length, observations.Instruments[components[c][0]]), -1, draws)),
        ];
        RankedDraws[] ranked = new RankedDraws[quantities.Length];
        SideBySide.For(0, ranked.Length, k => ranked[k] = new RankedDraws(quantities[k].Draws), cancellation);
        cancellation.ThrowIfCancellationRequested();
        bool fitted = variances.Length > 0;
        PowerScaling scaledAreas = PowerScaling.Of(factors.AreaPrior, ranked, cancellation);
        return new Sensitivity
        {
            Parameters = [.. quantities.Select(quantity =>
            {
                double mean = Moments.Mean(quantity.Draws);
                return new SensitiveParameter(quantity.Name, quantity.Instrument, mean, Math.Sqrt(Moments.Variance(quantity.Draws, mean)));
            })],
            Prior = fitted || factors.PopulationPrior is not null ? PowerScaling.Of(factors.Prior, ranked, cancellation) : scaledAreas,
            AreaPrior = scaledAreas,
            VariancePrior = fitted ? PowerScaling.Of(factors.VariancePrior, ranked, cancellation) : null,
            PopulationPrior = factors.PopulationPrior is { } population ? PowerScaling.Of(population, ranked, cancellation) : null,
            Likelihood = PowerScaling.Of(factors.Likelihood, ranked, cancellation),
            Draws = at.Length,
        };

        double[][] Thinned(double[][] draws) => [.. draws.Select(own => Array.ConvertAll(at, s => own[s]))];
    }

    /// <summary>
    /// The level of each component, (EᵀT⁻¹E)⁻¹EᵀT⁻¹(B − b) with E the membership matrix: the shift of the component that only the prior
    /// knows. Its posterior is its prior, N(0, (EᵀT⁻¹E)⁻¹), whatever the data.
    /// </summary>
    private static double[][] Levels(AreaPrior prior, double[][] areas, int[][] components)
    {
        Matrix<double> precision = Matrix<double>.Build.DenseOfArray(prior.Precision);
        Matrix<double> members = Matrix<double>.Build.Dense(prior.Count, components.Length, (i, c) => components[c].Contains(i) ? 1.0 : 0.0);
        Matrix<double> pull = members.Transpose() * precision;
        double[,] weights = (pull * members).Solve(pull).ToArray();
        return [.. components.Select((_, c) => Enumerable.Range(0, areas[0].Length).Select(s =>
        {
            double level = 0;
            for (int i = 0; i < areas.Length; i++)
            {
                level += weights[c, i] * (areas[i][s] - prior.Mean[i]);
            }

            return level;
        }).ToArray())];
    }
}
