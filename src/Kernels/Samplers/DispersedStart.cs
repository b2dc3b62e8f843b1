using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>
/// Over-dispersed starting points: η_i = centre_i + dispersion · scale_i · z_i with z uniform in (−1, 1)·√3 (unit variance, no
/// far tail), so that chains begin farther apart than the posterior is wide and never where a trajectory cannot leave. The chains
/// of a superchain start together, which is what nested R-hat measures against (Margossian et al. 2024).
/// </summary>
/// <typeparam name="TModel">The density of η.</typeparam>
public readonly struct DispersedStart<TModel> : IKernel<HamiltonianArguments<TModel>>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <inheritdoc/>
    public static void Run<T>(int index, in HamiltonianArguments<TModel> arguments)
        where T : unmanaged, ILane<T>
    {
        int n = TModel.Instruments(arguments.Model);
        int lane = index * T.Width;
        int problem = lane / arguments.Chains;
        Strip tuning = T.At(arguments.Tuning, (long)problem * TuningRow.Length(n));
        StreamKey key = new(
            (uint)T.LoadNumber(tuning, TuningRow.KeyLow), (uint)T.LoadNumber(tuning, TuningRow.KeyHigh));
        T superchain = T.ShiftRightBits(T.Count(arguments.FirstChain + (lane % arguments.Chains)), arguments.SuperchainBits);
        Stream<T> stream = new(key, superchain, arguments.FirstIteration);
        long state = Tiles.Offset(lane, HamiltonianArguments<TModel>.StateLength(n));
        Strip eta = T.At(arguments.State, state);
        Strip slope = T.At(arguments.State, state + (n * Tiles.Width));
        Strip density = T.At(arguments.State, state + (2 * n * Tiles.Width));
        Strip scratch = T.At(
            arguments.Scratch,
            Tiles.Offset(lane, HamiltonianArguments<TModel>.ScratchLength(arguments.Model)) + (3 * n * Tiles.Width));
        for (int i = 0; i < n; i++)
        {
            stream.Uniforms(Sites.Start + i, 0, out T u, out _);
            T z = T.MultiplyAdd(T.Of(2.0), u, T.Of(-1.0)) * T.Of(1.7320508075688772 * DispersedStart.Dispersion);
            T.Store(
                eta,
                i * Tiles.Width,
                T.MultiplyAdd(T.LoadUniform(tuning, TuningRow.Centre + n + i), z, T.LoadUniform(tuning, TuningRow.Centre + i)));
        }

        T.Store(density, 0, TModel.Evaluate<T>(arguments.Model, problem, eta, slope, scratch, true));
    }
}

/// <summary>How chains start.</summary>
public static class DispersedStart
{
    /// <summary>Starting points spread this many times wider than the scale in the tuning row.</summary>
    public const double Dispersion = 1.5;

    /// <summary>Chains of a superchain in a fit, as a power of two.</summary>
    public const int SuperchainBits = 5;
}
