using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Checks;

/// <summary>
/// The checks of very many observations: every one is looked at cheaply (residuals under few draws, leave-one-out to second order), and a sample of the sources, with all
/// that are conspicuous, as closely as those of few observations. The sample says how far the cheap look is off, and how well that is known.
/// </summary>
internal static class SampledChecks
{
    // The observations with the largest mean residuals are looked at in any case.
    private const int Largest = 20;

    /// <summary>What is looked at; null where everything is to be.</summary>
    public static CheckPlan? Plan(IModel model, Observations observations, IReadOnlyList<Block> blocks)
    {
        int sources = 0;
        for (int j = 0; j < observations.SourceCount; j++)
        {
            sources += observations.First[j + 1] > observations.First[j] ? 1 : 0;
        }

        return CheckPlan.Of(model.Can.CheckBudget, observations.Count, sources, blocks);
    }

    /// <summary>Checks a posterior.</summary>
    public static ModelChecks Of(
        CheckPlan plan, IModel model, Observations observations, IReadOnlyList<Block> blocks, FitOptions options, IProgress<FitProgress>? progress,
        Action<string>? notice, CancellationToken cancellation)
    {
        int[] at = EvenlySpaced.Of(blocks.Single(block => block.Role is Role.Area).Draws[0].Length, plan.Draws);
        int[] few = EvenlySpaced.Of(plan.Draws, plan.ResidualDraws);
        SigmaPoints points = SigmaPoints.Of(blocks, at);
        ThinnedDraws draws = ThinnedDraws.Copied(observations, points.Blocks, model.KnownVariance(observations), options, at);
        ISourceErrors errors = model.Errors(draws);
        LeaveOutDensity density = new(observations, errors, plan.Draws);
        if (notice is not null && (long)observations.Count * (few.Length + points.All - points.Draws) > model.Can.CheckBudget)
        {
            CheckTime.Announce(observations, errors, density, points, few, notice, cancellation);
        }

        ResidualChecks residuals = ManyResiduals.Of(observations, errors, plan.Draws, few, share => Report("residuals", share), cancellation);
        LeaveOutSurrogate surrogate = LeaveOutSurrogate.Of(observations, errors, points, share => Report("expansion", share), cancellation);
        Looked looked = Choose(density, residuals.Mean, surrogate, plan.Sources, draws.SampleRandom());
        double[] standsFor = [.. looked.Index.Select(k => looked.StandsFor(density.SourceOf(density.Judged[k])))];
        LeaveOneOut exact = LeaveOneOut.Of(
            looked.Index.Length, plan.Draws, (i, values) => density.Fill(looked.Index[i], values), standsFor, out double[] influence, share => Report("leave-one-out", share),
            cancellation);
        (LeaveOneOut whole, DifferenceEstimate elpd, DifferenceEstimate parameters) = Combine(observations, density, surrogate, looked, exact);
        Expand(observations, errors, points, surrogate, looked, influence);
        return new ModelChecks
        {
            Residuals = residuals,
            LeaveOneOut = whole with { ElpdMonteCarloError = LeaveOneOut.MonteCarloErrorOf(influence) },
            Counts = errors is IReplicatedCounts counts
                ? CountChecks.Of(
                    observations, counts, EvenlySpaced.Of(plan.Draws, ModelChecks.FewestDraws), withErrors: true, share => Report("predicted counts", share), cancellation)
                : null,
            Judged = density.Judged,
            Source = [.. density.Judged.Select(density.SourceOf)],
            Sample = new CheckSample(
                looked.Index.Length, looked.Certain.Length + looked.Drawn.Length, looked.Certain.Length, looked.Certain.Length + looked.Population, few.Length,
                elpd.Error, parameters.Error),
        };

        void Report(string what, double share) => progress?.Report(new FitProgress($"checks, {what}", share));
    }

    /// <summary>Draws the sample from the sources that are not conspicuous.</summary>
    private static Looked Choose(LeaveOutDensity density, double[] meanResidual, LeaveOutSurrogate surrogate, int count, System.Random random)
    {
        int[] judged = density.Judged;
        IEnumerable<int> largest = judged.Select(o => (Size: Math.Abs(meanResidual[o]), Observation: o)).OrderByDescending(pair => pair.Size).Take(Largest)
            .Select(pair => density.SourceOf(pair.Observation));
        HashSet<int> certain = [.. surrogate.Conspicuous, .. largest];
        List<int> rest = [];
        for (int k = 0; k < judged.Length; k++)
        {
            int source = density.SourceOf(judged[k]);
            if ((k == 0 || density.SourceOf(judged[k - 1]) != source) && !certain.Contains(source))
            {
                rest.Add(source);
            }
        }

        int[] drawn = DifferenceEstimate.Draw([.. rest], count, random);
        HashSet<int> all = [.. certain, .. drawn];
        return new Looked(
            [.. certain.Order()], drawn, rest.Count, certain, [.. Enumerable.Range(0, judged.Length).Where(k => all.Contains(density.SourceOf(judged[k])))]);
    }

    /// <summary>What was looked at as it came out, and the rest by the surrogate and its mean difference.</summary>
    private static (LeaveOneOut Whole, DifferenceEstimate Elpd, DifferenceEstimate Parameters) Combine(
        Observations observations, LeaveOutDensity density, LeaveOutSurrogate surrogate, Looked looked, LeaveOneOut exact)
    {
        int[] judged = density.Judged;
        double[] logDensity = [.. judged.Select(o => surrogate.LogDensity[o])];
        double[] optimism = [.. judged.Select(o => surrogate.Influence[o])];
        double[] shape = new double[judged.Length];
        Array.Fill(shape, double.NaN);
        Dictionary<int, int> place = looked.Drawn.Select((source, k) => (source, k)).ToDictionary(pair => pair.source, pair => pair.k);
        double[] elpdOff = new double[looked.Drawn.Length], parametersOff = new double[looked.Drawn.Length];
        for (int i = 0; i < looked.Index.Length; i++)
        {
            int k = looked.Index[i];
            if (place.TryGetValue(density.SourceOf(judged[k]), out int own))
            {
                elpdOff[own] += exact.LogDensity[i] - logDensity[k];
                parametersOff[own] += exact.Optimism[i] - optimism[k];
            }

            (logDensity[k], optimism[k], shape[k]) = (exact.LogDensity[i], exact.Optimism[i], exact.ParetoK[i]);
        }

        DifferenceEstimate elpd = DifferenceEstimate.Of(elpdOff, looked.Population), parameters = DifferenceEstimate.Of(parametersOff, looked.Population);
        for (int k = 0; k < judged.Length; k++)
        {
            if (double.IsNaN(shape[k]))
            {
                int source = density.SourceOf(judged[k]);
                int count = observations.First[source + 1] - observations.First[source];
                logDensity[k] += elpd.Mean / count;
                optimism[k] += parameters.Mean / count;
            }
        }

        return (exact with { LogDensity = logDensity, Optimism = optimism, ParetoK = shape }, elpd, parameters);
    }

    /// <summary>
    /// Makes of the influence of every draw on the weights that were looked at, Σ c (S w − 1), that on the whole estimate: less what the surrogate says of these, and with what
    /// it says of all observations. So the draws' common error is not taken for that of a few sources.
    /// </summary>
    private static void Expand(
        Observations observations, ISourceErrors errors, SigmaPoints points, LeaveOutSurrogate surrogate, Looked looked, double[] influence)
    {
        double[] slopes = [.. surrogate.Slopes], bends = [.. surrogate.Bends];
        Expansion expansion = new(observations, errors, points);
        foreach (int source in (int[])[.. looked.Certain, .. looked.Drawn])
        {
            expansion.At(source);
            for (int o = 0; o < expansion.Observations; o++)
            {
                expansion.Add(o, -looked.StandsFor(source), slopes, bends);
            }
        }

        for (int s = 0; s < influence.Length; s++)
        {
            double own = -influence[s];
            for (int k = 0; k < points.Count; k++)
            {
                double score = points.Scores[k][s];
                own += (slopes[k] * score) + (0.5 * bends[k] * ((score * score) - 1));
            }

            influence[s] = own;
        }
    }

    /// <summary>What is looked at closely.</summary>
    /// <param name="Certain">Sources that are in any case.</param>
    /// <param name="Drawn">Sources that were drawn.</param>
    /// <param name="Population">How many sources these were drawn from.</param>
    /// <param name="IsCertain">The former again.</param>
    /// <param name="Index">The observations of both, as indices among those that are judged.</param>
    private sealed record Looked(int[] Certain, int[] Drawn, int Population, HashSet<int> IsCertain, int[] Index)
    {
        /// <summary>For how many sources one stands.</summary>
        public double StandsFor(int source) => IsCertain.Contains(source) ? 1 : (double)Population / Drawn.Length;
    }
}
