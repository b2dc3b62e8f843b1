using GpuConcord.Host.Data;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;

namespace GpuConcord.Tests.Host.Runs;

/// <summary>Fits whose every number is chosen, for what prints and writes them: nothing here was sampled from a posterior.</summary>
internal static class HandMade
{
    /// <summary>Complete data: every instrument saw every source.</summary>
    public static Observations Observations(string? band, string[] instruments, string[] sources, string unit = "erg/cm2/s", bool errors = false)
    {
        int n = instruments.Length, count = n * sources.Length;
        return new Observations
        {
            Band = band,
            Instruments = instruments,
            Sources = sources,
            First = [.. Enumerable.Range(0, sources.Length + 1).Select(j => j * n)],
            Instrument = [.. Enumerable.Range(0, count).Select(o => o % n)],
            Y = [.. Enumerable.Range(0, count).Select(o => -27.0 + o / n)],
            Variance = errors ? [.. Enumerable.Repeat(1e-4, count)] : null,
            Quantity = "flux",
            Unit = unit,
        };
    }

    /// <summary>
    /// A fit with these data. Draws of B_i are normal about <paramref name="areas"/>[i] with a common part of standard deviation 0.02 and
    /// an own part of 0.02; those of v_i are log-normal about <paramref name="scatter"/>[i]²; log fluxes are −27 + j.
    /// </summary>
    public static Fit Fit(
        Observations observations, double[] areas, double[]? scatter, FitOptions? options = null, Priors? priors = null,
        bool converged = true, string[]? warnings = null, int[][]? components = null)
    {
        FitOptions used = (options ?? new FitOptions { Chains = 4, Draws = 50, WarmUp = 100 }) with
        {
            Sampler = scatter is null ? Sampler.Exact
            : options?.Sampler ?? Sampler.Collapsed
        };
        int n = observations.InstrumentCount, m = observations.SourceCount, draws = used.Chains * used.Draws;
        Random random = new(1);
        double[] common = Normals(random, draws);
        double[][] logArea = [.. areas.Select(area => Normals(random, draws).Select((z, d) => area + 0.02 * (z + common[d])).ToArray())];
        double[][] variance = scatter is null ? [] : [.. scatter.Select(s => Normals(random, draws).Select(z => s * s * Math.Exp(0.3 * z)).ToArray())];
        double[][] logFlux = [.. used.FluxDraws.Select(name => Normals(random, draws).Select(z => -27 + Array.IndexOf(observations.Sources, name) + 0.05 * z).ToArray())];
        double[,] influence = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                influence[i, k] = i == k ? 0.5 : 0.5 / (n - 1);
            }
        }
        double[] all = [.. Enumerable.Range(0, m).Select(j => -27.0 + j)];
        return new Fit
        {
            Observations = observations,
            Priors = priors ?? Priors.Uniform(n, 0.05, 1.5, 0.01),
            Options = used,
            Model = scatter is null ? FitParts.Known : FitParts.Fitted,
            Blocks = Blocks(observations, logArea, variance, used.Chains),
            LogFlux = logFlux,
            Fluxes = new FluxTable(
                all, Constant(m, 0.05), [.. all.Select(g => g - 0.1)], all, [.. all.Select(g => g + 0.1)], Constant(m, 0.001),
                Constant(m, 1.0), Constant(m, double.NaN), Constant(m, double.NaN), [.. Enumerable.Repeat(n, m)]),
            Estimates = scatter is null
                ? []
                : [.. used.Estimates.Select(kind => new PointEstimate(kind, areas, [.. scatter.Select(s => s * s)], kind is PointEstimateKind.Joint ? "Treacherous." : null))],
            PriorWeight = Constant(n, 0.0123),
            PriorInfluence = influence,
            ObservationsPerInstrument = [.. Enumerable.Repeat(m, n)],
            Components = components ?? [[.. Enumerable.Range(0, n)]],
            NestedRhat = scatter is null ? double.NaN : 1.0005,
            Tuning = scatter is null ? null : new SamplerTuning(0.5, 5, Constant(n, 0.4), 0.91, 0, 0.8),
            Timing = new FitTiming(0, 0.25, 0.5, 0.125),
            Warnings = warnings ?? [],
            Converged = converged,
        };
    }

    /// <summary>B, and σ² of every instrument where it is fitted.</summary>
    public static Block[] Blocks(Observations data, double[][] logArea, double[][] variance, int chains)
    {
        Block[] blocks = [Block.Areas(data) with { Draws = logArea }, Block.Scatter(Axis.Instrument, data.Instruments) with { Draws = variance }];
        return
        [
            .. blocks.Where(block => block.Draws.Length > 0).Select(block => block with
            {
                Summaries = [.. block.Draws.Select((values, entry) => ParameterSummary.Of(block.NameOf(entry), values, chains))],
            }),
        ];
    }

    /// <summary>A run of these fits.</summary>
    public static FitRun Run(params Fit[] fits) => new()
    {
        Version = "0.1.0",
        Arguments = ["fit", "three cameras.csv"],
        Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Data = new DataOrigin("three cameras", "three cameras.csv", new string('a', 64)),
        Device = new DeviceRecord("simd", "A processor", ".NET 10.0.0", 8, 2, 1L << 34, "asked for"),
        Seed = 7,
        ReadSeconds = 0.0625,
        Fits = fits,
        Notes = [],
    };

    /// <summary>Names S01, S02, …</summary>
    public static string[] Sources(int count) => [.. Enumerable.Range(1, count).Select(j => $"S{j:D2}")];

    private static double[] Constant(int count, double value) => [.. Enumerable.Repeat(value, count)];

    /// <summary>Standard normals by Box and Muller; a seeded Random gives the same numbers on every machine.</summary>
    private static double[] Normals(Random random, int count)
    {
        double[] values = new double[count];
        for (int d = 0; d < count; d++)
        {
            values[d] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        }

        return values;
    }
}
