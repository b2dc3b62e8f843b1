using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>A data set and its priors, and the one way to run any sampler for fitted variances on them.</summary>
internal sealed class SamplingCase(Observations observations, Priors priors)
{
    private readonly PatternStatistics statistics = PatternStatistics.Of(observations);

    public Observations Observations { get; } = observations;

    public Priors Priors { get; } = priors;

    /// <summary>A table of tests/data/modes with the priors of its oracle.</summary>
    public static SamplingCase Of(string name)
    {
        PosteriorOracle oracle = PosteriorOracle.Of(name);
        return new SamplingCase(ReferenceTables.Read(name), oracle.Priors);
    }

    /// <summary>
    /// Everything that is easy to get wrong at once: priors that differ, nominal areas of hundreds of cm² (b far from 0), a third
    /// of the cells missing, sources seen once, and two groups of instruments that share no source.
    /// </summary>
    public static SamplingCase Islands()
    {
        double?[][] y = ReferenceTables.Simulate(seed: 11, instruments: 5, sources: 60, sigma: 0.4, missing: 0.3, offset: 0.1);
        Priors priors = new([5.2, 6.9, 4.6, 6.1, 5.5], [0.1, 0.2, 0.15, 0.1, 0.3], [2.0, 2.5, 3.0, 2.0, 4.0], [0.2, 0.3, 0.4, 0.1, 0.5]);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 60; j++)
            {
                bool together = i < 3 == j < 40;
                y[i][j] = together ? y[i][j] + priors.LogArea[i] : null;
            }
        }

        return new SamplingCase(ReferenceTables.Of(y), priors);
    }

    /// <summary>Draws, from the highest mode on, as a fit does.</summary>
    public PosteriorDraws Run(FitOptions options, Device device)
    {
        WeighedMode[] modes = WeighedMode.All(new CollapsedPosterior(statistics, Priors));
        return options.Sampler is Sampler.Independence or Sampler.Collapsed or Sampler.Auto
            ? LogNormalSampling.Run(statistics, Priors, modes, options, device, null, CancellationToken.None)
            : GibbsSampling.Run(Observations, statistics, Priors, modes, options, device, null, CancellationToken.None);
    }

    /// <summary>Draws by name of the parameter, as an oracle names them.</summary>
    public IEnumerable<(string Name, double[] Draws)> Named(PosteriorDraws draws) =>
        draws.LogArea.Select((values, i) => ($"B[{Observations.Instruments[i]}]", values))
            .Concat(draws.Variance.Select((values, i) => ($"sigma2[{Observations.Instruments[i]}]", values)));
}
