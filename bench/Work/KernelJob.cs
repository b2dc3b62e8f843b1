using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Models.KnownErrors;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Hardness;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Summaries;

namespace GpuConcord.Bench.Work;

/// <summary>
/// Something users do, as the program does it, small enough for a driver that executes a GPU's code on the processor: which kernels it launches, how often, with
/// how many threads.
/// </summary>
/// <param name="Name">One word, to ask for it by.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="Run">Does it on a device.</param>
internal sealed record KernelJob(string Name, string Title, Action<Device> Run)
{
    /// <summary>Every job; between them they launch every kernel in which the program spends its time.</summary>
    public static IReadOnlyList<KernelJob> All { get; } =
    [
        new("fitted", "fit, 3 instruments, 1,000 sources, 64 chains", device => Fit(device, new LogNormalModel(), SimulatedTable.Of(1000), Usual)),
        new("trajectories", "the same by trajectories, 256 chains", device => Fit(device, new LogNormalModel(), SimulatedTable.Of(1000), Trajectories)),
        new("gibbs", "the same by block Gibbs, 256 chains, 100 sources", device => Fit(device, new LogNormalModel(), SimulatedTable.Of(100), Trajectories with
        {
            Sampler = Sampler.BlockGibbs, WarmUp = 50, Draws = 50,
        })),
        new("missing", "fit, 5 % missing, 1,000 sources, 64 chains", device => Fit(device, new LogNormalModel(), SimulatedTable.Of(1000, 0.05), Usual)),
        new("many-chains", "fit, 3 instruments, 1,000 sources, 16,384 chains", device => Fit(device, new LogNormalModel(), SimulatedTable.Of(1000), Usual with
        {
            Chains = 16_384, WarmUp = 32, Draws = 20,
        })),
        new("known", "fit, known variances, 1,000 sources", device => Fit(device, new KnownErrorsModel(), WithErrors(SimulatedTable.Of(1000, 0.05)), Usual with
        {
            Sampler = Sampler.Exact, WarmUp = 0,
        })),
        new("both", "fit, known and fitted variances, 200 sources, 64 chains", device =>
            Fit(device, new ExtraScatterModel(), WithErrors(SimulatedTable.Of(200, 0.05)), Usual with { Draws = 100 })),
        new("log-t", "log-t by Gibbs, 103 sources, 64 chains", device => Fit(device, new LogTModel(), SimulatedTable.Of(103), Usual with
        {
            Sampler = Sampler.BlockGibbs, WarmUp = 50, Draws = 50,
        })),
        new("log-t-many", "log-t by proposals, 600 sources, 64 chains", device => Fit(device, new LogTModel(), SimulatedTable.Of(600), Usual with { Draws = 10 })),
        new("counts", "counts, 3 instruments, 40 sources, 64 chains", device => Fit(device, new CountsModel(), Counted(40), Usual with
        {
            Sampler = Sampler.BlockGibbs, WarmUp = 50, Draws = 50,
        })),
        new("apertures", "16,384 apertures, g = 0", device => Apertures(device, ApertureBenchmarks.Catalogue(16_384, leaky: false))),
        new("leaky-apertures", "16,384 apertures, g > 0", device => Apertures(device, ApertureBenchmarks.Catalogue(16_384, leaky: true))),
        new("ciao", "4,096 apertures on CIAO's grid, g = 0", device => Ciao(device, ApertureBenchmarks.Catalogue(4096, leaky: false))),
        new("leaky-ciao", "4,096 apertures on CIAO's grid, g > 0", device => Ciao(device, ApertureBenchmarks.Catalogue(4096, leaky: true))),
        new("bright-apertures", "4,096 bright apertures, g = 0", device => Apertures(device, Bright(4096, 0.0))),
        new("leaky-bright-apertures", "4,096 bright apertures, g > 0", device => Apertures(device, Bright(4096, 0.03))),
        new("bright-ciao", "1,024 bright apertures as CIAO's Gaussian", device => Ciao(device, Bright(1024, 0.0))),
        new("hardness", "4,096 hardness ratios", Hardness),
        new("summaries", "summary of 64 × 4,000 draws", Summaries),
    ];

    private static FitOptions Usual => new() { Sampler = Sampler.Independence, Chains = FitOptions.UsualChains, WarmUp = 32, Draws = 200 };

    private static FitOptions Trajectories => new() { Sampler = Sampler.Collapsed, Chains = 256, WarmUp = 200, Draws = 100 };

    private static void Fit(Device device, IModel model, Observations data, FitOptions options) =>
        _ = Fitting.Run(model, data, SimulatedTable.Priors, options, device, null, CancellationToken.None);

    private static Observations WithErrors(Observations data) => data with { Variance = [.. data.Y.Select((_, o) => 5e-4 * (1 + (o % 4)))] };

    /// <summary>Aperture counts about the fluxes of a simulated table: some thirty counts a source, as much as one of background.</summary>
    private static Observations Counted(int sources)
    {
        Observations table = SimulatedTable.Of(sources);
        Random random = new(1);
        double[] source = new double[table.Y.Length], background = new double[table.Y.Length];
        for (int o = 0; o < source.Length; o++)
        {
            source[o] = ApertureBenchmarks.Poisson(random, (0.9 * Math.Exp(3.0 + (0.5 * table.Y[o]))) + 1.0);
            background[o] = ApertureBenchmarks.Poisson(random, 16.0);
        }

        return table with
        {
            Y = new double[source.Length],
            Counts = new ApertureCounts
            {
                Source = source,
                Background = background,
                SourceFactor = Row(0.9),
                BackgroundFactor = Row(0.0),
                Ratio = Row(16.0),
                KnownBackground = Row(double.NaN),
            },
        };

        double[] Row(double value) => [.. Enumerable.Repeat(value, source.Length)];
    }

    /// <summary>Sources of 100 to 10,000 counts, more than a whole series has terms.</summary>
    private static ApertureProblem[] Bright(int count, double g)
    {
        Random random = new(1);
        ApertureProblem[] catalogue = new ApertureProblem[count];
        for (int i = 0; i < count; i++)
        {
            double r = 5.0 + (25.0 * random.NextDouble()), background = 5.0 * random.NextDouble(), source = Math.Pow(10.0, 2.0 + (2.0 * random.NextDouble()));
            catalogue[i] = new ApertureProblem(Math.Round((0.9 * source) + background), Math.Round((g * source) + (r * background)), 0.9, g, r, 0.9);
        }

        return catalogue;
    }

    private static void Apertures(Device device, ApertureProblem[] problems)
    {
        using ExactPhotometry exact = new(device);
        exact.Solve(problems, new PosteriorSummary[problems.Length]);
    }

    private static void Ciao(Device device, ApertureProblem[] problems)
    {
        using CiaoPhotometry ciao = new(device, new CiaoRule());
        ciao.Solve(problems, [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], new PosteriorSummary[problems.Length]);
    }

    private static void Hardness(Device device)
    {
        const int Count = 4096;
        Random random = new(1);
        ApertureParameters[] soft = [.. Enumerable.Range(0, Count).Select(_ => Band())], hard = [.. Enumerable.Range(0, Count).Select(_ => Band())];
        using HardnessPhotometry photometry = new(device);
        photometry.Solve(soft, hard, ApertureQuantity.Counts, new HardnessSummary[Count]);

        ApertureParameters Band() => new()
        {
            N = ApertureBenchmarks.Poisson(random, 10.0),
            M = ApertureBenchmarks.Poisson(random, 15.0),
            SourceArea = 1.0,
            BackgroundArea = 20.0,
            Alpha = 0.9,
            Beta = 0.02,
            Confidence = 0.68,
        };
    }

    private static void Summaries(Device device)
    {
        const int Chains = 64, Length = 4000;
        Random random = new(1);
        double[] draws = new double[Chains * Length];
        for (int i = 0; i < draws.Length; i++)
        {
            draws[i] = (i % Length == 0 ? 0.0 : 0.5 * draws[i - 1]) + random.NextDouble();
        }

        using DrawSummaries summaries = new(device, Chains, Length);
        _ = summaries.Of("x", draws, 1);
    }
}
