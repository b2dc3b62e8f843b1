using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;
using Xunit;

namespace GpuConcord.Tests.Kernels.Mathematics;

public sealed class NormalDistributionTests
{
    private static readonly (double X, double Cdf, double Density)[] Reference =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", "normal-distribution", "reference.csv")).Skip(1)
            .Select(line => line.Split(',')).Select(f => (double.Parse(f[0]), double.Parse(f[1]), double.Parse(f[2])))];

    public static TheoryData<int> Widths => [.. new[] { 1, 4, 8 }.Where(width => width <= Device.WidestLanes)];

    [Theory]
    [MemberData(nameof(Widths))]
    public void TheDistributionFunctionIsWithinSixUlpIntoTheSubnormals(int width)
    {
        (double[] cdf, _, _) = Evaluate(width);
        for (int k = 0; k < Reference.Length; k++)
        {
            double ulp = Math.BitIncrement(Reference[k].Cdf) - Reference[k].Cdf;
            Assert.True(
                Math.Abs(cdf[k] - Reference[k].Cdf) <= 6 * ulp,
                $"Φ({Reference[k].X:R}) = {Reference[k].Cdf:R}, found {cdf[k]:R}, {(cdf[k] - Reference[k].Cdf) / ulp} ulp");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void TheFastPairIsRightToTheRoundingOfOne(int width)
    {
        (_, double[] cdf, double[] density) = Evaluate(width);
        for (int k = 0; k < Reference.Length; k++)
        {
            Assert.True(Math.Abs(cdf[k] - Reference[k].Cdf) <= 2e-16, $"Φ({Reference[k].X:R}) = {Reference[k].Cdf:R}, found {cdf[k]:R}");
            Assert.True(Math.Abs(density[k] - Reference[k].Density) <= 2e-16, $"φ({Reference[k].X:R}) = {Reference[k].Density:R}, found {density[k]:R}");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void EveryWidthGivesTheSameBits(int width)
    {
        (double[] cdf, double[] fast, double[] density) = Evaluate(1);
        (double[] otherCdf, double[] otherFast, double[] otherDensity) = Evaluate(width);
        Assert.Equal(cdf, otherCdf);
        Assert.Equal(fast, otherFast);
        Assert.Equal(density, otherDensity);
    }

    [Fact]
    public void NaNStaysAndInfinityIsCertain()
    {
        Assert.Equal(double.NaN, NormalDistribution.Cdf(ScalarLane.Of(double.NaN)).Value);
        Assert.Equal(double.NaN, NormalDistribution.CdfAndDensity(ScalarLane.Of(double.NaN), out ScalarLane density).Value);
        Assert.Equal(double.NaN, density.Value);
        Assert.Equal(0.0, NormalDistribution.Cdf(ScalarLane.Of(double.NegativeInfinity)).Value);
        Assert.Equal(1.0, NormalDistribution.Cdf(ScalarLane.Of(double.PositiveInfinity)).Value);
    }

    private static (double[] Cdf, double[] Fast, double[] Density) Evaluate(int width)
    {
        using Device device = Device.OpenSimd(width);
        int lanes = Tiles.RoundUp(Reference.Length);
        using Memory memory = device.Allocate(4L * lanes);
        memory.CopyFrom([.. Reference.Select(r => r.X)]);
        device.Launch<Normal, NormalArguments>(lanes, new NormalArguments(memory.View, lanes));
        double[] values = memory.ToArray();
        return (values[lanes..(2 * lanes)], values[(2 * lanes)..(3 * lanes)], values[(3 * lanes)..]);
    }

    internal readonly record struct NormalArguments(ArrayView<double> Values, int Lanes);

    private readonly struct Normal : IKernel<NormalArguments>
    {
        public static void Run<T>(int index, in NormalArguments arguments)
            where T : unmanaged, ILane<T>
        {
            Strip strip = T.At(arguments.Values, (long)index * T.Width);
            T x = T.Load(strip, 0);
            T.Store(strip, arguments.Lanes, NormalDistribution.Cdf(x));
            T.Store(strip, 2 * arguments.Lanes, NormalDistribution.CdfAndDensity(x, out T density));
            T.Store(strip, 3 * arguments.Lanes, density);
        }
    }
}
