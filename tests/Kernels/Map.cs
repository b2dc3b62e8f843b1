using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Tests.Kernels;

/// <summary>A function of one lane, to run on any device.</summary>
public interface IFunction
{
    static abstract T At<T>(T x)
        where T : unmanaged, ILane<T>;
}

/// <summary>One number in, one number out, for each lane.</summary>
/// <param name="Input">Arguments.</param>
/// <param name="Output">Function values.</param>
public readonly record struct MapArguments(ArrayView<double> Input, ArrayView<double> Output);

/// <summary>Applies a function to every element of an array.</summary>
public readonly struct Map<TFunction> : IKernel<MapArguments>
    where TFunction : IFunction
{
    public static void Run<T>(int index, in MapArguments arguments)
        where T : unmanaged, ILane<T>
    {
        long offset = (long)index * T.Width;
        Strip input = T.At(arguments.Input, offset);
        Strip output = T.At(arguments.Output, offset);
        T.Store(output, 0, TFunction.At(T.Load(input, 0)));
    }
}

/// <summary>Runs <see cref="Map{TFunction}"/>.</summary>
public static class Map
{
    /// <summary>The function at every point, on the given device; the array is padded to whole tiles with ones.</summary>
    public static double[] Over<TFunction>(Device device, ReadOnlySpan<double> points)
        where TFunction : IFunction
    {
        int lanes = Tiles.RoundUp(points.Length);
        double[] padded = new double[lanes];
        Array.Fill(padded, 1.0);
        points.CopyTo(padded);
        using Memory input = device.Upload(padded);
        using Memory output = device.Allocate(lanes);
        device.Launch<Map<TFunction>, MapArguments>(lanes, new MapArguments(input.View, output.View));
        return output.ToArray()[..points.Length];
    }
}
