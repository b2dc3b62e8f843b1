using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Tests.Host.Devices;
using ILGPU;
using Xunit;

namespace GpuConcord.Tests.Kernels.Lanes;

/// <summary>Each lane operation means the same at every width: what C# means by it on doubles and 64-bit integers.</summary>
public class LaneTests
{
    private static readonly double[] Operands =
    [
        0.0, -0.0, 1.0, -1.0, 1.5, 1.0 / 3.0, 1e300, -1e300, 5e-324, -2.2250738585072014e-308, double.MaxValue,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN, BitConverter.Int64BitsToDouble(0x7FF123456789ABCD),
        BitConverter.Int64BitsToDouble(-1L), BitConverter.Int64BitsToDouble(0x00000000FFFFFFFF), BitConverter.Int64BitsToDouble(-4294967296L),
    ];

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Every_operation_means_what_it_means_in_plain_code(string way)
    {
        using Device device = Ways.Open(way);
        double[] pairs = [.. Operands.SelectMany(_ => Operands)];
        int lanes = Tiles.RoundUp(pairs.Length);
        double[] left = new double[lanes];
        double[] right = new double[lanes];
        pairs.CopyTo(right, 0);
        for (int i = 0; i < pairs.Length; i++)
        {
            left[i] = Operands[i / Operands.Length];
        }

        using Memory a = device.Upload(left);
        using Memory b = device.Upload(right);
        using Memory results = device.Allocate((long)LaneOperations.Columns.Length * lanes);
        device.Launch<LaneOperations, OperandArguments>(lanes, new OperandArguments(a.View, b.View, results.View, lanes));

        double[] found = results.ToArray();
        for (int column = 0; column < LaneOperations.Columns.Length; column++)
        {
            (string name, Func<double, double, double> expected, bool allBits) = LaneOperations.Columns[column];
            for (int i = 0; i < lanes; i++)
            {
                double want = expected(left[i], right[i]);
                double have = found[(column * lanes) + i];
                bool same = BitConverter.DoubleToInt64Bits(have) == BitConverter.DoubleToInt64Bits(want)
                    || (!allBits && double.IsNaN(have) && double.IsNaN(want));
                Assert.True(same, $"{left[i]:R} {name} {right[i]:R}: found {have:R}, expected {want:R}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Multiply_add_rounds_once_on_a_processor_and_once_or_twice_on_an_accelerator(string way)
    {
        using Device device = Ways.Open(way);
        double[] points = [.. Enumerable.Range(1, 1000).Select(i => 1.0 + (i / 3e10))];
        double[] found = Map.Over<SquareLessOne>(device, points);
        Assert.All(Enumerable.Range(0, points.Length), i =>
        {
            double x = points[i];
            double twice = (x * x) - 1.0;
            double once = Math.FusedMultiplyAdd(x, x, -1.0);
            Assert.NotEqual(once, twice);
            Assert.True(found[i] == once || (found[i] == twice && device.Kind is DeviceKind.Cuda or DeviceKind.OpenCL), $"found {found[i]:R}");
        });
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void A_uniform_load_fills_every_lane_with_one_number(string way)
    {
        using Device device = Ways.Open(way);
        using Memory input = device.Upload([.. Enumerable.Range(0, Tiles.Width).Select(i => i * 1.25)]);
        using Memory output = device.Allocate(Tiles.Width);
        device.Launch<Spread, MapArguments>(Tiles.Width, new MapArguments(input.View, output.View));
        Assert.Equal(Enumerable.Repeat(8.75, Tiles.Width), output.ToArray());
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void A_gather_reads_every_lane_s_own_number(string way)
    {
        using Device device = Ways.Open(way);
        double[] numbers = [.. Enumerable.Range(0, Tiles.Width).Select(i => i * 1.25)];
        using Memory input = device.Upload([-1.0, .. numbers]);
        using Memory output = device.Allocate(Tiles.Width);
        device.Launch<Reversed, MapArguments>(Tiles.Width, new MapArguments(input.View, output.View));
        Assert.Equal(numbers.Reverse(), output.ToArray());
    }

    public readonly struct SquareLessOne : IFunction
    {
        public static T At<T>(T x)
            where T : unmanaged, ILane<T> => T.MultiplyAdd(x, x, T.Of(-1.0));
    }

    public readonly struct Reversed : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T>
        {
            T place = T.SubtractBits(T.OfBits(Tiles.Width - 1), T.Count((long)index * T.Width));
            T.Store(T.At(arguments.Output, (long)index * T.Width), 0, T.Gather(T.At(arguments.Input, 1), place));
        }
    }

    public readonly struct Spread : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T>
        {
            // 3 · 1.25 in every lane, and 4 · 1.25 as a plain number.
            Strip input = T.At(arguments.Input, 1);
            T.Store(T.At(arguments.Output, (long)index * T.Width), 0, T.LoadUniform(input, 2) + T.Of(T.LoadNumber(input, 3)));
        }
    }
}
