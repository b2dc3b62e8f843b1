using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Mixture weights when no source photon reaches the background aperture (β = 0): l ≤ n and
/// W_l / W_{l+1} = (N − l) / (A (n − l)), so one pass from the last term down gives weights, upper sums and moments together.
/// </summary>
internal static class CleanWeights
{
    /// <summary>Writes the rows; weight Last is 1 before scaling.</summary>
    public static Moments<T> Fill<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T total = aperture.N + aperture.M;
        Moments<T> moments = new(zero);
        T weight = zero;
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T l = aperture.First + T.Of(j);
            T ratio = (total - l) / (aperture.A * (aperture.N - l));
            weight = T.Select(T.Less(l, aperture.Last), weight * ratio, T.Select(T.LessOrEqual(l, aperture.Last), one, zero));
            moments.Add(weight);
            T scale = workspace.Scale(j);
            workspace.SetWeight(j, weight * scale);
            workspace.SetUpperSum(j, moments.Total * scale);
        }

        return moments;
    }
}
