using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;

namespace GpuConcord.Host.Fits;

/// <summary>What in the data limits what a fit can say, in words.</summary>
internal static class DataWarnings
{
    public static IEnumerable<string> Of(Observations observations, PatternStatistics statistics, ConnectedComponents components)
    {
        // Counts come with a population of sources: one that a single instrument saw says how bright its sources are among all, so nothing is left out.
        bool population = observations.Counts is not null;
        if (components.Message is { } message)
        {
            yield return population ? $"{components.Groups} Differences between groups rest on the prior, and on the assumption that all saw sources of one population." : message;
        }

        for (int i = 0; i < observations.InstrumentCount; i++)
        {
            if (statistics.SharedObservationCount[i] == 0)
            {
                yield return $"{observations.Instruments[i]} shares no source with another instrument: "
                    + (population
                        ? "its area rests on the prior, and on the assumption that its sources are of the others' population."
                        : "its area and its scatter are the prior's alone.");
            }
        }

        int alone = statistics.UnsharedSources.Length;
        if (alone > 0 && !population)
        {
            string sources = alone == 1 ? "1 source was" : $"{alone:N0} sources were";
            yield return $"{sources} seen by one instrument only: left out of the calibration, and given a flux afterwards.";
        }
    }
}

/// <summary>What the sampler itself has to report, in words.</summary>
internal static class SamplerWarnings
{
    // A few divergent trajectories in a million are the price of a step that suits the bulk; one in a thousand hides a region.
    private const double WorrisomeShare = 1e-3;

    /// <summary>That the posterior has several modes, all of which the chains visit: no fault of theirs, but a reader must know.</summary>
    public static IEnumerable<string> SeveralModes(SamplerTuning? tuning)
    {
        if (tuning?.Proposal is { Fits: true, Modes: > 1 and int modes })
        {
            yield return $"The posterior has {modes} modes, and the chains visit them in proportion: instruments cannot all be right, and the data allow more than one story about "
                + "which is not. The intervals hold all of it, but a mean or median may lie between modes, where little is: look at the draws. Mostly a prior contradicts the "
                + "data: check the nominal areas (area or log_area), or give a wider --tau.";
        }
    }

    /// <summary>Trajectories that diverged.</summary>
    public static IEnumerable<string> Of(SamplerTuning? tuning, FitOptions options, IModel model)
    {
        if (tuning is null)
        {
            yield break;
        }

        double trajectories = (double)options.Chains * options.Draws * options.Thin;
        if (tuning.Divergences > WorrisomeShare * trajectories)
        {
            yield return $"{tuning.Divergences:N0} of {trajectories:N0} trajectories diverged: some part of the posterior is too steep for the step. "
                + (model.Can.Samplers.Contains(Sampler.BlockGibbs) ? "Check with --sampler block-gibbs." : "Fit again with a longer --warmup, and compare.");
        }
    }
}
