using GpuConcord.Host.Devices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.SelfTest;

namespace GpuConcord.Host.SelfTest;

/// <summary>Random123's known answers (Salmon et al. 2011; tests/kat_vectors of version 1.14, philox4x32 with 10 rounds).</summary>
internal static class PhiloxCheck
{
    private static readonly (uint[] Counter, StreamKey Key, uint[] Answer)[] KnownAnswers =
    [
        ([0, 0, 0, 0], new(0, 0), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], new(0xffffffff, 0xffffffff), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        ([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], new(0xa4093822, 0x299f31d0), [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]),
    ];

    /// <summary>Counts the words that differ.</summary>
    public static Finding Run(Device device)
    {
        int wrong = 0;
        foreach ((uint[] counter, StreamKey key, uint[] answer) in KnownAnswers)
        {
            double[] words = [.. counter.SelectMany(word => Enumerable.Repeat(BitConverter.UInt64BitsToDouble(word), Tiles.Width))];
            using Memory memory = device.Upload(words);
            device.Launch<PhiloxProbe, PhiloxProbeArguments>(Tiles.Width, new PhiloxProbeArguments(memory.View, key));
            double[] found = memory.ToArray();
            for (int i = 0; i < found.Length; i++)
            {
                wrong += (uint)BitConverter.DoubleToUInt64Bits(found[i]) == answer[i / Tiles.Width] ? 0 : 1;
            }
        }

        return new Finding(wrong, 0, "words differ");
    }
}
