using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Summaries;
using GpuConcord.Tests.Host.Diagnostics;
using Xunit;

namespace GpuConcord.Tests.Host.Summaries;

public sealed class BlockSummariesTests
{
    private static readonly Block[] Blocks =
    [
        new() { Symbol = "B", Axis = Axis.Instrument, Names = ["pn", "MOS1"], Meaning = "", Draws = [Ar1.Draws(8, 40, 0.2, 1), Ar1.Draws(8, 40, 0.6, 2)] },
        new() { Symbol = "nu", Axis = Axis.Common, Names = [], Meaning = "", Draws = [Ar1.Draws(8, 40, 0.9, 3)] },
    ];

    [Theory]
    [InlineData(true, 10, 256, 125_000, 16, true)]
    [InlineData(true, 10, 256, 125_000, 17, false)]
    [InlineData(true, 10, 64, 200, 2, false)]
    [InlineData(true, 5_000_000, 4, 1, 1, false)]
    [InlineData(true, 1, 1 << 14, 1 << 13, 1, true)]
    [InlineData(true, 1, 1 << 14, (1 << 13) + 1, 1, false)]
    [InlineData(true, 100, 1 << 21, 2, 1, false)]
    [InlineData(false, 10, 256, 125_000, 16, false)]
    public void A_gpu_takes_over_where_the_host_would_take_longer_than_its_start(bool isGpu, int parameters, int chains, int length, int cores, bool suits) =>
        Assert.Equal(suits, BlockSummaries.SuitDevice(isGpu, parameters, chains, length, cores));

    [Fact]
    public void The_host_s_are_those_of_every_parameter_by_itself()
    {
        using Device device = Device.OpenSimd();
        BlockSummaries made = BlockSummaries.Of(Blocks, 8, 2, device, TestContext.Current.CancellationToken);
        Assert.False(made.OnDevice);
        Assert.Equal(["B[pn]", "B[MOS1]", "nu"], made.Blocks.SelectMany(block => block.Summaries).Select(summary => summary.Name));
        Assert.Equal(
            Blocks.SelectMany(block => block.Draws.Select((draws, entry) => ParameterSummary.Of(block.NameOf(entry), draws, 8))),
            made.Blocks.SelectMany(block => block.Summaries));
        Assert.Equal(Blocks.SelectMany(block => block.Draws).Select(draws => SuperchainRhat.Of(draws, 8, 2)), made.NestedRhat);
    }

    [Fact]
    public void A_device_names_and_orders_them_alike()
    {
        using Device device = Device.OpenSimd();
        BlockSummaries host = BlockSummaries.Of(Blocks, 8, 2, device, TestContext.Current.CancellationToken);
        BlockSummaries made = BlockSummaries.OnDeviceOf(Blocks, 8, 40, 2, device, TestContext.Current.CancellationToken)!;
        Assert.True(made.OnDevice);
        Assert.All(host.Blocks.SelectMany(block => block.Summaries).Zip(made.Blocks.SelectMany(block => block.Summaries)), pair =>
        {
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(pair.First.Mean, pair.Second.Mean, 1e-12);
        });
        Assert.All(host.NestedRhat.Zip(made.NestedRhat), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_device_without_room_leaves_them_to_the_host()
    {
        using Device device = Device.OpenSimd();
        device.MemoryLimit = 1000;
        Assert.Null(BlockSummaries.OnDeviceOf(Blocks, 8, 40, 2, device, TestContext.Current.CancellationToken));
    }
}
