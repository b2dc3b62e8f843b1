using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>What the chains of a normal scale mixture leave on the host, wave by wave, and its summary once all have run.</summary>
internal sealed class ScaleMixtureRecord
{
    private readonly ScaleMixtureMemory data;
    private readonly FitOptions options;
    private readonly double[] totals;
    private readonly double[][] snapshots;
    private readonly long totalsLength;

    /// <param name="data">The data.</param>
    /// <param name="chosen">Number of sources whose log fluxes go with every draw.</param>
    /// <param name="options">Chains, iterations.</param>
    public ScaleMixtureRecord(ScaleMixtureMemory data, int chosen, FitOptions options)
    {
        this.data = data;
        this.options = options;
        Instruments = data.Instruments;
        Width = (2 * Instruments) + chosen;
        Plan = SnapshotPlan.For(data.Sources.Length, options);
        Columns = PosteriorDraws.Arrays(Width, options.Chains * options.Draws);
        snapshots = PosteriorDraws.Arrays(data.Sources.Length, options.Chains * Plan.Count);
        totalsLength = ScaleMixtureTotals.Length(Instruments, data.Observations.Length, data.Sources.Length);
        totals = new double[Tiles.RoundUp(options.Chains) * totalsLength];
    }

    /// <summary>N.</summary>
    public int Instruments { get; }

    /// <summary>Numbers a draw: σ² (N), B − b (N), then the chosen log fluxes.</summary>
    public int Width { get; }

    /// <summary>When every log flux is looked at.</summary>
    public SnapshotPlan Plan { get; }

    /// <summary>The draws, one array a number, chain-major.</summary>
    public double[][] Columns { get; }

    /// <summary>Seconds of warm-up.</summary>
    public double WarmUpSeconds { get; set; }

    /// <summary>Seconds of sampling.</summary>
    public double SamplingSeconds { get; set; }

    /// <summary>Doubles that a chain takes of a device's memory, with room for some draws.</summary>
    public long DoublesPerChain(int scratchLength)
    {
        const int SomeDraws = 16;
        return ScaleMixtureState.Length(Instruments) + scratchLength + data.Observations.Length + data.Sources.Length + totalsLength
            + ((long)Width * Math.Min(options.Draws, SomeDraws));
    }

    /// <summary>Where the totals of some chains go, laid out as on the device.</summary>
    public Span<double> Totals(int firstChain, int lanes) => totals.AsSpan((int)(firstChain * totalsLength), (int)(lanes * totalsLength));

    /// <summary>Keeps every log flux of some chains.</summary>
    /// <param name="values">As on the device.</param>
    /// <param name="firstChain">The first chain.</param>
    /// <param name="chains">How many.</param>
    /// <param name="at">Number of the snapshot.</param>
    public void Snapshot(double[] values, int firstChain, int chains, int at) =>
        SideBySide.For(0, snapshots.Length, j =>
        {
            for (int chain = 0; chain < chains; chain++)
            {
                snapshots[j][((firstChain + chain) * Plan.Count) + at] =
                    data.Centre[j] + values[Tiles.Offset(chain, snapshots.Length) + ((long)j * Tiles.Width)];
            }
        }, CancellationToken.None);

    /// <summary>What the chains found.</summary>
    public ScaleMixtureDraws Summarise()
    {
        int n = Instruments;
        int sources = data.Sources.Length;
        long flux = ScaleMixtureTotals.Flux(n, data.Observations.Length);
        (double[] precision, _) = Means(ScaleMixtureTotals.Precision, n);
        (double[] weight, double[] weightError) = Means(ScaleMixtureTotals.Weight(n), data.Observations.Length);
        (double[] mean, double[] meanError) = Means(flux, sources);
        (double[] square, _) = Means(flux + sources, sources);
        double[] sd = [.. mean.Zip(square, (m, s) => Math.Sqrt(Math.Max(0.0, s - (m * m))))];
        return new ScaleMixtureDraws(
            new PosteriorDraws(Columns[n..(2 * n)], Columns[..n], null, WarmUpSeconds, SamplingSeconds),
            Columns[(2 * n)..],
            snapshots,
            precision,
            weight,
            weightError,
            [.. mean.Zip(data.Centre, (m, centre) => m + centre)],
            sd,
            meanError);
    }

    /// <summary>Means over chains and iterations of a run of totals, and their errors from the spread of the chains' own means.</summary>
    private (double[] Mean, double[] Error) Means(long first, int count)
    {
        double iterations = (double)options.Draws * options.Thin;
        double[] mean = new double[count];
        double[] error = new double[count];
        SideBySide.For(0, count, k =>
        {
            double sum = 0;
            double square = 0;
            double origin = totals[Tiles.Offset(0, totalsLength) + ((first + k) * Tiles.Width)] / iterations;
            for (int chain = 0; chain < options.Chains; chain++)
            {
                double own = (totals[Tiles.Offset(chain, totalsLength) + ((first + k) * Tiles.Width)] / iterations) - origin;
                sum += own;
                square += own * own;
            }

            double shift = sum / options.Chains;
            mean[k] = origin + shift;
            error[k] = Math.Sqrt(Math.Max(0.0, (square / options.Chains) - (shift * shift)) / (options.Chains - 1));
        }, CancellationToken.None);
        return (mean, error);
    }
}
