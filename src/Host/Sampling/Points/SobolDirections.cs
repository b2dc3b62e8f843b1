namespace GpuConcord.Host.Sampling.Points;

/// <summary>Direction numbers of Sobol' points (Sobol' 1967, USSR Comput. Math. Math. Phys. 7, 86), those of Joe and Kuo (2008, SIAM J. Sci. Comput. 30, 2635).</summary>
internal static class SobolDirections
{
    /// <summary>Binary digits of a coordinate.</summary>
    public const int Digits = 32;

    /// <summary>Dimensions that there are numbers for.</summary>
    public const int Dimensions = 256;

    private static readonly Lazy<uint[][]> All = new(Read);

    /// <summary>v_1 … v_32 of a dimension, 0 … <see cref="Dimensions"/> − 1: coordinate = XOR of v_k over the digits k of a point's number that are set.</summary>
    public static ReadOnlySpan<uint> Of(int dimension) => All.Value[dimension];

    private static uint[][] Read()
    {
        using StreamReader reader = new(typeof(SobolDirections).Assembly.GetManifestResourceStream("Points/sobol-directions.txt")!);
        List<uint[]> directions = [VanDerCorput()];
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                uint[] numbers = Array.ConvertAll(line.Split(' '), uint.Parse);
                directions.Add(Extend((int)numbers[1], numbers[2], numbers.AsSpan(3)));
            }
        }

        return [.. directions];
    }

    private static uint[] VanDerCorput() => [.. Enumerable.Range(1, Digits).Select(k => 1u << (Digits - k))];

    /// <summary>The numbers of a polynomial of degree s, from the first s: m_k = 2a_1 m_{k−1} ⊕ 4a_2 m_{k−2} ⊕ … ⊕ 2ˢm_{k−s} ⊕ m_{k−s}.</summary>
    private static uint[] Extend(int degree, uint coefficients, ReadOnlySpan<uint> initial)
    {
        uint[] directions = new uint[Digits];
        for (int k = 0; k < Digits; k++)
        {
            if (k < degree)
            {
                directions[k] = initial[k] << (Digits - 1 - k);
                continue;
            }

            uint next = directions[k - degree] ^ (directions[k - degree] >> degree);
            for (int j = 1; j < degree; j++)
            {
                next ^= ((coefficients >> (degree - 1 - j)) & 1) * directions[k - j];
            }

            directions[k] = next;
        }

        return directions;
    }
}
