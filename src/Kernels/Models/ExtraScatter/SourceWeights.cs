using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>One source at given variances: what both passes over the sources begin with.</summary>
internal static class SourceWeights
{
    /// <summary>Instrument of observation <paramref name="a"/> of the source at <paramref name="at"/>.</summary>
    public static int Instrument<T>(in SourceData data, long at, int a)
        where T : unmanaged, ILane<T> => (int)T.LoadNumber(data.Observations, at + 1 + (SourceLayout.Observation * a));

    /// <summary>w = 1/(s + v) and x + h of every observation of a source into its rows; returns 1/W.</summary>
    public static T Fill<T>(in SourceData data, long at, int members, in SourceScratch rows)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T total = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            long row = (long)Instrument<T>(data, at, a) * Tiles.Width;
            long own = at + 2 + (SourceLayout.Observation * a);
            T weight = one / (T.LoadUniform(data.Observations, own + 1) + T.Load(rows.Variance, row));
            T.Store(rows.Weight, a * Tiles.Width, weight);
            T.Store(rows.Deviation, a * Tiles.Width, T.LoadUniform(data.Observations, own) + T.Load(rows.Offset, row));
            total += weight;
        }

        return one / total;
    }
}
