using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Inference.Checks;

/// <summary>The factors of the log-Normal posterior of (B, v) under each draw, which <see cref="Sensitivity"/> raises to powers.</summary>
/// <remarks>
/// <para>The posterior that is scaled is p(B)^a p(v)^c p(y | B, v)^d, p(y | B, v) being the likelihood with the flat fluxes G integrated out
/// (<see cref="IntegratedLikelihood"/>). The alternative is to scale p(y | B, G, v) and to integrate G out afterwards:
/// ∫ Π N(y_ij; B_i + G_j − s_ij/2, s_ij)^d dG_j ∝ Π s_ij^(−d/2) W_j^(−1/2) exp(−d Q_j/2), Q_j = Σ w_ij (e_ij − ē_j)², against
/// Π s_ij^(−d/2) W_j^(−d/2) exp(−d Q_j/2) here. Both scale what is said of B alike, and are the same when the variances are known. But
/// the power of the flat flux's own ½ ln W_j is not data: with it a source seen once, which says nothing of v, would say v^((1−d)/2); and
/// two instruments, whose data know v₁ + v₂ only, would be given an opinion of v₁/v₂ as strong as (d − 1) M/2 powers of it. A likelihood
/// that is constant must stay so at every power, hence fluxes are integrated out first.</para>
/// <para>Densities are those of B and of v = σ², as priors are stated: p(v)^c is InvGamma(c(a + 1) − 1, cb).</para>
/// </remarks>
internal static class ScaledPosterior
{
    /// <summary>Most draws that are looked at: a sensitivity's Monte Carlo error is then below one per cent of it.</summary>
    private const int MostDraws = 1 << 15;

    private const int FewestDraws = 2000;

    // Operations that take a second or two.
    private const long Budget = 1L << 30;

    /// <summary>Looks at every B, fitted σ and level.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="logArea">Draws of B, an array an instrument.</param>
    /// <param name="variance">Draws of v likewise; empty when all variances are known.</param>
    /// <param name="known">Known variances that are all of the scatter or a part of it; null when there are none.</param>
    /// <param name="components">Connected components of the instrument graph.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Sensitivity Look(
        Observations observations, Priors priors, double[][] logArea, double[][] variance, double[]? known, int[][] components, CancellationToken cancellation)
    {
        IntegratedLikelihood likelihood = known is null ? new(PatternStatistics.Of(observations)) : new(observations, known);
        AreaPrior areaPrior = Statistics.AreaPrior.Of(priors);
        int all = logArea[0].Length;
        int count = Math.Min(all, (int)Math.Clamp(Budget / Math.Max(1, likelihood.Cost), FewestDraws, MostDraws));
        int[] at = [.. Enumerable.Range(0, count).Select(s => (int)((long)s * all / count))];
        double[][] areas = Thinned(logArea, at), variances = Thinned(variance, at);
        double[] ofAreas = new double[count], ofVariances = new double[count], ofData = new double[count];
        double[][] levels = [.. components.Select(_ => new double[count])];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, s =>
        {
            double[] b = Array.ConvertAll(areas, draws => draws[s]), v = Array.ConvertAll(variances, draws => draws[s]);
            ofAreas[s] = LogAreaPrior(areaPrior, components, b, levels, s);
            ofVariances[s] = LogVariancePrior(priors, v);
            ofData[s] = likelihood.LogDensity(b, v);
        });

        (string Name, int Instrument, double[] Draws)[] quantities =
        [
            .. areas.Select((draws, i) => ($"B[{observations.Instruments[i]}]", i, draws)),
            .. variances.Select((draws, i) => ($"sigma[{observations.Instruments[i]}]", i, Array.ConvertAll(draws, Math.Sqrt))),
            .. levels.Select((draws, c) => (levels.Length == 1 ? "level" : $"level[{observations.Instruments[components[c][0]]}…]", -1, draws)),
        ];
        RankedDraws[] ranked = new RankedDraws[quantities.Length];
        Parallel.For(0, ranked.Length, k => ranked[k] = new RankedDraws(quantities[k].Draws));
        PowerScaling scaledAreas = PowerScaling.Of(ofAreas, ranked);
        PowerScaling? scaledVariances = variances.Length == 0 ? null : PowerScaling.Of(ofVariances, ranked);
        return new Sensitivity
        {
            Parameters = [.. quantities.Select(quantity =>
            {
                double mean = Moments.Mean(quantity.Draws);
                return new SensitiveParameter(quantity.Name, quantity.Instrument, mean, Math.Sqrt(Moments.Variance(quantity.Draws, mean)));
            })],
            Prior = scaledVariances is null ? scaledAreas : PowerScaling.Of([.. ofAreas.Zip(ofVariances, (a, v) => a + v)], ranked),
            AreaPrior = scaledAreas,
            VariancePrior = scaledVariances,
            Likelihood = PowerScaling.Of(ofData, ranked),
            Draws = count,
        };
    }

    /// <summary>
    /// −½ (B − b)ᵀT⁻¹(B − b); writes the level of each component, the mean of its B − b with the weights that T⁻¹ gives: the part of
    /// them that only the prior knows, with the prior's own distribution whatever the data say.
    /// </summary>
    private static double LogAreaPrior(AreaPrior prior, int[][] components, double[] logArea, double[][] levels, int draw)
    {
        int n = prior.Count;
        double[] pull = new double[n];
        double density = 0;
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                pull[i] += prior.Precision[i, k] * (logArea[k] - prior.Mean[k]);
            }

            density -= 0.5 * pull[i] * (logArea[i] - prior.Mean[i]);
        }

        for (int c = 0; c < components.Length; c++)
        {
            double sum = 0;
            double weight = 0;
            foreach (int i in components[c])
            {
                sum += pull[i];
                foreach (int k in components[c])
                {
                    weight += prior.Precision[i, k];
                }
            }

            levels[c][draw] = sum / weight;
        }

        return density;
    }

    /// <summary>Σ −(α + 1) ln v − β/v.</summary>
    private static double LogVariancePrior(Priors priors, double[] variance)
    {
        double density = 0;
        for (int i = 0; i < variance.Length; i++)
        {
            density -= ((priors.Alpha[i] + 1) * Math.Log(variance[i])) + (priors.Beta[i] / variance[i]);
        }

        return density;
    }

    private static double[][] Thinned(double[][] draws, int[] at) => [.. draws.Select(all => Array.ConvertAll(at, s => all[s]))];
}
