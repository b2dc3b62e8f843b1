using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.SelfTest;
using GpuConcord.Tests.Host.Devices;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Photometry;
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
            long before = shadow.Kernels.Values.Sum(own => own.Written);
            work(device);
            Assert.True(shadow.Kernels.Values.Sum(own => own.Written) > before, $"{name} has launched nothing");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{"kernel",-50} {"launches",8} {"shapes",6} {"numbers",12} {"different",10} {"far",6}");
        foreach ((string name, Shadow.Tally own) in shadow.Kernels.OrderBy(own => own.Key, StringComparer.Ordinal))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{name,-50} {own.Launches,8} {own.Shapes.Count,6} {own.Written,12} {own.Different,10} {own.Far,6} {own.First}");
        }

        Assert.Multiple(
            () => Assert.Empty(KernelTypes.All.Select(KernelTypes.Name).Except(shadow.Kernels.Keys, StringComparer.Ordinal)),
            () => Assert.Empty(shadow.Kernels.Where(own => own.Value.Shapes.Count < 2).Select(own => own.Key)),
            () => Assert.Empty(shadow.Kernels.Where(own => StandIn.IsFused ? own.Value.Far > MostFar * own.Value.Written : own.Value.Different > 0)
                .Select(own => $"{own.Key}: {own.Value.Different} of {own.Value.Written} differ, {own.Value.Far} by much; {own.Value.First}")));
    }

    /// <summary>Work that between it launches every kernel, each over more than one shape.</summary>
    private static IEnumerable<(string Name, Action<Device> Work)> Work()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        foreach (int chains in (int[])[32, 96])
        {
            FitOptions options = Short with { Chains = chains };
            foreach ((string name, Func<(IModel, Observations, Priors, FitOptions)> made) in AcceleratorFitTests.Fits)
            {
                (IModel model, Observations data, Priors priors, FitOptions own) = made();
                own = own with { Chains = chains, FluxDraws = data.Sources[..2] };
                yield return ($"fit, {name}", device => Fitting.Run(model, data, priors, own, device, null, stop));
                if (model.Can.Samplers.Contains(Sampler.Independence) && own.Sampler is not Sampler.BlockGibbs and not Sampler.Gibbs)
                {
                    yield return ($"fit, {name}, independence", device => Fitting.Run(model, data, priors, own with { Sampler = Sampler.Independence }, device, null, stop));
                }
            }

            yield return ("fit, log-t, integrated", device => ManySources(device, options with { Sampler = Sampler.Independence, WarmUp = 32 }, 900 + chains));
            yield return ("apertures", device => Apertures(device, MadeApertures.Catalogue(chains, 11)));
        }

        yield return ("known answers", device => PhiloxCheck.Run(device));
        yield return ("functions", device => FunctionCheck.Elementary(device));
        yield return ("ln Γ", device => FunctionCheck.LogGamma(device));
        yield return ("draws", device => DrawCheck.Run(device));
        yield return ("the self-test's apertures", device => ApertureCheck.Run(device));
        yield return ("hardness ratios", device => HardnessCheck.Run(device));
        yield return ("summaries", device => SummaryCheck.Run(device));
    }

    private static void ManySources(Device device, FitOptions options, int sources)
    {
        SbcOptions design = new() { Model = new LogTModel(), Design = SbcDesign.Of(3, sources, 1, 0.0, 0.1, 5), Priors = Priors.Uniform(3, 0.2, 4, 0.5) };
        Observations data = design.Model.Simulate(design.Drawn, 0).Data;
        Fitting.Run(design.Model, data, design.Priors, options with { FluxDraws = data.Sources[..2] }, device, null, TestContext.Current.CancellationToken);
    }

    private static void Apertures(Device device, ApertureProblem[] problems)
    {
        PosteriorSummary[] found = new PosteriorSummary[problems.Length];
        using ExactPhotometry exact = new(device);
        exact.Solve(problems, found, cancellation: TestContext.Current.CancellationToken);
        foreach (CiaoRule rule in (CiaoRule[])[new() { Resolution = 0.1 }, new() { Resolution = 0.1, Gaussian = true }])
        {
            using CiaoPhotometry ciao = new(device, rule);
            ciao.Solve(problems, [.. problems.Select(p => ((p.R * p.N) - p.M) / ((p.R * p.F) - p.G))], found);
        }
    }
}
