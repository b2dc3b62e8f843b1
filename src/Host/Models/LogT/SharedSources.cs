using GpuConcord.Host.Data;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The sources that two or more instruments saw, in the order of the device.</summary>
/// <param name="First">First observation of each, one entry more than sources.</param>
/// <param name="Instrument">Instrument of every observation.</param>
/// <param name="Value">y − b of every observation, less the source's centre.</param>
internal sealed record SharedSources(int[] First, int[] Instrument, double[] Value)
{
    /// <summary>How many.</summary>
    public int Count => First.Length - 1;

    /// <summary>Those of a data set.</summary>
    public static SharedSources Of(Observations observations, ScaleMixtureMemory data, AreaPrior areas)
    {
        int[] first = new int[data.Sources.Length + 1];
        int[] instrument = new int[data.Observations.Length];
        double[] value = new double[instrument.Length];
        for (int k = 0, at = 0; k < data.Sources.Length; k++)
        {
            int j = data.Sources[k];
            for (int o = observations.First[j]; o < observations.First[j + 1]; o++, at++)
            {
                instrument[at] = observations.Instrument[o];
                value[at] = observations.Y[o] - areas.Mean[instrument[at]] - data.Centre[k];
            }

            first[k + 1] = at;
        }

        return new SharedSources(first, instrument, value);
    }

    /// <summary>Some of them.</summary>
    public SharedSources Only(IReadOnlyList<int> chosen)
    {
        int[] first = new int[chosen.Count + 1];
        List<int> instrument = [];
        List<double> value = [];
        for (int k = 0; k < chosen.Count; k++)
        {
            for (int o = First[chosen[k]]; o < First[chosen[k] + 1]; o++)
            {
                instrument.Add(Instrument[o]);
                value.Add(Value[o]);
            }

            first[k + 1] = instrument.Count;
        }

        return new SharedSources(first, [.. instrument], [.. value]);
    }
}
