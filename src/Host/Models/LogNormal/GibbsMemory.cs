using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The sources and the constants of the full conditionals, laid out as <see cref="GibbsArguments"/> says.</summary>
internal sealed class GibbsMemory : IDisposable
{
    private readonly Memory sources;
    private readonly Memory conditionals;
    private readonly Memory prior;
    private readonly int instruments;
    private readonly int patterns;

    /// <summary>Uploads one data set and its priors.</summary>
    public GibbsMemory(Device device, Observations observations, PatternStatistics statistics, Priors priors)
    {
        instruments = observations.InstrumentCount;
        ConnectedComponents components = ConnectedComponents.Of(observations);
        Components = components.Count;
        Observations = statistics.SharedObservationCount.Sum(count => (long)count);
        patterns = statistics.SharedPatternCount;
        sources = device.Upload(SourceRows.Of(observations, priors.LogArea, Observations));
        conditionals = device.Upload(Conditionals(statistics.SharedObservationCount, priors, components.ComponentOf));
        prior = device.Upload(PriorBlocks.Areas(AreaPrior.Of(priors)));
    }

    /// <summary>Connected components of the instrument graph.</summary>
    public int Components { get; }

    /// <summary>Observations that an iteration runs through.</summary>
    public long Observations { get; }

    /// <summary>The arguments that the data decide; the rest is the caller's.</summary>
    public GibbsArguments Arguments => new()
    {
        Sources = sources.View,
        Conditionals = conditionals.View,
        Prior = prior.View,
        Instruments = instruments,
        Patterns = patterns,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        sources.Dispose();
        conditionals.Dispose();
        prior.Dispose();
    }

    private static double[] Conditionals(int[] counts, Priors priors, int[] componentOf) =>
    [
        .. counts.Select((n, i) => priors.Alpha[i] + (0.5 * n)),
        .. counts.Select(n => 0.25 * n),
        .. priors.Beta.Select(beta => 2.0 * beta),
        .. componentOf.Select(component => (double)component),
    ];
}
