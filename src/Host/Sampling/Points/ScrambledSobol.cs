using System.Numerics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.Points;

/// <summary>
/// Sobol' points, scrambled: each coordinate's digits are multiplied by a random lower triangular matrix and shifted (Matoušek 1998, J. Complexity 14, 527). Every point
/// is uniform in the unit cube, so that a mean over the points has no bias; 2ᵏ points that follow each other stay as evenly spread as Sobol's are, so that it hardly
/// errs. Scramblings under different numbers are independent: the scatter of their means is the error of one (Owen 1997, SIAM J. Numer. Anal. 34, 1884).
/// </summary>
/// <remarks>Coordinates beyond <see cref="SobolDirections.Dimensions"/> are random.</remarks>
internal sealed class ScrambledSobol
{
    private const double Unit = 1.0 / (1L << SobolDirections.Digits);
    private readonly uint[][] directions;
    private readonly uint[] shifts;
    private readonly Func<int, AddressedRandom> beyond;
    private readonly AddressedRandom?[] random;

    /// <param name="key">Key of the run's streams.</param>
    /// <param name="set">Which set of points, below 2³².</param>
    /// <param name="scrambling">Which scrambling of it, below 2³².</param>
    /// <param name="dimensions">Coordinates of a point.</param>
    public ScrambledSobol(StreamKey key, long set, long scrambling, int dimensions)
    {
        int even = Math.Min(dimensions, SobolDirections.Dimensions);
        directions = new uint[even][];
        shifts = new uint[even];
        random = new AddressedRandom?[dimensions];
        beyond = dimension => new AddressedRandom(key, scrambling, set, Sites.Scrambling + dimension);
        for (int d = 0; d < even; d++)
        {
            AddressedRandom own = beyond(d);
            directions[d] = Scramble(SobolDirections.Of(d), own);
            shifts[d] = Bits(own);
        }
    }

    /// <summary>Coordinates of the points 0 … <paramref name="points"/> − 1 in one dimension, strictly inside (0, 1).</summary>
    public void Column(int dimension, int points, Span<double> coordinates)
    {
        for (int point = 0; point < points; point++)
        {
            coordinates[point] = dimension < directions.Length ? (Digits(dimension, (uint)point) + 0.5) * Unit : (random[dimension] ??= beyond(dimension)).NextDouble();
        }
    }

    private uint Digits(int dimension, uint point)
    {
        uint[] own = directions[dimension];
        uint digits = shifts[dimension];
        for (; point != 0; point &= point - 1)
        {
            digits ^= own[BitOperations.TrailingZeroCount(point)];
        }

        return digits;
    }

    /// <summary>L·v for every direction number v, digits from the most significant one; L is lower triangular with ones on its diagonal, at random below.</summary>
    private static uint[] Scramble(ReadOnlySpan<uint> original, AddressedRandom random)
    {
        uint[] scrambled = new uint[original.Length];
        for (int digit = 0; digit < SobolDirections.Digits; digit++)
        {
            uint own = 1u << (SobolDirections.Digits - 1 - digit);
            uint row = own | (Bits(random) & ~(own | (own - 1)));
            for (int k = 0; k < original.Length; k++)
            {
                scrambled[k] |= (BitOperations.PopCount(row & original[k]) & 1) == 1 ? own : 0;
            }
        }

        return scrambled;
    }

    private static uint Bits(AddressedRandom random) => (uint)(random.NextDouble() * (1L << SobolDirections.Digits));
}
