using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogT;

/// <summary>What is prepared before any draw: the mode, the region about it, and how finely integrals over fluxes are to be made.</summary>
/// <param name="Sources">The data.</param>
/// <param name="Region">Where θ is looked for.</param>
/// <param name="Kappas">κ.</param>
/// <param name="Unit">s.</param>
/// <param name="Step">Step of even nodes.</param>
/// <param name="Points">Where rules are made and tested.</param>
/// <param name="Error">The density of an observation.</param>
/// <param name="Areas">Prior of B.</param>
/// <param name="Alpha">α of every fitted σ².</param>
/// <param name="Beta">β of every fitted σ².</param>
internal sealed record CollapsedPlan(
    SharedSources Sources, CollapsedRegion Region, KappaPolynomials Kappas, double Unit, double Step, RulePoints Points, LogTError Error, AreaPrior Areas,
    double[] Alpha, double[] Beta)
{
    /// <summary>Fewest observations that must bear on every σ² and B: with fewer a posterior is far from normal, and Gibbs is done at once.</summary>
    public const int FewestObservations = 40;

    // Powers beyond lose too many digits.
    private const double MostDegrees = 300;

    private const int FewToBegin = 8000;
    private const double FirstStep = 0.5;
    private const double Finer = 0.7;
    private const int MostRefinements = 5;

    /// <summary>The rules for the sources' integrals.</summary>
    public SourceRules Rules => new(Sources, Error, Kappas, Region, Unit, Points);

    /// <summary>Prepares; null where these data are not for it.</summary>
    /// <param name="sources">The data.</param>
    /// <param name="model">The model.</param>
    /// <param name="priors">Its priors.</param>
    /// <param name="areas">Prior of B.</param>
    /// <param name="start">A typical σ² of each instrument.</param>
    /// <param name="cancellation">Looked at on the way.</param>
    public static CollapsedPlan? Of(SharedSources sources, LogTModel model, Priors priors, AreaPrior areas, double[] start, CancellationToken cancellation)
    {
        int n = areas.Count;
        int[] counts = new int[n];
        foreach (int i in sources.Instrument)
        {
            counts[i]++;
        }

        double? known = model.Sigma * model.Sigma;
        int scales = known is not null ? 0 : model.CommonSigma ? 1 : n;
        if (model.Nu > MostDegrees || counts.Min() < FewestObservations || PolynomialFit.Points(n + scales) == 0)
        {
            return null;
        }

        LogTError error = new(model.Nu);
        (double[] alpha, double[] beta) = (priors.Alpha[..scales], priors.Beta[..scales]);
        double[] theta = [.. Medians(sources, n), .. start[..scales].Select(own => Math.Log(own))];
        int few = Math.Min(FewToBegin, sources.Count);
        if (few < sources.Count)
        {
            SharedSources some = sources.Only([.. Enumerable.Range(0, few).Select(k => (int)((long)k * sources.Count / few))]);
            theta = new CollapsedMode(some, areas, alpha, beta, error, known).Find(theta, cancellation)?.Centre ?? theta;
        }

        if (new CollapsedMode(sources, areas, alpha, beta, error, known).Find(theta, cancellation) is not var (centre, precision))
        {
            return null;
        }

        double[] share = [.. counts.Select((count, i) => count / (known ?? Math.Exp(centre[n + (scales == 1 ? 0 : i)])))];
        double all = share.Sum();
        CollapsedRegion region = new(centre, precision, Array.ConvertAll(share, own => own / all), known);
        RulePoints points = region.Points();
        double unit = Math.Sqrt(Math.Exp(points.Scale.Average(own => Math.Log(own))));

        KappaPolynomials kappas = new(model.Nu, Math.Sqrt(region.LeastScale), unit);
        CollapsedPlan plan = new(sources, region, kappas, unit, FirstStep, points, error, areas, alpha, beta);
        for (int refinement = 0; refinement < MostRefinements; refinement++)
        {
            if (plan.Rules.Coarseness(plan.Step) <= 1)
            {
                return plan;
            }

            plan = plan with { Step = Finer * plan.Step };
        }

        return null;
    }

    private static double[] Medians(SharedSources sources, int instruments)
    {
        List<double>[] own = [.. Enumerable.Range(0, instruments).Select(_ => new List<double>())];
        for (int o = 0; o < sources.Value.Length; o++)
        {
            own[sources.Instrument[o]].Add(sources.Value[o]);
        }

        return [.. own.Select(values =>
        {
            values.Sort();
            return values[values.Count / 2];
        })];
    }
}
