using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Models.KnownPlusFitted;

namespace GpuConcord.Host.Inference;

/// <summary>Observations with their known variances, and priors, laid out as <see cref="KnownPlusFittedModel"/> reads them.</summary>
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
    {
        instruments = data.InstrumentCount;
        List<double> numbers = [.. prior.LogArea];
        int sources = 0;
        for (int j = 0; j < data.SourceCount; j++)
        {
            if (data.First[j + 1] - data.First[j] >= 2)
            {
                sources++;
                Add(numbers, data, variance, prior.LogArea, data.First[j], data.First[j + 1]);
            }
        }

        observations = device.Upload([.. numbers]);
        priors = device.Upload([.. prior.LogArea, .. prior.Tau.Select(tau => tau * tau), .. prior.Alpha, .. prior.Beta]);
        locations = device.Upload([0.0, sources]);
    }

    /// <summary>The model of these data.</summary>
    public KnownPlusFittedModel Model => new(observations.View, priors.View, locations.View, instruments);

    /// <inheritdoc/>
    public void Dispose()
    {
        observations.Dispose();
        priors.Dispose();
        locations.Dispose();
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
