using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling.ScaleMixture;

/// <summary>What the chains of a normal scale mixture leave on the host, wave by wave, and its summary once all have run.</summary>
internal sealed class ScaleMixtureRecord
{
    private readonly ScaleMixtureMemory data;
    private readonly FitOptions options;
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
        Snapshots = new FluxSnapshots(data.Centre, options);
        Columns = PosteriorDraws.Arrays(Width, options.Chains * options.Draws);
        totalsLength = ScaleMixtureTotals.Length(Instruments, data.Observations.Length, data.Sources.Length);
        Totals = new ChainTotals(options, totalsLength);
    }

    /// <summary>N.</summary>
    public int Instruments { get; }

    /// <summary>Numbers a draw: σ² (N), B − b (N), then the chosen log fluxes.</summary>
    public int Width { get; }

    /// <summary>Every so-many-th log flux.</summary>
    public FluxSnapshots Snapshots { get; }

    /// <summary>Sums over iterations, see <see cref="ScaleMixtureTotals"/>.</summary>
    public ChainTotals Totals { get; }

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

    /// <summary>What the chains found.</summary>
    public ScaleMixtureDraws Summarise()
    {
        int n = Instruments;
        return Summarise(
            data, Totals, new PosteriorDraws(Columns[n..(2 * n)], Columns[..n], null, WarmUpSeconds, SamplingSeconds), Columns[(2 * n)..], Snapshots.Draws);
    }

    /// <summary>What was found, from its parts.</summary>
    /// <param name="data">The data.</param>
    /// <param name="totals">See <see cref="ScaleMixtureTotals"/>.</param>
    /// <param name="draws">Draws of B and σ².</param>
    /// <param name="chosen">Draws of the chosen log fluxes.</param>
    /// <param name="snapshots">Every so-many-th draw of every log flux.</param>
    public static ScaleMixtureDraws Summarise(ScaleMixtureMemory data, ChainTotals totals, PosteriorDraws draws, double[][] chosen, double[][] snapshots)
    {
        int n = data.Instruments;
        int sources = data.Sources.Length;
        long flux = ScaleMixtureTotals.Flux(n, data.Observations.Length);
        (double[] precision, _) = totals.Means(ScaleMixtureTotals.Precision, n);
        (double[] weight, double[] weightError) = totals.Means(ScaleMixtureTotals.Weight(n), data.Observations.Length);
        (double[] mean, double[] meanError) = totals.Means(flux, sources);
        (double[] square, _) = totals.Means(flux + sources, sources);
        double[] sd = [.. mean.Zip(square, (m, s) => Math.Sqrt(Math.Max(0.0, s - (m * m))))];
        return new ScaleMixtureDraws(
            draws, chosen, snapshots, precision, weight, weightError, [.. mean.Zip(data.Centre, (m, centre) => m + centre)], sd, meanError);
    }
}
