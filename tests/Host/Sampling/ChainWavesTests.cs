using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>How chains are cut into waves, with a memory that runs out on command.</summary>
public class ChainWavesTests
{
    [Theory]
    [InlineData(256, 1000, 256)]
    [InlineData(100, 1000, 100)]
    [InlineData(256, 128, 128)]
    [InlineData(1000, 300, 256)]
    [InlineData(256, 1, 32)]
    public void Waves_are_as_long_as_memory_allows_and_about_equal(int chains, int fitting, int expected)
    {
        using Device device = Device.OpenSimd(1);
        List<string> notices = [];
        device.Notice = notices.Add;
        device.MemoryLimit = fitting * 10L * sizeof(double);
        List<(int First, int Count)> waves = [];
        new ChainWaves(device, chains, 10).Run((first, count) => waves.Add((first, count)));

        Assert.Equal(expected, waves[0].Count);
        Covers(chains, waves);
        Assert.Equal(expected < chains ? 1 : 0, notices.Count);
        Assert.All(notices, notice => Assert.EndsWith($"of free memory: the {chains} chains run {expected} at a time, with the same results.", notice, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1000, 1000)]
    [InlineData(1000, 999)]
    [InlineData(1000, 200)]
    [InlineData(65, 64)]
    [InlineData(33, 32)]
    public void A_wave_that_runs_out_of_memory_is_halved_until_it_fits(int chains, int most)
    {
        using Device device = Device.OpenSimd(1);
        List<string> notices = [];
        device.Notice = notices.Add;
        List<(int First, int Count)> done = [];
        new ChainWaves(device, chains, 1).Run((first, count) =>
        {
            if (count > most)
            {
                throw new DeviceMemoryException("full");
            }

            done.Add((first, count));
        });

        Covers(chains, done);
        Assert.All(done, wave => Assert.InRange(wave.Count, 1, most));
        Assert.Equal(most < chains, notices.Count > 0);
        Assert.All(notices, notice => Assert.Contains($": memory ran out: the {chains} chains run ", notice, StringComparison.Ordinal));
    }

    [Fact]
    public void What_fails_later_is_begun_again_where_it_was()
    {
        using Device device = Device.OpenSimd(1);
        int attempts = 0;
        List<(int First, int Count)> done = [];
        new ChainWaves(device, 128, device.FreeMemory / sizeof(double) / 64).Run((first, count) =>
        {
            if (first == 64 && attempts++ == 0)
            {
                throw new DeviceMemoryException("full");
            }

            done.Add((first, count));
        });
        Assert.Equal([(0, 64), (64, 32), (96, 32)], done);
    }

    [Fact]
    public void The_fewest_chains_that_a_device_runs_do_not_fit()
    {
        using Device device = Device.OpenSimd(1);
        string message = Assert.Throws<DeviceMemoryException>(
            () => new ChainWaves(device, 100, 1).Run((_, _) => throw new DeviceMemoryException("Full."))).Message;
        Assert.Equal("Full. Even 32 chains at a time do not fit.", message);
    }

    private static void Covers(int chains, List<(int First, int Count)> waves)
    {
        int next = 0;
        foreach ((int first, int count) in waves)
        {
            Assert.Equal(next, first);
            Assert.Equal(0, first % 32);
            next += count;
        }

        Assert.Equal(chains, next);
    }
}
