using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Fluxes;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Host.Fluxes;

/// <summary>
/// Draws of log fluxes jointly with kept draws of (B, v): G | B, v, y exactly, independent over sources (Chen et al. 2019,
/// arXiv:1711.09429, the conditional of G in its block Gibbs step).
/// </summary>
internal sealed class ConditionalFluxes
{
    private readonly Device device;
    private readonly Observations observations;
    private readonly double[] logArea;
    private readonly double[][] areas;
    private readonly double[][] variance;
    private readonly double[]? known;
    private readonly FitOptions options;

    /// <param name="device">Where to draw.</param>
    /// <param name="observations">The data.</param>
    /// <param name="logArea">b.</param>
    /// <param name="areas">Draws of B, chain-major, one array an instrument.</param>
    /// <param name="variance">Draws of v, likewise; empty when the variances are known.</param>
    /// <param name="known">Known variances, one an observation, to which v adds; null when v is all there is.</param>
    /// <param name="options">How the draws were made.</param>
    public ConditionalFluxes(
        Device device, Observations observations, double[] logArea, double[][] areas, double[][] variance, double[]? known, FitOptions options)
    {
        this.device = device;
        this.observations = observations;
        this.logArea = logArea;
        this.areas = areas;
        this.variance = variance;
        this.known = known;
        this.options = options;
    }

    /// <summary>
    /// Draws of each of <paramref name="sources"/> for the first <paramref name="chains"/> chains and every
    /// <paramref name="stride"/>-th draw of them, chain-major, handed to <paramref name="keep"/> as (index into sources, draws).
    /// </summary>
    public void Draw(int[] sources, int chains, int stride, long block, Action<int, double[]> keep, CancellationToken cancellation)
    {
        int draws = (options.Draws + stride - 1) / stride;
        int padded = Tiles.RoundUp(chains);
        int lanes = checked(draws * padded);
        using Memory state = device.Upload(State(chains, draws, stride, padded));
        int most = (int)Math.Clamp(Math.Min(block, device.FreeMemory / sizeof(double) / 2) / lanes, 1, sources.Length);
        using Memory fluxes = device.Allocate((long)most * lanes);
        double[] values = new double[(long)most * lanes];
        for (int first = 0; first < sources.Length; first += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(most, sources.Length - first);
            using Memory rows = device.Upload(Rows(sources.AsSpan(first, count)));
            device.Launch<FluxDraws, FluxDrawsArguments>(lanes, new FluxDrawsArguments
            {
                Draws = state.View,
                Sources = rows.View,
                Fluxes = fluxes.View,
                Instruments = areas.Length,
                SourceCount = count,
                Lanes = lanes,
                Chains = padded,
                FirstIteration = options.WarmUp + options.Thin - 1L,
                Stride = stride * options.Thin,
                Key = StreamKey.Of(options.Seed, options.Problem),
            });
            fluxes.CopyTo(values.AsSpan(0, count * lanes));
            int from = first;
            SideBySide.For(0, count, j =>
            {
                double[] own = new double[chains * draws];
                for (int draw = 0; draw < draws; draw++)
                {
                    for (int chain = 0; chain < chains; chain++)
                    {
                        own[(chain * draws) + draw] = values[((long)j * lanes) + ((long)draw * padded) + chain];
                    }
                }

                keep(from + j, own);
            }, cancellation);
        }
    }

    /// <summary>v then B − b of every lane; lanes that fill up a tile repeat the last chain.</summary>
    private double[] State(int chains, int draws, int stride, int padded)
    {
        int n = areas.Length;
        double[] state = new double[2L * n * draws * padded];
        SideBySide.For(0, draws, draw =>
        {
            for (int chain = 0; chain < padded; chain++)
            {
                int at = (Math.Min(chain, chains - 1) * options.Draws) + (draw * stride);
                long row = Tiles.Offset(((long)draw * padded) + chain, 2 * n);
                for (int i = 0; i < n; i++)
                {
                    state[row + ((long)i * Tiles.Width)] = variance.Length > 0 ? variance[i][at] : 0.0;
                    state[row + ((long)(n + i) * Tiles.Width)] = areas[i][at] - logArea[i];
                }
            }
        }, CancellationToken.None);
        return state;
    }

    private double[] Rows(ReadOnlySpan<int> sources)
    {
        List<double> rows = [];
        foreach (int source in sources)
        {
            int from = observations.First[source];
            int end = observations.First[source + 1];
            rows.Add(source);
            rows.Add(end - from);
            double origin = end > from ? X(from) : double.NaN;
            rows.Add(origin);
            for (int o = from; o < end; o++)
            {
                rows.Add(observations.Instrument[o]);
                rows.Add(X(o) - origin);
                rows.Add(known is null ? 0.0 : known[o]);
            }
        }

        return [.. rows];
    }

    private double X(int observation) => observations.Y[observation] - logArea[observations.Instrument[observation]];
}
