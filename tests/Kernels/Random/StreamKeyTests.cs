using GpuConcord.Kernels.Random;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class StreamKeyTests
{
    /// <summary>The finaliser of Vigna's splitmix64.c: the first output of seed 0 is e220a8397b1dcdaf, of seed 1 910a2dec89025cc1.</summary>
    [Theory]
    [InlineData(0UL, 0xe220a8397b1dcdafUL)]
    [InlineData(1UL, 0x910a2dec89025cc1UL)]
    public void Seed_and_problem_go_through_SplitMix64_twice(ulong seed, ulong mixedSeed)
    {
        ulong mixed = SplitMix64(mixedSeed + 0x9E3779B97F4A7C15UL);
        Assert.Equal(new StreamKey((uint)mixed, (uint)(mixed >> 32)), StreamKey.Of(seed, 0));
    }

    [Fact]
    public void Neighbouring_seeds_and_problems_have_different_keys()
    {
        HashSet<StreamKey> keys = [];
        for (ulong seed = 0; seed < 300; seed++)
        {
            for (ulong problem = 0; problem < 300; problem++)
            {
                keys.Add(StreamKey.Of(seed, problem));
            }
        }

        Assert.Equal(300 * 300, keys.Count);
    }

    private static ulong SplitMix64(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
