using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.SelfTest;
using GpuConcord.Tests.Host.Devices;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>
/// Short fits that between them launch every kernel of every model, on an accelerator and on vector registers: ILGPU's CPU accelerator
/// draws the same bits, a GPU the same numbers to rounding, as its compiler chooses which products to fuse into sums.
/// </summary>
public sealed class AcceleratorFitTests
{
    // Rounding of 1e-16 an operation, over some thousand operations an iteration and ten iterations, on the way through divisions by
    // small differences. Relative to the larger of the number and the spread of its kind.
    private const double MostDifference = 1e-9;

    private static readonly FitOptions Options = new() { Chains = 32, WarmUp = 8, Draws = 4, Thin = 2, Estimates = [] };

    internal static readonly Dictionary<string, Func<(IModel Model, Observations Data, Priors Priors, FitOptions Options)>> Fits = new()
    {
        ["known"] = () => Epic(Options with { WarmUp = 0 }, FitParts.Known),
        ["collapsed, complete"] = () => Epic(Options),
        ["block-gibbs, complete"] = () => Epic(Options with { Sampler = Sampler.BlockGibbs }),
        ["collapsed, patterns"] = () => Islands(Options),
        ["block-gibbs, patterns"] = () => Islands(Options with { Sampler = Sampler.BlockGibbs }),
        ["gibbs"] = () => Islands(Options with { Sampler = Sampler.Gibbs }),
        ["log-t"] = () => Reference("log-t", Options),
        ["log-t, common sigma"] = () => Reference(
            "log-t", Options, new LogTModel { Nu = 5, CommonSigma = true }),
        ["known plus fitted"] = () => Reference("both", Options),
        ["counts"] = () => Reference("counts", Options),
        ["joint bands"] = () => Reference("bands together", Options),
    };

    public static TheoryData<string, string> Runs =>
        [.. from way in (string[])["cpu", "cuda", "opencl"] from fit in Fits.Keys select Ways.Marked(new TheoryDataRow<string, string>(way, fit), way)];

    [Theory]
    [MemberData(nameof(Runs))]
    public void An_accelerator_draws_the_same_numbers(string way, string fit)
    {
        (IModel model, Observations data, Priors priors, FitOptions options) = Fits[fit]();
        options = options with { FluxDraws = data.Sources[..2] };
        using Device accelerator = Ways.Open(way);
        using Device processor = Device.OpenSimd();
        Fit found = Fitting.Run(model, data, priors, options, accelerator, null, TestContext.Current.CancellationToken);
        Fit expected = Fitting.Run(model, data, priors, options, processor, null, TestContext.Current.CancellationToken);
        double worst = 0.0;
        foreach ((string what, double[] ours, double[] theirs) in Numbers(expected).Zip(Numbers(found), (e, f) => (e.What, e.Values, f.Values)))
        {
            if (accelerator.Kind is DeviceKind.Cpu && !what.StartsWith("table", StringComparison.Ordinal))
            {
                Assert.Equal(ours.Select(BitConverter.DoubleToInt64Bits), theirs.Select(BitConverter.DoubleToInt64Bits));
            }

            double scale = ours.Where(double.IsFinite).Select(Math.Abs).Max();
            for (int k = 0; k < ours.Length; k++)
            {
                double difference = ours[k].Equals(theirs[k]) ? 0.0 : Math.Abs(ours[k] - theirs[k]) / scale;
                Assert.True(difference <= MostDifference, $"{fit} on {way}, {what}[{k}]: expected {ours[k]:R}, found {theirs[k]:R}, off by {difference:G3} of {scale:G3}");
                worst = Math.Max(worst, difference);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{fit} on {way}: at most {worst:G2} apart");
    }

    private static IEnumerable<(string What, double[] Values)> Numbers(Fit fit)
    {
        foreach ((string name, double[][] draws) in new[] { ("B", fit.LogArea), ("v", fit.Variance), ("G", fit.LogFlux) })
        {
            for (int i = 0; i < draws.Length; i++)
            {
                yield return ($"{name}[{i}]", draws[i]);
            }
        }

        yield return ("table of means", fit.Fluxes.Mean);
        yield return ("table of standard deviations", fit.Fluxes.Sd);
        yield return ("table of lower ends", fit.Fluxes.Q2_5);
        yield return ("table of upper ends", fit.Fluxes.Q97_5);
        if (fit.Weights is { } weights)
        {
            yield return ("table of weights", weights.Mean);
        }
    }

    private static (IModel Model, Observations Data, Priors Priors, FitOptions Options) Epic(FitOptions options, IModel? model = null) =>
        (model ?? FitParts.Fitted, TableReader.Read("epic-hmxb", new ReadOptions { Band = "2.0-4.5" }).Bands[0], Priors.Uniform(3, 0.05, 1.5, 0.01), options);

    private static (IModel Model, Observations Data, Priors Priors, FitOptions Options) Islands(FitOptions options)
    {
        SamplingCase islands = SamplingCase.Islands();
        return (FitParts.Fitted, islands.Observations, islands.Priors, options);
    }

    private static (IModel Model, Observations Data, Priors Priors, FitOptions Options) Reference(string name, FitOptions options, IModel? model = null)
    {
        ReferenceFit reference = ReferenceFit.All().Single(fit => fit.Name.StartsWith(name, StringComparison.Ordinal));
        return (model ?? reference.Model(ModelCatalogue.Standard), reference.Observations, reference.Priors, options);
    }
}
