using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using ILGPU;
using Xunit;

namespace GpuConcord.Tests.Host.Devices;

public class DeviceTests
{
    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void A_launch_computes_every_lane_once(string way)
    {
        using Device device = Ways.Open(way);
        const int Lanes = 37 * Tiles.Width;
        using Memory memory = device.Allocate(Lanes);

        device.Launch<AddNumber, Buffer>(Lanes, new Buffer(memory.View));
        device.Launch<AddNumber, Buffer>(Lanes, new Buffer(memory.View));

        Assert.Equal(Enumerable.Range(0, Lanes).Select(lane => 2.0 * lane), memory.ToArray());
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Memory_starts_cleared_on_a_cache_line_and_keeps_what_is_written(string way)
    {
        using Device device = Ways.Open(way);
        double[] values = [1.5, -2.5, double.NaN, double.NegativeInfinity, 5e-324];
        using Memory empty = device.Allocate(0);
        using Memory fresh = device.Allocate(1001);
        using Memory full = device.Upload(values);

        Assert.Empty(empty.ToArray());
        Assert.Equal(new double[1001], fresh.ToArray());
        Assert.Equal(values, full.ToArray());
        double[] tail = new double[2];
        full.CopyTo(tail, 3);
        Assert.Equal(values[3..], tail);
        if (device.Kind is DeviceKind.Simd or DeviceKind.Cpu)
        {
            Assert.Equal(0, Vector256Lane.At(full.View, 0).Address % 64);
        }
    }

    [Fact]
    public void Half_a_tile_is_no_launch()
    {
        using Device device = Device.OpenSimd(1);
        using Memory memory = device.Allocate(Tiles.Width);
        Assert.Throws<ArgumentOutOfRangeException>(() => device.Launch<AddNumber, Buffer>(Tiles.Width / 2, new Buffer(memory.View)));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(2)]
    public void Registers_that_no_processor_has_are_refused_with_what_there_is(int width)
    {
        string message = Assert.Throws<DeviceException>(() => Device.OpenSimd(width)).Message;
        Assert.StartsWith($"simd:{width}: found vector registers of {Device.WidestLanes} lanes", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_no_machine_has_is_refused_with_what_there_is()
    {
        using Device device = Device.OpenSimd(1);
        string message = Assert.Throws<DeviceMemoryException>(() => device.Allocate(1L << 44)).Message;
        Assert.Contains("asked for 131072.00 GiB more memory", message, StringComparison.Ordinal);
    }

    public readonly record struct Buffer(ArrayView<double> Values);

    public readonly struct AddNumber : IKernel<Buffer>
    {
        public static void Run<T>(int index, in Buffer arguments)
            where T : unmanaged, ILane<T>
        {
            long first = (long)index * T.Width;
            Strip strip = T.At(arguments.Values, first);

            // 2⁵² or-ed with a small integer, less 2⁵², is that integer as a double.
            T number = T.OrBits(T.Count(first), T.OfBits(0x4330000000000000)) - T.Of(4503599627370496.0);
            T.Store(strip, 0, T.Load(strip, 0) + number);
        }
    }
}
