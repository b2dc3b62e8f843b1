using GpuConcord.Host.Data;

namespace GpuConcord.Host.Statistics;

/// <summary>Variances that differ from observation to observation, as one number an instrument.</summary>
internal static class HarmonicVariance
{
    /// <summary>For each instrument the one variance that would weigh as much as its own: n_i/Σ 1/s_ij.</summary>
    public static double[] Of(Observations observations, double[] variance)
    {
        double[] precision = new double[observations.InstrumentCount];
        int[] count = new int[observations.InstrumentCount];
        for (int o = 0; o < observations.Count; o++)
        {
            precision[observations.Instrument[o]] += 1.0 / variance[o];
            count[observations.Instrument[o]]++;
        }

        return [.. precision.Zip(count, (sum, n) => n > 0 ? n / sum : 1.0)];
    }
}
