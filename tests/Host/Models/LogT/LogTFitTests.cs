using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Sampling;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>The log-t model from data to summaries.</summary>
public sealed class LogTFitTests
{
    private const int Chains = 128;

    // The source that a single instrument saw.
    private const string Lone = "S14";

    /// <summary>σ known at ν = 3, σ fitted for each instrument at ν = 3, one σ for all at ν = 5; missing data, outliers, nominal areas.</summary>
    [Theory]
    [InlineData("fixed")]
    [InlineData("fitted")]
    [InlineData("common")]
    public void Agrees_with_long_runs_of_the_reference(string name)
    {
        LogTReference reference = LogTReference.Of(name);
        Observations data = LogTReference.Observations;
        using Device device = Device.OpenSimd();
        Fit fit = Run(device, data, reference.Prior.ToPriors(), reference.Options, 800);
        Agreement agreement = new();
        for (int i = 0; i < data.InstrumentCount; i++)
        {
            agreement.Add($"B[{data.Instruments[i]}]", fit.LogArea[i], Chains, reference.Posterior[$"B[{data.Instruments[i]}]"]);
            if (fit.Scatter is { } scatter)
            {
                agreement.Add($"sigma2[{data.Instruments[i]}]", scatter.Draws[scatter.Entry(i, 0, 0)], Chains, reference.Posterior[$"sigma2[{data.Instruments[i]}]"]);
            }
        }

        for (int j = 0; j < data.SourceCount; j++)
        {
            string parameter = $"G[{data.Sources[j]}]";
            OracleParameter flux = reference.Posterior[parameter];
            if (string.Equals(data.Sources[j], Lone, StringComparison.Ordinal))
            {
                AddQuantiles(agreement, parameter, fit, j, flux);
                continue;
            }

            agreement.Add(parameter, fit.LogFlux[j], Chains, flux);
            AddQuantiles(agreement, $"table of {parameter}", fit, j, flux);
            double error = Math.Sqrt(Math.Pow(fit.Fluxes.McseMean[j], 2) + Math.Pow(flux.McseMean, 2));
            agreement.Add($"table of {parameter}", fit.Fluxes.Mean[j], error, flux.Mean);
        }

        foreach (LogTReferenceWeight weight in reference.Weights)
        {
            int o = Index(data, weight.Instrument, weight.Source);
            double error = Math.Sqrt(Math.Pow(fit.Weights!.McseMean[o], 2) + Math.Pow(weight.McseMean, 2));
            agreement.Add($"weight of {weight.Source} by {weight.Instrument}", fit.Weights.Mean[o], error, weight.Mean);
        }

        agreement.Require($"log-t, {name}");
        Assert.InRange(Math.Abs(agreement.Worst.Z), 0.0, 4.0);
        Assert.Equal(reference.Nu, fit.Weights!.Mean[Index(data, "MOS1", Lone)]);
        Assert.True(fit.Converged);
    }

    [Fact]
    public void A_common_sigma_is_one_number_and_a_known_one_is_no_parameter()
    {
        LogTReference reference = LogTReference.Of("common");
        using Device device = Device.OpenSimd();
        Fit common = Run(device, LogTReference.Observations, reference.Prior.ToPriors(), reference.Options, 20);
        Assert.Equal(("sigma2", 1), (common.Scatter!.NameOf(0), common.Variance.Length));
        Assert.Equal("log-t, ν = 5, one fitted σ for all instruments", common.Model.Title);
        Fit known = Run(device, LogTReference.Observations, reference.Prior.ToPriors(), new LogTModel { Sigma = 0.3 }, 20);
        Assert.Empty(known.Variance);
        Assert.Empty(known.Variances);
        Assert.Equal("log-t, ν = 3, σ = 0.3 known", known.Model.Title);
    }

    /// <summary>At ν = 3 a flux known from one observation has no finite standard deviation: neither the table nor the reader may pretend.</summary>
    [Fact]
    public void A_flux_without_a_standard_deviation_has_none()
    {
        LogTReference reference = LogTReference.Of("fitted");
        Observations data = LogTReference.Observations;
        using Device device = Device.OpenSimd();
        int lone = Array.IndexOf(data.Sources, Lone);
        Fit heavy = Run(device, data, reference.Prior.ToPriors(), reference.Options, 100);
        Assert.Equal(double.PositiveInfinity, heavy.Fluxes.Sd[lone]);
        Assert.True(double.IsFinite(heavy.Fluxes.Mean[lone]));
        Assert.Contains(heavy.Warnings, warning => warning.Contains("no finite standard deviation", StringComparison.Ordinal));
        Fit light = Run(device, data, reference.Prior.ToPriors(), new LogTModel { Nu = 10 }, 100);
        Assert.True(double.IsFinite(light.Fluxes.Sd[lone]));
        Fit heaviest = Run(device, data, reference.Prior.ToPriors(), new LogTModel { Nu = 1.5 }, 100);
        Assert.Equal(double.NaN, heaviest.Fluxes.Mean[lone]);
        Assert.True(double.IsFinite(heaviest.Fluxes.Q97_5[lone]));
    }

    [Theory]
    [InlineData(3.0, null, false)]
    [InlineData(3.0, 0.5, false)]
    [InlineData(4.0, null, true)]
    public void Keeps_the_exact_invariant(double nu, double? sigma, bool common)
    {
        SamplingCase islands = SamplingCase.Islands();
        Priors priors = common ? islands.Priors with { Alpha = [2, 2, 2, 2, 2], Beta = [0.3, 0.3, 0.3, 0.3, 0.3] } : islands.Priors;
        using Device device = Device.OpenSimd();
        Fit fit = Run(device, islands.Observations, priors, new LogTModel { Nu = nu, Sigma = sigma, CommonSigma = common }, 250, []);
        InvariantCheck.Require($"log-t, ν = {nu}", fit.LogArea, islands, Chains);
    }

    /// <summary>With many degrees of freedom ψ is σ²/ν: the log-normal model with v = σ²/ν, whose prior is InvGamma(α, β/ν).</summary>
    [Fact]
    public void Many_degrees_of_freedom_are_the_log_normal_model()
    {
        const double Nu = 1e6;
        SamplingCase noisy = SamplingCase.Of("noisy");
        Priors scaled = noisy.Priors with { Beta = [.. noisy.Priors.Beta.Select(beta => beta * Nu)] };
        using Device device = Device.OpenSimd();
        Fit fit = Run(device, noisy.Observations, scaled, new LogTModel { Nu = Nu }, 400, []);
        Dictionary<string, OracleParameter> oracle = PosteriorOracle.Of("noisy").Posterior;
        Agreement agreement = new();
        for (int i = 0; i < fit.LogArea.Length; i++)
        {
            string name = noisy.Observations.Instruments[i];
            agreement.Add($"B[{name}]", fit.LogArea[i], Chains, oracle[$"B[{name}]"]);
            agreement.Add($"sigma2[{name}]", [.. fit.Variance[i].Select(scale => scale / Nu)], Chains, oracle[$"sigma2[{name}]"]);
        }

        agreement.Require("log-t with a million degrees of freedom on noisy");
    }

    [Fact]
    public void Lane_width_cores_and_company_do_not_change_a_bit()
    {
        LogTReference reference = LogTReference.Of("fitted");
        Fit expected = Short(Device.OpenSimd(cores: 1), 64);
        foreach (int width in ((int[])[1, 4, 8]).Where(width => width <= Device.WidestLanes))
        {
            Fit found = Short(Device.OpenSimd(width, cores: 2), 64);
            Assert.Equal(Numbers(expected), Numbers(found));
            Assert.Equal(expected.Weights!.Mean, found.Weights!.Mean);
            Assert.Equal(expected.Fluxes.Mean, found.Fluxes.Mean);
            Assert.Equal(expected.Fluxes.Q97_5, found.Fluxes.Q97_5);
        }

        Fit some = Short(Device.OpenSimd(), 40);
        Assert.Equal(Numbers(expected).Select(draws => draws[..some.LogArea[0].Length]), Numbers(some));

        Fit Short(Device device, int chains)
        {
            using (device)
            {
                FitOptions options = Options(12, LogTReference.Observations.Sources) with { Chains = chains, WarmUp = 6, Thin = 2 };
                return Fitting.Run(reference.Options, LogTReference.Observations, reference.Prior.ToPriors(), options, device, null, CancellationToken.None);
            }
        }
    }

    /// <summary>The real EPIC data: in each band the least trusted observation is the one farthest from the rest.</summary>
    [Theory]
    [InlineData("4.5-12.0", "4U 1538-522", "pn")]
    public void Names_the_outliers_of_the_EPIC_data(string band, string source, string instrument)
    {
        DataSet epic = TableReader.Read("epic-hmxb", new ReadOptions(null, null, band, false));
        Observations data = epic.Bands[0];
        using Device device = Device.OpenSimd();
        Fit fit = Run(device, data, Priors.Uniform(3, 0.05, 1.5, 0.01), new LogTModel(), 100, []);
        int[] smallest = fit.Weights!.Smallest(2);
        Assert.Equal(Index(data, instrument, source), smallest[0]);

        // Not by a whisker: the next one weighs several times as much.
        Assert.True(fit.Weights.Mean[smallest[0]] < 0.5 * fit.Weights.Mean[smallest[1]]);
    }

    [Theory]
    [InlineData(0.0, null, "nu = 0")]
    [InlineData(double.NaN, null, "nu = NaN")]
    [InlineData(3.0, 0.0, "sigma = 0")]
    [InlineData(3.0, 1e9, "sigma = 1E+09")]
    public void Options_that_make_no_sense_are_refused(double nu, double? sigma, string message)
    {
        using Device device = Device.OpenSimd();
        UsageException fault = Assert.Throws<UsageException>(() =>
            Run(device, LogTReference.Observations, Priors.Uniform(3, 0.1, 1.5, 0.1), new LogTModel { Nu = nu, Sigma = sigma }, 10));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_common_sigma_cannot_have_several_priors()
    {
        using Device device = Device.OpenSimd();
        Priors priors = Priors.Uniform(3, 0.1, 1.5, 0.1) with { Alpha = [1.5, 2, 1.5] };
        UsageException fault = Assert.Throws<UsageException>(() => Run(device, LogTReference.Observations, priors, new LogTModel { CommonSigma = true }, 10));
        Assert.Contains("MOS1 alpha 2", fault.Message, StringComparison.Ordinal);
    }

    private static Fit Run(Device device, Observations data, Priors priors, LogTModel model, int draws, string[]? fluxes = null) =>
        Fitting.Run(model, data, priors, Options(draws, fluxes ?? data.Sources), device, null, CancellationToken.None);

    private static FitOptions Options(int draws, string[] fluxes) => new()
    {
        Chains = Chains,
        WarmUp = 200,
        Draws = draws,
        FluxDraws = fluxes,
        Seed = 5,
    };

    private static double[][] Numbers(Fit fit) => [.. fit.LogArea, .. fit.Variance, .. fit.LogFlux];

    private static int Index(Observations data, string instrument, string source)
    {
        int j = Array.IndexOf(data.Sources, source);
        return Enumerable.Range(data.First[j], data.First[j + 1] - data.First[j])
            .Single(o => string.Equals(data.Instruments[data.Instrument[o]], instrument, StringComparison.Ordinal));
    }

    /// <summary>Quantiles of the table; the reference's own error is a fraction of that of these draws.</summary>
    private static void AddQuantiles(Agreement agreement, string name, Fit fit, int source, OracleParameter reference)
    {
        ParameterSummary own = ParameterSummary.Of(name, fit.LogFlux[source], Chains);
        agreement.Add($"{name} q2.5", fit.Fluxes.Q2_5[source], 1.6 * own.McseQ2_5, reference.Q025);
        agreement.Add($"{name} median", fit.Fluxes.Median[source], 1.6 * own.McseMedian, reference.Median);
        agreement.Add($"{name} q97.5", fit.Fluxes.Q97_5[source], 1.6 * own.McseQ97_5, reference.Q975);
    }
}
