using BenchmarkDotNet.Attributes;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;

namespace GpuConcord.Bench;

/// <summary>
/// Aperture photometry on one core, one operation a source: r ~ U(5, 30), background per source area U(0.05, 2), source 10^U(−0.5, 1.5),
/// f = 0.9, g = 0 or U(0.01, 0.08), conf 0.9. Sorting by work, uploads and downloads are included; reading and writing tables are not.
/// </summary>
[ShortRunJob]
public class ApertureBenchmarks
{
    internal const int Sources = 65_536;
    private readonly PosteriorSummary[] summaries = new PosteriorSummary[Sources];
    private ApertureProblem[] problems = [];
    private double[] netCounts = [];
    private Device device = null!;
    private ExactPhotometry exact = null!;
    private CiaoPhotometry ciao = null!;

    [Params(false, true)]
    public bool Leaky { get; set; }

    [Params(4, 8)]
    public int LaneWidth { get; set; }

    /// <summary>Lanes other than the processor's own, for counting and timing.</summary>
    internal ILaneLaunch? Lanes { get; init; }

    [GlobalSetup]
    public void Setup()
    {
        problems = Catalogue(Sources, Leaky);
        netCounts = [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))];
        device = Lanes is null ? Device.OpenSimd(LaneWidth, 1) : Device.OpenSimd(Lanes);
        exact = new ExactPhotometry(device);
        ciao = new CiaoPhotometry(device, new CiaoRule());
    }

    [Benchmark(OperationsPerInvoke = Sources)]
    public void Exact() => exact.Solve(problems, summaries);

    [Benchmark(OperationsPerInvoke = Sources)]
    public void CiaoGrid() => ciao.Solve(problems, netCounts, summaries);

    [GlobalCleanup]
    public void Cleanup()
    {
        exact.Dispose();
        ciao.Dispose();
        device.Dispose();
    }

    /// <summary>The workload; bench/peers/aprates.py draws from the same distribution.</summary>
    internal static ApertureProblem[] Catalogue(int count, bool leaky)
    {
        Random random = new(1);
        ApertureProblem[] catalogue = new ApertureProblem[count];
        for (int i = 0; i < count; i++)
        {
            double r = 5.0 + (25.0 * random.NextDouble()), background = 0.05 + (1.95 * random.NextDouble());
            double source = Math.Pow(10.0, (2.0 * random.NextDouble()) - 0.5), g = leaky ? 0.01 + (0.07 * random.NextDouble()) : 0.0;
            catalogue[i] = new ApertureProblem(
                Poisson(random, (0.9 * source) + background), Poisson(random, (g * source) + (r * background)), 0.9, g, r, 0.9);
        }

        return catalogue;
    }

    /// <summary>A draw by products of uniform numbers, for means of some ten.</summary>
    internal static int Poisson(Random random, double mean)
    {
        int count = -1;
        for (double product = 1.0, end = Math.Exp(-mean); product > end; count++)
        {
            product *= random.NextDouble();
        }

        return count;
    }
}
