namespace GpuConcord.Kernels.Random;

/// <summary>
/// The Philox key of one problem: the 64 bits that seed and problem number are mixed into. Two problems of one run, or one
/// problem under two seeds, draw from unrelated streams; a problem draws the same numbers alone or in a batch.
/// </summary>
/// <param name="Low">Key word 0.</param>
/// <param name="High">Key word 1.</param>
public readonly record struct StreamKey(uint Low, uint High)
{
    /// <summary>Mixes (seed, problem) by two rounds of the SplitMix64 finaliser (Steele, Lea and Flood, OOPSLA 2014).</summary>
    public static StreamKey Of(ulong seed, ulong problem)
    {
        ulong mixed = Mix(Mix(seed) + (0x9E3779B97F4A7C15UL * (problem + 1)));
        return new StreamKey((uint)mixed, (uint)(mixed >> 32));
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
