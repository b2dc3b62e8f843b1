using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;

namespace GpuConcord.Kernels.Samplers;

/// <summary>The moving point of a trajectory or a proposal, and the model's scratch, all in one lane's working memory.</summary>
internal readonly struct Orbit(Strip position, Strip momentum, Strip slope, Strip scratch)
{
    // No variance of a logarithm lives beyond e^±300; a point that does has gone astray.
    private const double Outermost = 300.0;

    public readonly Strip Position = position;
    public readonly Strip Momentum = momentum;
    public readonly Strip Slope = slope;
    public readonly Strip Scratch = scratch;

    public static Orbit At<T, TModel>(in HamiltonianArguments<TModel> arguments, int lane, int n)
        where T : unmanaged, ILane<T>
        where TModel : struct, ICollapsedModel<TModel>
    {
        long start = Tiles.Offset(lane, HamiltonianArguments<TModel>.ScratchLength(arguments.Model));
        return new Orbit(
            T.At(arguments.Scratch, start),
            T.At(arguments.Scratch, start + (n * Tiles.Width)),
            T.At(arguments.Scratch, start + (2 * n * Tiles.Width)),
            T.At(arguments.Scratch, start + (3 * n * Tiles.Width)));
    }

    /// <summary>A mask of the lanes whose point is where a variance can be, and of finite density or energy.</summary>
    public static T Inside<T>(int n, in Orbit orbit, T density)
        where T : unmanaged, ILane<T>
    {
        T inside = T.LessOrEqual(T.Abs(density), T.Of(double.MaxValue));
        for (int i = 0; i < n; i++)
        {
            inside = T.Both(inside, T.Less(T.Abs(T.Load(orbit.Position, i * Tiles.Width)), T.Of(Outermost)));
        }

        return inside;
    }
}

/// <summary>Where a chain is: η, ∂ ln p/∂η and ln p.</summary>
internal readonly struct ChainState(Strip eta, Strip slope, Strip density)
{
    public readonly Strip Eta = eta;
    public readonly Strip Slope = slope;
    public readonly Strip Density = density;

    public static ChainState At<T, TModel>(in HamiltonianArguments<TModel> arguments, int lane, int n)
        where T : unmanaged, ILane<T>
        where TModel : struct, ICollapsedModel<TModel>
    {
        long state = Tiles.Offset(lane, HamiltonianArguments<TModel>.StateLength(n));
        return new ChainState(
            T.At(arguments.State, state), T.At(arguments.State, state + (n * Tiles.Width)), T.At(arguments.State, state + (2 * n * Tiles.Width)));
    }
}
