using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Tests.Kernels.Models.LogNormal;

/// <summary>Evaluates a collapsed model at given points, and draws areas there: one lane a point.</summary>
public struct ProbeArguments<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    public TModel Model;
    public ArrayView<double> Eta;
    public ArrayView<double> Result;
    public ArrayView<double> Scratch;
}

public readonly struct ModelProbe<TModel> : IKernel<ProbeArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    public static void Run<T>(int index, in ProbeArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        int n = TModel.Instruments(arguments.Model);
        int lane = index * T.Width;
        Strip eta = T.At(arguments.Eta, Tiles.Offset(lane, n));
        long start = Tiles.Offset(lane, (2 * n) + 1);
        Strip gradient = T.At(arguments.Result, start);
        Strip areas = T.At(arguments.Result, start + (n * Tiles.Width));
        Strip density = T.At(arguments.Result, start + (2 * n * Tiles.Width));
        Strip scratch = T.At(arguments.Scratch, Tiles.Offset(lane, TModel.Scratch(arguments.Model)));
        Stream<T> stream = new(new StreamKey(5, 6), T.Count(lane), 3);
        TModel.DrawAreas(arguments.Model, 0, eta, scratch, stream, 40, areas);
        T.Store(density, 0, TModel.Evaluate<T>(arguments.Model, 0, eta, gradient, scratch, true));
    }
}

/// <summary>What the probe found at one point.</summary>
public sealed record Probed(double LogDensity, double[] Gradient, double[] Areas)
{
    public static Probed[] At<TModel>(Device device, TModel model, double[][] points)
        where TModel : struct, ICollapsedModel<TModel>
    {
        int n = TModel.Instruments(model);
        int lanes = Tiles.RoundUp(points.Length);
        double[] etas = new double[lanes * n];
        for (int lane = 0; lane < lanes; lane++)
        {
            for (int i = 0; i < n; i++)
            {
                etas[Tiles.Offset(lane, n) + (i * Tiles.Width)] = points[Math.Min(lane, points.Length - 1)][i];
            }
        }

        using Memory eta = device.Upload(etas);
        using Memory result = device.Allocate((long)lanes * ((2 * n) + 1));
        using Memory scratch = device.Allocate((long)lanes * TModel.Scratch(model));
        device.Launch<ModelProbe<TModel>, ProbeArguments<TModel>>(lanes, new ProbeArguments<TModel>
        {
            Model = model,
            Eta = eta.View,
            Result = result.View,
            Scratch = scratch.View,
        });
        double[] values = result.ToArray();
        return [.. Enumerable.Range(0, points.Length).Select(lane =>
        {
            double Value(int row) => values[Tiles.Offset(lane, (2 * n) + 1) + (row * Tiles.Width)];
            return new Probed(
                Value(2 * n),
                [.. Enumerable.Range(0, n).Select(Value)],
                [.. Enumerable.Range(n, n).Select(Value)]);
        })];
    }
}
