using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Sampling;

/// <summary>
/// Random numbers with an address, for the library's distributions: a Philox stream of its own for every (key, row, column, site).
/// What one cell of a table draws does not depend on how many other cells there are, nor on the order they are drawn in.
/// </summary>
/// <param name="key">Key of (seed, problem).</param>
/// <param name="row">Row of the table, below 2³².</param>
/// <param name="column">Its column, below 2³².</param>
/// <param name="site">What is drawn there.</param>
internal sealed class AddressedRandom(StreamKey key, long row, long column, long site) : System.Random
{
    private readonly Stream<ScalarLane> stream = new(key, ScalarLane.OfBits(row), column);
    private long attempt;

    /// <summary>The next uniform strictly inside (0, 1).</summary>
    public override double NextDouble()
    {
        stream.Uniforms(site, attempt++, out ScalarLane uniform, out _);
        return uniform.Value;
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    /// <summary>The stream key of a simulated data set: problems are numbered from the end, so that no fit under the same seed shares it.</summary>
    public static StreamKey KeyOf(ulong seed, int number) => StreamKey.Of(seed, ulong.MaxValue - (ulong)number);

    /// <summary>ln c of a log-normal c with E[c] = e^<paramref name="expected"/>: the half variance comes off.</summary>
    public static double LogNormalAbout(System.Random random, double expected, double variance) =>
        Normal.Sample(random, expected - (0.5 * variance), Math.Sqrt(variance));
}
