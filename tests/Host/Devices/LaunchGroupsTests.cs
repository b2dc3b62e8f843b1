using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Tests.Kernels;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;
using Device = GpuConcord.Host.Devices.Device;

namespace GpuConcord.Tests.Host.Devices;

public class LaunchGroupsTests
{
    // 132 multiprocessors of 65,536 registers and at most 2,048 threads, 32 groups, as on an H100.
    private const int Units = 132;
    private static readonly (int Size, int Resident)[] FewRegisters = [(32, 1024), (64, 2048), (128, 2048)];
    private static readonly (int Size, int Resident)[] ManyRegisters = [(32, 544), (64, 512), (128, 512)];

    [Theory]
    [InlineData(32, 32, 1)]
    [InlineData(256, 32, 8)]
    [InlineData(Units * 1024, 32, Units * 32)]
    [InlineData((Units * 1024) + 32, 64, (Units * 16) + 1)]
    [InlineData(2_000_000_000, 64, 31_250_000)]
    public void Few_lanes_spread_and_many_fill(int lanes, int size, int groups)
    {
        KernelConfig config = new LaunchGroups(Units, FewRegisters).For(lanes);
        Assert.Equal((groups, size), (config.GridDim.X, config.GroupDim.X));
    }

    [Fact]
    public void Where_registers_are_the_limit_small_groups_fill_as_well() =>
        Assert.All(new[] { 32, 256, 1_000_000 }, lanes => Assert.Equal(32, new LaunchGroups(Units, ManyRegisters).Size(lanes)));

    [Fact]
    public void What_no_choice_can_hold_takes_the_best_there_is() =>
        Assert.Equal(128, new LaunchGroups(1, [(32, 256), (64, 384), (128, 512)]).Size(100_000));

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Every_lane_runs_once_and_none_beyond(string way)
    {
        using Device device = Ways.Open(way);
        Assert.All(new[] { 32, 96, 160, 4128, 100_000 }, lanes =>
        {
            using Memory counts = device.Allocate(lanes + 256);
            device.Launch<CountUp, MapArguments>(lanes, new MapArguments(counts.View, counts.View));
            Assert.Equal([.. Enumerable.Repeat(1.0, lanes), .. Enumerable.Repeat(0.0, 256)], counts.ToArray());
        });
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void No_lanes_are_no_launch(string way)
    {
        using Device device = Ways.Open(way);
        using Memory counts = device.Allocate(Tiles.Width);
        device.Launch<CountUp, MapArguments>(0, new MapArguments(counts.View, counts.View));
        Assert.All(counts.ToArray(), count => Assert.Equal(0.0, count));
    }

    [Fact]
    public void Threads_of_the_last_group_beyond_the_lanes_do_nothing()
    {
        using Context context = Device.NewContext();
        using Accelerator accelerator = new CPUDevice(2, 2, 1).CreateAccelerator(context);
        using MemoryBuffer1D<double, Stride1D.Dense> counts = accelerator.Allocate1D(new double[12]);
        Action<KernelConfig, int, MapArguments> kernel = accelerator.LoadStreamKernel<int, MapArguments>(Device.Entry<CountUp, MapArguments>);
        kernel(new KernelConfig(3, 4), 10, new MapArguments(counts.View, counts.View));
        accelerator.Synchronize();
        Assert.Equal([.. Enumerable.Repeat(1.0, 10), 0.0, 0.0], counts.GetAsArray1D());
    }

    public readonly struct CountUp : IKernel<MapArguments>
    {
        public static void Run<T>(int index, in MapArguments arguments)
            where T : unmanaged, ILane<T>
        {
            long lane = (long)index * T.Width;
            T.Store(T.At(arguments.Output, lane), 0, T.Load(T.At(arguments.Input, lane), 0) + T.Of(1.0));
        }
    }
}
