using System.Runtime.Intrinsics;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>The kernels' normal distribution for the host, which sums over eight lanes whatever the processor has: equal bits on any.</summary>
public static class EightNormals
{
    /// <summary>Φ(x) and φ(x), the density, with the accuracy of the kernels': 2e-16.</summary>
    public static Vector512<double> CdfAndDensity(Vector512<double> x, out Vector512<double> density)
    {
        Vector512Lane below = NormalDistribution.CdfAndDensity(new Vector512Lane(x), out Vector512Lane bell);
        density = bell.Value;
        return below.Value;
    }
}
