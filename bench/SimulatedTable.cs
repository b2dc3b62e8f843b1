using GpuConcord.Host.Data;

namespace GpuConcord.Bench;

/// <summary>Tables of the XCAL-medium shape: three instruments with σ = .039, .032, .043 and offsets of a few per cent.</summary>
internal static class SimulatedTable
{
    private static readonly double[] Sigma = [0.039, 0.032, 0.043];
    private static readonly double[] Offset = [-0.04, 0.08, -0.04];

    public static Priors Priors => Priors.Uniform(3, 0.05, 1.5, 0.093 * 0.093);

    /// <summary>Every instrument sees every source with probability 1 − <paramref name="missing"/>.</summary>
    public static Observations Of(int sources, double missing = 0.0)
    {
        Random random = new(20190601);
        int[] first = new int[sources + 1];
        List<int> instrument = new(3 * sources);
        List<double> y = new(3 * sources);
        for (int j = 0; j < sources; j++)
        {
            double flux = Normal(random);
            for (int i = 0; i < 3; i++)
            {
                if (random.NextDouble() >= missing)
                {
                    instrument.Add(i);
                    y.Add(Offset[i] + flux - (0.5 * Sigma[i] * Sigma[i]) + (Sigma[i] * Normal(random)));
                }
            }

            first[j + 1] = y.Count;
        }

        return new Observations
        {
            Instruments = ["pn", "MOS1", "MOS2"],
            Sources = [.. Enumerable.Range(1, sources).Select(j => $"S{j}")],
            First = first,
            Instrument = [.. instrument],
            Y = [.. y],
        };
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
