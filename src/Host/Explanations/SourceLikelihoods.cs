using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Explanations;

/// <summary>ln p(y_j | parameters) of whole sources, their fluxes integrated out, under the draws of a fit: what leaving a source out divides the posterior by.</summary>
internal sealed class SourceLikelihoods
{
    private const int FewestDraws = 400;
    private const int MostDraws = 4000;

    private readonly Fit fit;
    private readonly ISourceErrors errors;
    private readonly int[] at;

    /// <param name="fit">The fit; it keeps its draws.</param>
    public SourceLikelihoods(Fit fit)
    {
        this.fit = fit;
        Observations data = fit.Observations;
        int most = (int)Math.Clamp(2 * fit.Model.Can.CheckBudget / Math.Max(1, data.Count), FewestDraws, MostDraws);
        at = EvenlySpaced.Of(fit.LogArea[0].Length, most);
        errors = fit.Model.Errors(new ThinnedDraws(data, fit.Blocks, fit.KnownVariance, fit.Options, at));
    }

    /// <summary>The draws of an instrument's area that are looked at.</summary>
    /// <param name="instrument">Index of the instrument.</param>
    public AreaWeights Area(int instrument)
    {
        double[] all = fit.LogArea[instrument];
        double nominal = fit.Priors.LogArea[instrument], effective = fit.Areas[instrument].EssBulk;

        // Draws further apart are less alike: they are worth no less than all are, up to their number.
        ParameterSummary area = fit.Areas[instrument];
        return new AreaWeights(
            Array.ConvertAll(at, s => all[s] - nominal), Level(instrument), double.IsNaN(effective) ? at.Length : Math.Min(at.Length, effective),
            [area.Q2_5 - nominal, area.Median - nominal, area.Q97_5 - nominal]);
    }

    /// <summary>
    /// The mean of B − b over the instrument's component by weights 1/τ², draw by draw. Where every flux has a flat prior the likelihood knows differences of areas only, and
    /// by independent priors this mean is independent of them: it keeps its prior. 0 where the model or the priors tie it to the data.
    /// </summary>
    private double[] Level(int instrument)
    {
        double[] level = new double[at.Length];
        if (errors.PredictsAlone || fit.Joint is not null)
        {
            return level;
        }

        int[] component = fit.Components.Single(members => Array.IndexOf(members, instrument) >= 0);
        double total = component.Sum(i => 1 / (fit.Priors.Tau[i] * fit.Priors.Tau[i]));
        foreach (int i in component)
        {
            double weight = 1 / (fit.Priors.Tau[i] * fit.Priors.Tau[i] * total);
            for (int s = 0; s < at.Length; s++)
            {
                level[s] += weight * (fit.LogArea[i][at[s]] - fit.Priors.LogArea[i]);
            }
        }

        return level;
    }

    /// <summary>Whether a source says anything of areas.</summary>
    public bool Bears(int source) => fit.Observations.First[source + 1] - fit.Observations.First[source] is int count && (count > 1 || (count == 1 && errors.PredictsAlone));

    /// <summary>Fills ln p of a source, a value a draw. May be called from several threads.</summary>
    public void Fill(int source, Span<double> values)
    {
        for (int s = 0; s < values.Length; s++)
        {
            values[s] = errors.Together(source, s);
        }
    }

    /// <summary>ln p of a source, a value a draw.</summary>
    public double[] Of(int source)
    {
        double[] values = new double[at.Length];
        Fill(source, values);
        return values;
    }
}
