using System.Diagnostics;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.SelfTest;
using GpuConcord.Host.Summaries;
using GpuConcord.Kernels.SelfTest;
using GpuConcord.Kernels.Summaries;
using GpuConcord.Tests.Host.Devices;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Photometry;
using GpuConcord.Tests.Host.Statistics;
using GpuConcord.Tests.Kernels;
using Xunit;

namespace GpuConcord.Tests.Cuda;

/// <summary>
/// Every kernel of the program as ILGPU compiles it for NVIDIA cards, executed, beside the same kernel compiled by .NET: the same bits. With products fused into sums, as
/// a card's assembler does, the same numbers to rounding, but for the few that hang on a decision that fell the other way.
/// </summary>
[Trait("Device", "stand-in")]
public sealed class ShadowTests
{
    // Of the numbers that a kernel writes, so many may hang on another decision when products are fused.
    private const double MostFar = 0.01;

    // Known answers and statistics over so many draws, which nothing but the self-test asks for.
    private static readonly string[] OneShape = [nameof(PhiloxProbe), nameof(DrawProbe), nameof(MultiplyAddProbe)];

    private static readonly FitOptions Short = new() { Chains = 32, WarmUp = 8, Draws = 4, Thin = 2, Estimates = [] };

    [Fact]
    public void Every_kernel_computes_what_the_processor_computes()
    {
        Assert.SkipUnless(StandIn.IsHere && StandIn.IsUnified, "needs the stand-in card with addresses that the processor may use: bash tests/Cuda/run.sh");
        Shadow shadow = new();
        foreach ((string name, Action<Device> work) in Work())
        {
            using Device device = Ways.Open("cuda");
            device.Witness = shadow;
            (long written, long start) = (shadow.Written, Stopwatch.GetTimestamp());
            work(device);
            Assert.True(shadow.Written > written, $"{name} has launched nothing");
            Say($"{name}: {shadow.Written - written} numbers, {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        }

        Say($"{"kernel",-40} {"launches",8} {"shapes",6} {"numbers",12} {"different",10} {"far",6}");
        foreach ((string name, Shadow.Tally own) in shadow.Kernels.OrderBy(own => own.Key, StringComparer.Ordinal))
        {
            Say($"{name,-40} {own.Launches,8} {own.Shapes.Count,6} {own.Written,12} {own.Different,10} {own.Far,6} {own.First}");
        }

        // A generic kernel need not be launched with each model that would fit it: some pairs nobody uses.
        Assert.Multiple(
            () => Assert.Empty(KernelTypes.All.Select(Definition).Except(shadow.Kernels.Keys.Select(Definition), StringComparer.Ordinal)),
            () => Assert.Empty(shadow.Kernels.Where(own => own.Value.Shapes.Count < 2).Select(own => own.Key).Except(OneShape, StringComparer.Ordinal)),
            () => Assert.Empty(shadow.Kernels.Where(own => StandIn.IsFused ? own.Value.Far > MostFar * own.Value.Written : own.Value.Different > 0)
                .Select(own => $"{own.Key}: {own.Value.Different} of {own.Value.Written} differ, {own.Value.Far} by much; {own.Value.First}")));
    }

    /// <summary>Work that between it launches every kernel, each over more than one shape.</summary>
    private static IEnumerable<(string Name, Action<Device> Work)> Work()
    {
        foreach ((string name, Func<(IModel, Observations, Priors, FitOptions)> made) in AcceleratorFitTests.Fits)
        {
            (IModel model, Observations data, Priors priors, FitOptions options) = made();
            yield return ($"fit, {name}", device => Run(device, model, data, priors, options));
        }

        foreach ((string key, double missing) in ((string, double)[])[("known", 0), ("fitted", 0), ("fitted", 0.3), ("both", 0.3), ("log-t", 0.3), ("counts", 0)])
        {
            IModel model = key is "counts" ? new CountsModel(PopulationMean: (0.0, 1.0)) : FitParts.Of(key);
            foreach (Sampler sampler in model.Can.Samplers.Where(own => key is not "log-t" || own is not Sampler.Independence))
            {
                yield return (
                    $"fit, {key}, {missing:P0} missing, {SamplerName.Of(sampler)}",
                    device => Simulated(device, model, 4, 12, missing, Short with { Chains = 96, Sampler = sampler }));
            }
        }

        foreach (int size in (int[])[1, 2])
        {
            FitOptions proposals = Short with { Sampler = Sampler.Independence, WarmUp = 32 };
            LogTModel common = new() { CommonSigma = true };
            yield return ($"fit, log-t, integrated, {100 + (50 * size)} sources", device => Simulated(device, FitParts.LogT, 3, 100 + (50 * size), 0, proposals));
            yield return ($"fit, log-t, one sigma, {1 + size} instruments", device => Simulated(device, common, 1 + size, 250, 0, proposals));
            yield return ($"fit, fitted, proposals, {2 + size} instruments", device => Simulated(device, FitParts.Fitted, 2 + size, 30, 0, proposals));
            yield return ($"fit, both, proposals, {2 + size} instruments", device => Simulated(device, FitParts.Both, 2 + size, 30, 0, proposals));
            yield return ($"sweep, {2 + size} instruments", device => Sweep(device, 2 + size));
            yield return ($"apertures, {size}", device => Apertures(device, [.. MadeApertures.Catalogue(400 * size, 10 + size).Where(p => p.N + p.M < 2000)]));
            yield return ($"summaries, {32 * size} chains", device => Summaries(device, 32 * size, 20 + size));
            yield return ($"order without a radix sort, {size}", device => Order(device, 256 * size));
        }

        yield return ("fit, log-t, in waves", InWaves);
        yield return ("known answers", device => PhiloxCheck.Run(device));
        yield return ("functions", device => FunctionCheck.Elementary(device));
        yield return ("ln Γ", device => FunctionCheck.LogGamma(device));
        yield return ("draws", device => DrawCheck.Run(device));
        yield return ("multiply-adds", device => Throughput.Gigaflops(device));
        yield return ("hardness ratios", device => HardnessCheck.Run(device));
    }

    private static void Run(Device device, IModel model, Observations data, Priors priors, FitOptions options) =>
        Fitting.Run(model, data, priors, options with { FluxDraws = data.Sources[..2] }, device, null, TestContext.Current.CancellationToken);

    private static void Simulated(Device device, IModel model, int instruments, int sources, double missing, FitOptions options)
    {
        SbcOptions made = new()
        {
            Model = model,
            Design = SbcDesign.Of(instruments, sources, 1, missing, 0.1, 5, model is CountsModel),
            Priors = Priors.Uniform(instruments, 0.2, 4, 0.5),
        };
        Run(device, model, model.Simulate(made.Drawn, 0).Data, made.Priors, options);
    }

    /// <summary>A card of a few hundred kilobytes runs half of the chains at a time.</summary>
    private static void InWaves(Device device)
    {
        List<string> notices = [];
        device.MemoryLimit = 300_000;
        device.Notice = notices.Add;
        Simulated(device, FitParts.LogT, 3, 60, 0, Short with { Chains = 64 });
        Assert.Contains(notices, notice => notice.Contains("32 at a time", StringComparison.Ordinal));
    }

    private static void Sweep(Device device, int instruments)
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(seed: 3, instruments, sources: 20, sigma: 0.1));
        SweepProblem[] problems =
        [
            .. Enumerable.Range(1, 2).Select(k => new SweepProblem { Data = "test", Observations = data, Priors = Priors.Uniform(instruments, 0.05 * k, 1.5, 0.01), Label = "" }),
        ];
        Sweeping.Run(problems, new SweepOptions { WarmUp = 8, Draws = 8 }, device, null, TestContext.Current.CancellationToken);
    }

    private static void Apertures(Device device, ApertureProblem[] problems)
    {
        PosteriorSummary[] found = new PosteriorSummary[problems.Length];
        using ExactPhotometry exact = new(device);
        exact.Solve(problems, found, cancellation: TestContext.Current.CancellationToken);
        foreach (CiaoRule rule in (CiaoRule[])[new() { Resolution = 0.1, MaxCounts = 1e4 }, new() { Resolution = 0.1, Gaussian = true }])
        {
            using CiaoPhotometry ciao = new(device, rule);
            ciao.Solve(problems, [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], found);
        }
    }

    private static void Summaries(Device device, int chains, int length)
    {
        Random random = new(1);
        using DrawSummaries summaries = new(device, chains, length);
        summaries.Of("x", [.. Enumerable.Range(0, chains * length).Select(_ => random.NextDouble())], 16);
    }

    /// <summary>A step of the sort that devices without a radix sort use, which NVIDIA's have.</summary>
    private static void Order(Device device, int count)
    {
        Random random = new(1);
        using Memory from = device.Upload([.. Enumerable.Range(0, count).Select(_ => random.NextDouble())]);
        using Memory to = device.Allocate(count);
        device.Launch<SortStep, SortStepArguments>(count, new SortStepArguments(from.View, to.View, 8, 2));
    }

    private static string Definition(Type kernel) => kernel.Name.Split('`')[0];

    private static string Definition(string kernel) => kernel.Split('<')[0];

    private static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}
