using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;

namespace GpuConcord.Bench.Roofline;

/// <summary>One instruction, to be run back to back.</summary>
internal interface IInstruction
{
    /// <summary>The instruction with <paramref name="x"/> as its running operand.</summary>
    static abstract T Apply<T>(T x, T a, T b)
        where T : unmanaged, ILane<T>;
}

/// <summary>Measures what this machine's cores can do at most: nanoseconds of all cores together for one vector instruction of each kind.</summary>
internal static class Ceilings
{
    private const int Rounds = 5_000;
    private const int Chains = 12;
    private const int Pieces = 64;

    /// <summary>8 KiB read and as much written: well inside the first-level cache.</summary>
    private const int NearNumbers = 1_024;

    /// <summary>2 MiB read and as much written by each of 64 pieces: well outside the last-level cache.</summary>
    private const int FarNumbers = 262_144;

    /// <summary>Gigabytes read and written a second, all cores together, by a copy in main memory.</summary>
    public static double MainMemory(Device device, TimedLaunch launch) =>
        2.0 * sizeof(double) * FarNumbers * Pieces / NanosecondsOf<Copy>(device, launch, new(default, 1, FarNumbers / device.LaneWidth));

    /// <summary>Indexed by <see cref="Operation"/>.</summary>
    public static double[] Measure(Device device, TimedLaunch launch)
    {
        int near = NearNumbers / device.LaneWidth;
        double copy = NanosecondsOf<Copy>(device, launch, new(default, Rounds, near)) / ((double)Rounds * Pieces * 2 * near);
        return
        [
            NanosecondsOf<MultiplyAddition>(device, launch),
            NanosecondsOf<Addition>(device, launch),
            NanosecondsOf<Division>(device, launch),
            NanosecondsOf<SquareRoot>(device, launch),
            NanosecondsOf<Largest>(device, launch),
            NanosecondsOf<ExclusiveOr>(device, launch),
            NanosecondsOf<IntegerProduct>(device, launch),
            copy,
            copy,
        ];
    }

    private static double NanosecondsOf<TInstruction>(Device device, TimedLaunch launch)
        where TInstruction : IInstruction =>
        NanosecondsOf<Loop<TInstruction>>(device, launch, new(default, Rounds, 1)) / ((double)Rounds * Pieces * Chains);

    /// <summary>The shortest of many launches, the machine's other work least in the way.</summary>
    private static double NanosecondsOf<TKernel>(Device device, TimedLaunch launch, Arguments arguments)
        where TKernel : IKernel<Arguments>
    {
        int lanes = Pieces * device.LaneWidth;
        using Memory memory = device.Allocate((long)lanes * arguments.Registers * 2);
        arguments = arguments with { Memory = memory.View };
        double best = double.PositiveInfinity;
        for (int repeat = 0; repeat < 25; repeat++)
        {
            _ = launch.Read();
            device.Launch<TKernel, Arguments>(lanes, arguments);
            best = Math.Min(best, launch.Read());
        }

        return best * 1e9;
    }

    /// <param name="Memory">2 · Registers vector registers for each piece.</param>
    /// <param name="Rounds">Repetitions.</param>
    /// <param name="Registers">Registers copied in a round.</param>
    internal readonly record struct Arguments(ArrayView<double> Memory, int Rounds, int Registers);

    /// <summary>Twelve chains that do not wait for one another: enough to hide the latency of four cycles on two ports.</summary>
    private readonly struct Loop<TInstruction> : IKernel<Arguments>
        where TInstruction : IInstruction
    {
        public static void Run<T>(int index, in Arguments arguments)
            where T : unmanaged, ILane<T>
        {
            Strip strip = T.At(arguments.Memory, (long)index * T.Width);
            T a = T.Load(strip, 0) + T.Of(0.999), b = T.Of(1e-3);
            T x0 = T.Of(1.0), x1 = T.Of(1.1), x2 = T.Of(1.2), x3 = T.Of(1.3), x4 = T.Of(1.4), x5 = T.Of(1.5);
            T x6 = T.Of(1.6), x7 = T.Of(1.7), x8 = T.Of(1.8), x9 = T.Of(1.9), x10 = T.Of(2.0), x11 = T.Of(2.1);
            for (int round = arguments.Rounds; round > 0; round--)
            {
                x0 = TInstruction.Apply(x0, a, b);
                x1 = TInstruction.Apply(x1, a, b);
                x2 = TInstruction.Apply(x2, a, b);
                x3 = TInstruction.Apply(x3, a, b);
                x4 = TInstruction.Apply(x4, a, b);
                x5 = TInstruction.Apply(x5, a, b);
                x6 = TInstruction.Apply(x6, a, b);
                x7 = TInstruction.Apply(x7, a, b);
                x8 = TInstruction.Apply(x8, a, b);
                x9 = TInstruction.Apply(x9, a, b);
                x10 = TInstruction.Apply(x10, a, b);
                x11 = TInstruction.Apply(x11, a, b);
            }

            T sum = x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + x8 + x9 + x10 + x11;
            T.Store(strip, 0, T.Min(sum, T.Of(0.0)));
        }
    }

    /// <summary>One half of a piece's memory onto the other, over and over.</summary>
    private readonly struct Copy : IKernel<Arguments>
    {
        public static void Run<T>(int index, in Arguments arguments)
            where T : unmanaged, ILane<T>
        {
            Strip from = T.At(arguments.Memory, (long)index * T.Width * arguments.Registers * 2);
            Strip to = T.Skip(from, arguments.Registers * T.Width);
            for (int round = arguments.Rounds; round > 0; round--)
            {
                for (int register = 0; register < arguments.Registers; register += 4)
                {
                    long at = register * T.Width;
                    T.Store(to, at, T.Load(from, at));
                    T.Store(to, at + T.Width, T.Load(from, at + T.Width));
                    T.Store(to, at + (2 * T.Width), T.Load(from, at + (2 * T.Width)));
                    T.Store(to, at + (3 * T.Width), T.Load(from, at + (3 * T.Width)));
                }
            }
        }
    }

    private readonly struct MultiplyAddition : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => T.MultiplyAdd(x, a, b);
    }

    private readonly struct Addition : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => x + a;
    }

    private readonly struct Division : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => a / x;
    }

    private readonly struct SquareRoot : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => T.Sqrt(x);
    }

    private readonly struct Largest : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => T.Max(x, a);
    }

    private readonly struct ExclusiveOr : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => T.XorBits(x, a);
    }

    private readonly struct IntegerProduct : IInstruction
    {
        public static T Apply<T>(T x, T a, T b)
            where T : unmanaged, ILane<T> => T.MultiplyLowBits(x, a);
    }
}
