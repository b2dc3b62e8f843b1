using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Threads;

namespace GpuConcord.Host.Checks;

/// <summary>The factors of the log-Normal posterior of (B, v) under each draw, which power-scaling raises to powers: logarithms, up to constants.</summary>
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
/// <param name="AreaPrior">ln p(B), one entry a draw.</param>
/// <param name="VariancePrior">ln p(v); zeros when no variance was fitted.</param>
/// <param name="Likelihood">ln p(y | B, v), or of a model with more parameters ln p(y | all of them).</param>
internal sealed record PosteriorFactors(double[] AreaPrior, double[] VariancePrior, double[] Likelihood)
{
    /// <summary>ln of the prior of the population of sources, which is a factor of its own; null when there is none.</summary>
    public double[]? PopulationPrior { get; init; }

    /// <summary>ln p(B) p(v), and of the population where there is one.</summary>
    public double[] Prior
    {
        get
        {
            double[] prior = [.. AreaPrior.Zip(VariancePrior, (area, variance) => area + variance)];
            return PopulationPrior is null ? prior : [.. prior.Zip(PopulationPrior, (own, population) => own + population)];
        }
    }

    /// <summary>The factors under draws.</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="logArea">Draws of B, an array an instrument.</param>
    /// <param name="variance">Draws of v likewise; empty when all variances are known.</param>
    /// <param name="cancellation">Stops it.</param>
    public static PosteriorFactors Of(
        IntegratedLikelihood likelihood, Priors priors, double[][] logArea, double[][] variance, CancellationToken cancellation = default) =>
        Of((_, b, v) => likelihood.LogDensity(b, v), null, priors, logArea, variance, cancellation);

    /// <summary>The factors of a model with parameters besides these.</summary>
    /// <param name="marginals">Its likelihood and the prior of its population, by number of the draw.</param>
    /// <param name="priors">The priors.</param>
    /// <param name="logArea">The same draws of B, an array an instrument.</param>
    /// <param name="variance">Draws of v likewise; empty when all variances are known.</param>
    /// <param name="cancellation">Stops it.</param>
    public static PosteriorFactors Of(MarginalFactors marginals, Priors priors, double[][] logArea, double[][] variance, CancellationToken cancellation = default) =>
        Of((s, _, _) => marginals.Likelihood(s), marginals.PopulationPrior, priors, logArea, variance, cancellation);

    private static PosteriorFactors Of(
        Func<int, double[], double[], double> likelihood, Func<int, double>? population, Priors priors, double[][] logArea, double[][] variance,
        CancellationToken cancellation)
    {
        AreaPrior areas = Statistics.AreaPrior.Of(priors);
        int count = logArea[0].Length;
        PosteriorFactors factors = new(new double[count], new double[count], new double[count]) { PopulationPrior = population is null ? null : new double[count] };
        SideBySide.For(0, count, s =>
        {
            double[] b = Array.ConvertAll(logArea, draws => draws[s]);
            double[] v = Array.ConvertAll(variance, draws => draws[s]);
            factors.AreaPrior[s] = LogAreaPrior(areas, b);
            factors.VariancePrior[s] = LogVariancePrior(priors, v);
            factors.Likelihood[s] = likelihood(s, b, v);
            if (population is not null)
            {
                factors.PopulationPrior![s] = population(s);
            }
        }, cancellation);
        return factors;
    }

    /// <summary>−½ (B − b)ᵀT⁻¹(B − b).</summary>
    private static double LogAreaPrior(AreaPrior prior, double[] logArea)
    {
        double density = 0;
        for (int i = 0; i < logArea.Length; i++)
        {
            for (int k = 0; k < logArea.Length; k++)
            {
                density -= 0.5 * (logArea[i] - prior.Mean[i]) * prior.Precision[i, k] * (logArea[k] - prior.Mean[k]);
            }
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
}
