namespace GpuConcord.Host.Data;

/// <summary>Tables without one instrument or one source, as if its rows had never been written.</summary>
internal static class Omission
{
    /// <summary>The observations of all instruments but one; sources that only it saw go with it.</summary>
    /// <param name="observations">The table.</param>
    /// <param name="instrument">Index of the instrument to leave out.</param>
    public static Observations WithoutInstrument(Observations observations, int instrument)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)instrument, (uint)observations.InstrumentCount, nameof(instrument));
        Observations kept = Filter(observations, (_, i) => i != instrument);
        return kept with
        {
            Instruments = Without(observations.Instruments, instrument),
            Instrument = Array.ConvertAll(kept.Instrument, i => i > instrument ? i - 1 : i),
        };
    }

    /// <summary>The observations of all sources but one.</summary>
    /// <param name="observations">The table.</param>
    /// <param name="source">Index of the source to leave out.</param>
    public static Observations WithoutSource(Observations observations, int source)
    {
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)source, (uint)observations.SourceCount, nameof(source));
        return Filter(observations, (j, _) => j != source);
    }

    /// <summary>The priors of all instruments but one.</summary>
    /// <param name="priors">The priors.</param>
    /// <param name="instrument">Index of the instrument to leave out.</param>
    public static Priors WithoutInstrument(Priors priors, int instrument)
    {
        ArgumentNullException.ThrowIfNull(priors);
        return new Priors(
            Without(priors.LogArea, instrument), Without(priors.Tau, instrument), Without(priors.Alpha, instrument), Without(priors.Beta, instrument))
        {
            Scatter = priors.Scatter,
        };
    }

    private static T[] Without<T>(T[] values, int index) => [.. values[..index], .. values[(index + 1)..]];

    /// <summary>The observations (source, instrument) to keep; sources left without any go.</summary>
    private static Observations Filter(Observations all, Func<int, int, bool> keep)
    {
        List<string> sources = [];
        List<int> first = [0], instrument = [];
        List<double> y = [], variance = [];
        List<int> kept = [];
        for (int j = 0; j < all.SourceCount; j++)
        {
            for (int o = all.First[j]; o < all.First[j + 1]; o++)
            {
                if (!keep(j, all.Instrument[o]))
                {
                    continue;
                }

                kept.Add(o);
                instrument.Add(all.Instrument[o]);
                y.Add(all.Y[o]);
                if (all.Variance is not null)
                {
                    variance.Add(all.Variance[o]);
                }
            }
            if (y.Count == first[^1])
            {
                continue;
            }

            sources.Add(all.Sources[j]);
            first.Add(y.Count);
        }
        return all with
        {
            Sources = [.. sources],
            First = [.. first],
            Instrument = [.. instrument],
            Y = [.. y],
            Variance = all.Variance is null ? null : [.. variance],
            Counts = all.Counts?.Of(kept),
        };
    }
}
