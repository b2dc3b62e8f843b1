using GpuConcord.Host.Devices;
using GpuConcord.Kernels;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Tests.Host.Devices;
using ILGPU;
using Xunit;

namespace GpuConcord.Tests.Kernels.Random;

public class PhiloxTests
{
    /// <summary>tests/kat_vectors of Random123 1.14 (Salmon et al. 2011), philox4x32 with 10 rounds: counter, key, result.</summary>
    private static readonly (uint[] Counter, uint[] Key, uint[] Result)[] KnownAnswers =
    [
        ([0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0], [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]),
    ];

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Gives_the_known_answers_of_Random123(string way)
    {
        using Device device = Ways.Open(way);
        foreach ((uint[] counter, uint[] key, uint[] result) in KnownAnswers)
        {
            // The high halves hold rubbish, which must not matter.
            double[] words = [.. counter.SelectMany(word => Enumerable.Repeat(Double(word | 0xDEADBEEF00000000), Tiles.Width))];
            double[] found = Run(device, words, key);
            for (int word = 0; word < 4; word++)
            {
                Assert.All(found[(word * Tiles.Width)..((word + 1) * Tiles.Width)], value => Assert.Equal(result[word], Word(value)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Ways.All), MemberType = typeof(Ways))]
    public void Agrees_with_plain_integers_when_every_lane_has_its_own_counter(string way)
    {
        using Device device = Ways.Open(way);
        System.Random random = new(5);
        uint[] counters = [.. Enumerable.Range(0, 4 * Tiles.Width).Select(_ => (uint)random.NextInt64(1L << 32))];
        uint[] key = [(uint)random.NextInt64(1L << 32), (uint)random.NextInt64(1L << 32)];
        double[] found = Run(device, Array.ConvertAll(counters, word => Double(word)), key);
        for (int lane = 0; lane < Tiles.Width; lane++)
        {
            uint[] words = [.. Enumerable.Range(0, 4).Select(word => counters[(word * Tiles.Width) + lane])];
            Plain(words, key[0], key[1]);
            Assert.Equal(words, Enumerable.Range(0, 4).Select(word => Word(found[(word * Tiles.Width) + lane])));
        }
    }

    private static double[] Run(Device device, double[] counters, uint[] key)
    {
        using Memory memory = device.Upload(counters);
        device.Launch<TenRounds, TenRoundsArguments>(Tiles.Width, new TenRoundsArguments(memory.View, key[0], key[1]));
        return memory.ToArray();
    }

    private static void Plain(uint[] x, uint key0, uint key1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * x[0];
            ulong product1 = 0xCD9E8D57UL * x[2];
            (x[0], x[1], x[2], x[3]) =
                ((uint)(product1 >> 32) ^ x[1] ^ key0, (uint)product1, (uint)(product0 >> 32) ^ x[3] ^ key1, (uint)product0);
            key0 += 0x9E3779B9;
            key1 += 0xBB67AE85;
        }
    }

    private static double Double(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static uint Word(double value) => (uint)BitConverter.DoubleToInt64Bits(value);

    public readonly record struct TenRoundsArguments(ArrayView<double> Words, uint Key0, uint Key1);

    public readonly struct TenRounds : IKernel<TenRoundsArguments>
    {
        public static void Run<T>(int index, in TenRoundsArguments arguments)
            where T : unmanaged, ILane<T>
        {
            Strip words = T.At(arguments.Words, (long)index * T.Width);
            T x0 = T.Load(words, 0);
            T x1 = T.Load(words, Tiles.Width);
            T x2 = T.Load(words, 2 * Tiles.Width);
            T x3 = T.Load(words, 3 * Tiles.Width);
            Philox.Rounds(arguments.Key0, arguments.Key1, ref x0, ref x1, ref x2, ref x3);
            T.Store(words, 0, x0);
            T.Store(words, Tiles.Width, x1);
            T.Store(words, 2 * Tiles.Width, x2);
            T.Store(words, 3 * Tiles.Width, x3);
        }
    }
}
