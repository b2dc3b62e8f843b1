using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>
/// The data of a normal scale mixture, laid out as its sampler reads them: the sources that two or more instruments saw, those of one
/// pattern together, each less its own mean.
/// </summary>
internal sealed class ScaleMixtureMemory : IDisposable
{
    private readonly Memory rows;
    private readonly Memory prior;
    private readonly int patterns;
    private readonly int length;

    /// <summary>Uploads one data set and the prior of its areas.</summary>
    public ScaleMixtureMemory(Device device, Observations observations, PatternStatistics statistics, AreaPrior areas)
        : this(device, [observations], statistics, areas)
    {
    }

    /// <summary>Uploads the data sets of several problems, which differ in their numbers only, and the prior of their areas.</summary>
    /// <param name="device">Where the chains run.</param>
    /// <param name="problems">The data sets, all with the same instruments, sources and missing values.</param>
    /// <param name="statistics">Those of any of them: only counts and patterns are read.</param>
    /// <param name="areas">The prior of the areas.</param>
    public ScaleMixtureMemory(Device device, IReadOnlyList<Observations> problems, PatternStatistics statistics, AreaPrior areas)
    {
        Observations observations = problems[0];
        Instruments = observations.InstrumentCount;
        patterns = statistics.SharedPatternCount;
        Sources = PatternGroups.Of(observations).Order[..(observations.SourceCount - statistics.UnsharedSources.Length)];
        Observations = [.. Sources.SelectMany(j => Enumerable.Range(observations.First[j], observations.First[j + 1] - observations.First[j]))];
        Centres = [.. problems.Select(problem => Array.ConvertAll(Sources, j => Mean(problem, areas.Mean, j)))];
        double[] numbers = [.. problems.SelectMany(problem => SourceRows.Of(problem, areas.Mean, Observations.Length))];
        length = numbers.Length / problems.Count;
        rows = device.Upload(numbers);
        prior = device.Upload(PriorBlocks.Areas(areas));
    }

    /// <summary>N.</summary>
    public int Instruments { get; }

    /// <summary>The sources in the order of the device.</summary>
    public int[] Sources { get; }

    /// <summary>The observations in the order of the device.</summary>
    public int[] Observations { get; }

    /// <summary>Mean of y − b of each source, one array a problem: what the device's log fluxes are measured from.</summary>
    public double[][] Centres { get; }

    /// <summary>Those of the first problem, or the only one.</summary>
    public double[] Centre => Centres[0];

    /// <summary>The arguments that the data decide; the rest is the caller's.</summary>
    public ScaleMixtureArguments<TModel> Arguments<TModel>(TModel model)
        where TModel : struct, IScaleMixture<TModel> => new()
        {
            Model = model,
            Sources = rows.View,
            SourcesLength = length,
            Prior = prior.View,
            Instruments = Instruments,
            Patterns = patterns,
            SourceCount = Sources.Length,
            Observations = Observations.Length,
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        rows.Dispose();
        prior.Dispose();
    }

    private static double Mean(Observations observations, double[] logArea, int source)
    {
        int first = observations.First[source];
        int end = observations.First[source + 1];
        double mean = 0;
        for (int o = first; o < end; o++)
        {
            mean += (observations.Y[o] - logArea[observations.Instrument[o]]) / (end - first);
        }

        return mean;
    }
}
