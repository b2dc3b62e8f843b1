using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>What <see cref="LogTDensities"/> reads and writes. Lanes are points.</summary>
public struct LogTDensitiesArguments
{
    /// <summary>The model.</summary>
    public CollapsedLogT Model;

    /// <summary>Per lane: θ, D components.</summary>
    public ArrayView<double> Points;

    /// <summary>Per lane: working memory, <see cref="CollapsedLogT.Scratch"/> components.</summary>
    public ArrayView<double> Scratch;

    /// <summary>Per lane: ln p(θ | y) up to a constant.</summary>
    public ArrayView<double> Values;
}

/// <summary>The density at given points, a lane each: to see whether what stands for it is the same there.</summary>
public readonly struct LogTDensities : IKernel<LogTDensitiesArguments>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in LogTDensitiesArguments arguments)
        where T : unmanaged, ILane<T>
    {
        CollapsedLogT model = arguments.Model;
        int lane = index * T.Width;
        Strip point = T.At(arguments.Points, Tiles.Offset(lane, CollapsedLogT.Instruments(model)));
        Strip scratch = T.At(arguments.Scratch, Tiles.Offset(lane, CollapsedLogT.Scratch(model)));
        T.Store(T.At(arguments.Values, Tiles.Offset(lane, 1)), 0, CollapsedLogT.Density<T>(model, 0, point, scratch));
    }
}
