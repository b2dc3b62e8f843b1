using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models.LogT;

namespace GpuConcord.Host.Models.LogT;

/// <summary>The collapsed density at points that are given, rather than proposed.</summary>
internal static class CollapsedDensities
{
    /// <summary>ln p(θ | y) of every point, up to the constant that all have.</summary>
    /// <param name="device">Where.</param>
    /// <param name="memory">The model.</param>
    /// <param name="points">θ, D of each.</param>
    public static double[] At(Device device, CollapsedMemory memory, IReadOnlyList<double[]> points)
    {
        int lanes = Tiles.RoundUp(points.Count), dimension = points[0].Length;
        double[] theta = new double[(long)lanes * dimension];
        for (int lane = 0; lane < lanes; lane++)
        {
            // Lanes beyond the points repeat the first.
            double[] own = points[lane < points.Count ? lane : 0];
            for (int k = 0; k < dimension; k++)
            {
                theta[Tiles.Offset(lane, dimension) + (k * Tiles.Width)] = own[k];
            }
        }

        using Memory uploaded = device.Upload(theta);
        using Memory scratch = device.Allocate((long)lanes * CollapsedLogT.Scratch(memory.Model));
        using Memory values = device.Allocate(lanes);
        device.Launch<LogTDensities, LogTDensitiesArguments>(lanes, new LogTDensitiesArguments
        {
            Model = memory.Model,
            Points = uploaded.View,
            Scratch = scratch.View,
            Values = values.View,
        });
        double[] found = new double[lanes];
        values.CopyTo(found);

        // A tile is 32 lanes of one component each: lanes lie one after another.
        return found[..points.Count];
    }
}
