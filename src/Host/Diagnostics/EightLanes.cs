using System.Runtime.Intrinsics;

namespace GpuConcord.Host.Diagnostics;

/// <summary>Sums that run over eight lanes whatever the processor has, so that they are the same bits on any.</summary>
internal static class EightLanes
{
    /// <summary>The sum of the lanes, two by two.</summary>
    public static double Sum(Vector512<double> x) => (x[0] + x[1] + (x[2] + x[3])) + (x[4] + x[5] + (x[6] + x[7]));
}
