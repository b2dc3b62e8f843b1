using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using ExtraScatterKernel = GpuConcord.Kernels.Models.ExtraScatter.ExtraScatterModel;

namespace GpuConcord.Host.Models.ExtraScatter;

/// <summary>Observations with their known variances, and priors, laid out as <see cref="ExtraScatterKernel"/> reads them.</summary>
internal sealed class SourceMemory : IDisposable
{
    private readonly int instruments;
    private readonly Memory observations;
    private readonly Memory priors;
    private readonly Memory locations;

    /// <param name="device">Where the chains run.</param>
    /// <param name="data">The data; sources that fewer than two instruments saw are left out.</param>
    /// <param name="variance">s, one entry an observation, 0 or more.</param>
    /// <param name="prior">The priors.</param>
    public SourceMemory(Device device, Observations data, double[] variance, Priors prior)
        : this(device, [data], variance, prior)
    {
    }

    /// <param name="device">Where the chains run.</param>
    /// <param name="problems">The data sets of several problems, with the same instruments and as many observations.</param>
    /// <param name="variance">s, one entry an observation, 0 or more; the same in all problems.</param>
    /// <param name="prior">The priors of all problems.</param>
    public SourceMemory(Device device, IReadOnlyList<Observations> problems, double[] variance, Priors prior)
    {
        instruments = problems[0].InstrumentCount;
        List<double> numbers = [];
        List<double> where = [];
        foreach (Observations data in problems)
        {
            int start = numbers.Count;
            where.AddRange([start, Add(numbers, data, variance, prior.LogArea)]);
        }

        observations = device.Upload([.. numbers]);
        priors = device.Upload(PriorBlocks.All([.. problems.Select(_ => prior)]));
        locations = device.Upload([.. where]);
    }

    /// <summary>The model of these data.</summary>
    public ExtraScatterKernel Model => new(observations.View, priors.View, locations.View, instruments);

    /// <inheritdoc/>
    public void Dispose()
    {
        observations.Dispose();
        priors.Dispose();
        locations.Dispose();
    }

    /// <summary>Appends a data set; returns its number of sources.</summary>
    private static int Add(List<double> numbers, Observations data, double[] variance, double[] logArea)
    {
        numbers.AddRange(logArea);
        int sources = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            if (data.First[j + 1] - data.First[j] >= 2)
            {
                sources++;
                Add(numbers, data, variance, logArea, data.First[j], data.First[j + 1]);
            }
        }

        return sources;
    }

    // The source's own level is taken off first, so that what is left is as small as the disagreement between the instruments.
    private static void Add(List<double> numbers, Observations data, double[] variance, double[] logArea, int from, int end)
    {
        double centre = 0;
        for (int o = from; o < end; o++)
        {
            centre += (data.Y[o] - logArea[data.Instrument[o]]) / (end - from);
        }

        numbers.Add(end - from);
        for (int o = from; o < end; o++)
        {
            double level = data.Y[o] - logArea[data.Instrument[o]] - centre;
            numbers.AddRange([data.Instrument[o], level + (0.5 * variance[o]), variance[o]]);
        }
    }
}
