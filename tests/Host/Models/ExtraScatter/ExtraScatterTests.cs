using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.ExtraScatter;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using GpuConcord.Tests.Kernels.Models.ExtraScatter;
using Xunit;

namespace GpuConcord.Tests.Host.Models.ExtraScatter;

/// <summary>Fits with known plus fitted variances, from data to fluxes.</summary>
public sealed class ExtraScatterTests
{
    // Some three hundred comparisons at a fixed seed: one beyond 4 occurs once in fifty such suites.
    private const double Most = 4.0;

    private static readonly FitOptions Options = new()
    {
        Chains = 256,
        WarmUp = 200,
        Draws = 400,
        Seed = 2,
        Estimates = [],
    };

    /// <summary>Variances, areas and every source's flux against quadrature, sources seen once and errors of zero among them.</summary>
    [Theory]
    [InlineData("pair")]
    [InlineData("trio")]
    public void The_posterior_is_that_of_the_quadrature(string name)
    {
        ExtraScatterReference reference = ExtraScatterReference.Of(name);
        Observations observations = reference.Observations;
        Assert.Contains(observations.First.Zip(observations.First.Skip(1)), ends => ends.Second - ends.First == 1);
        Fit fit = Run(observations, reference.Priors, Options with { FluxDraws = [.. observations.Sources[..12]] });
        Assert.True(fit.Converged, string.Join("; ", fit.Warnings));
        Assert.Equal("log-Normal, known plus fitted variances", fit.Model.Title);
        Agreement agreement = new();
        for (int i = 0; i < reference.B.Length; i++)
        {
            Add(agreement, $"B[{i}]", ParameterSummary.Of("", fit.LogArea[i], Options.Chains), reference.Area[i]);
            double[] logarithm = [.. fit.Variance[i].Select(v => Math.Log(v))];
            Add(agreement, $"ln v[{i}]", ParameterSummary.Of("", logarithm, Options.Chains), reference.LogVariance[i]);
        }

        for (int j = 0; j < reference.Flux.Length; j++)
        {
            agreement.Add($"table of G[{j}]", fit.Fluxes.Mean[j], fit.Fluxes.McseMean[j], reference.Flux[j].Mean);
        }

        for (int j = 0; j < fit.LogFlux.Length; j++)
        {
            ParameterSummary draws = ParameterSummary.Of("", fit.LogFlux[j], Options.Chains);
            Add(agreement, $"G[{j}]", draws, reference.Flux[j]);

            // The table takes fewer draws of v, and no random number of its own: it errs no more than as many draws of G do.
            double fewer = Math.Sqrt((double)fit.LogFlux[j].Length / new FluxBudget().MostDraws);
            agreement.Add($"table's sd of G[{j}]", fit.Fluxes.Sd[j], draws.McseSd * fewer, reference.Flux[j].Sd);
            agreement.Add($"table's 2.5 % of G[{j}]", fit.Fluxes.Q2_5[j], draws.McseQ2_5 * fewer, reference.Flux[j].Q025);
            agreement.Add($"table's 97.5 % of G[{j}]", fit.Fluxes.Q97_5[j], draws.McseQ97_5 * fewer, reference.Flux[j].Q975);
        }

        agreement.Require(name);
        Assert.InRange(agreement.Worst.Z, -Most, Most);
    }

    /// <summary>u = 1ᵀT⁻¹(B − b) | y ~ N(0, 1ᵀT⁻¹1), whatever errors and scatter, in every connected component.</summary>
    [Fact]
    public void Keeps_the_exact_invariant()
    {
        SamplingCase islands = SamplingCase.Islands();
        double[] known = [.. islands.Observations.Y.Select((_, o) => o % 5 == 0 ? 0.0 : 0.01 * (o % 7))];
        PosteriorDraws draws = Draw(islands.Observations, known, islands.Priors, Options, null, 2);
        AreaPrior prior = AreaPrior.Independent(islands.Priors);
        Agreement agreement = new();
        foreach (int[] component in ConnectedComponents.Of(islands.Observations).Members)
        {
            double[] u = [.. Enumerable.Range(0, draws.LogArea[0].Length).Select(d =>
                ExactInvariant.Value([.. draws.LogArea.Select(b => b[d])], prior, component) / Math.Sqrt(ExactInvariant.Variance(prior, component)))];
            ParameterSummary found = ParameterSummary.Of("u", u, Options.Chains);
            agreement.Add($"mean of u, {component.Length} instruments", found.Mean, found.McseMean, 0);
            agreement.Add($"sd of u, {component.Length} instruments", found.Sd, found.McseSd, 1);
        }

        agreement.Require("invariant");
    }

    [Fact]
    public void Width_cores_and_company_do_not_change_a_bit()
    {
        (Observations observations, double[] known) = ExtraScatterModelTests.Simulated(3, 12, 0.2);
        Priors priors = ReferenceTables.UnequalPriors(3);
        FitOptions options = Options with { Chains = 64, WarmUp = 6, Draws = 12, Thin = 2 };
        double[][] expected = All(Draw(observations, known, priors, options, Device.WidestLanes, 1));
        foreach (int width in ((int[])[1, 4, 8]).Where(width => width <= Device.WidestLanes))
        {
            Assert.Equal(expected, All(Draw(observations, known, priors, options, width, 2)));
        }

        double[][] few = All(Draw(observations, known, priors, options with { Chains = 40 }, null, 2));
        Assert.Equal(expected.Select(values => values[..(40 * options.Draws)]), few);
    }

    /// <summary>A source that one instrument saw has a free flux: it cannot touch areas and variances, not even by a bit.</summary>
    [Fact]
    public void A_source_seen_once_takes_no_part_in_the_calibration()
    {
        double?[][] y = ReferenceTables.Simulate(6, 3, 21, 0.3);
        y[0][20] = y[1][20] = null;
        double[] known = [.. Enumerable.Range(0, 61).Select(o => 0.001 * (1 + (o % 13)))];
        known[60] = 5.0;
        double?[][] without = [.. y.Select(row => row[..20])];
        FitOptions options = Options with { Chains = 64, WarmUp = 20, Draws = 50 };
        Priors priors = ReferenceTables.UnequalPriors(3);
        Fit all = Run(ReferenceTables.Of(y) with { Variance = known }, priors, options);
        Fit shared = Run(ReferenceTables.Of(without) with { Variance = known[..60] }, priors, options);
        Assert.Equal(shared.LogArea, all.LogArea);
        Assert.Equal(shared.Variance, all.Variance);

        // G = y + (s + v)/2 − B ± √(s + v), given B and v.
        double mean = all.Variance[2].Zip(all.LogArea[2], (v, b) => y[2][20]!.Value + (0.5 * (known[60] + v)) - b).Average();
        Assert.InRange((all.Fluxes.Mean[20] - mean) / all.Fluxes.Sd[20], -0.01, 0.01);
        Assert.InRange(all.Fluxes.Sd[20], Math.Sqrt(5.0), Math.Sqrt(5.0) * 1.1);
        Assert.Contains(all.Warnings, warning => warning.Contains("1 source was seen by one instrument only", StringComparison.Ordinal));
    }

    /// <summary>The mixture of normals behind a flux knows nothing of errors when they are zero.</summary>
    [Fact]
    public void Without_errors_the_fluxes_are_those_of_the_model_with_fitted_variances()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(9, 4, 30, 0.2, missing: 0.4));
        AreaPrior prior = AreaPrior.Independent(ReferenceTables.UnequalPriors(4));
        double[] none = new double[observations.Count];
        FitOptions options = Options with { Chains = 4, Draws = 64, FluxDraws = ["S3", "S4"] };
        PosteriorDraws draws = Draw(observations, none, ReferenceTables.UnequalPriors(4), options, null, 2);
        using Device device = Device.OpenSimd();
        (FluxTable found, double[][] foundDraws) = FluxPosterior.Of(
            observations, PatternStatistics.SourceBySource(observations, none), prior, draws, options, device, new FluxBudget(), null, TestContext.Current.CancellationToken, none);
        (FluxTable expected, double[][] expectedDraws) = FluxPosterior.Of(
            observations, PatternStatistics.Of(observations), prior, draws, options, device, new FluxBudget(), null, TestContext.Current.CancellationToken);
        Assert.Equal(expectedDraws, foundDraws);
        foreach (int j in Enumerable.Range(0, observations.SourceCount).Where(j => expected.InstrumentCount[j] > 0))
        {
            ReferenceTables.Close(
                [expected.Mean[j], expected.Sd[j], expected.Q2_5[j], expected.Median[j], expected.Q97_5[j]],
                [found.Mean[j], found.Sd[j], found.Q2_5[j], found.Median[j], found.Q97_5[j]],
                1e-10, what: $"source {j}");
        }
    }

    /// <summary>Real errors are a small part of the scatter of these bright sources: areas and scatter hardly move, but the faintest source's flux is far less sure.</summary>
    [Fact]
    public void Errors_of_real_data_tell_in_the_fluxes()
    {
        DataSet data = TableReader.Read("epic-hmxb", new ReadOptions(Band: "2.0-4.5", RequireErrors: true));
        Observations observations = Assert.Single(data.Bands);
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.01);
        Fit both = Run(observations, priors, Options);
        Fit fitted = Run(observations, priors, Options, FitParts.Fitted);
        Assert.True(both.Converged, string.Join("; ", both.Warnings));
        for (int i = 0; i < 3; i++)
        {
            Assert.InRange(both.Variances[i].Mean / fitted.Variances[i].Mean, 0.8, 1.1);
            Assert.InRange((both.Areas[i].Mean - fitted.Areas[i].Mean) / fitted.Areas[i].Sd, -0.3, 0.3);
            Assert.Equal(1.0, Enumerable.Range(0, 3).Sum(k => both.PriorInfluence[i, k]), 1e-10);
            Assert.InRange(both.PriorWeight[i], 0.0, 0.5);
        }

        double[] error = [.. Enumerable.Range(0, observations.SourceCount).Select(j => observations.Variance![observations.First[j]..observations.First[j + 1]].Average())];
        int faintest = Array.IndexOf(error, error.Max());
        int brightest = Array.IndexOf(error, error.Min());
        Assert.InRange(both.Fluxes.Sd[faintest] / fitted.Fluxes.Sd[faintest], 1.5, 3.0);
        Assert.InRange(both.Fluxes.Sd[brightest] / fitted.Fluxes.Sd[brightest], 0.95, 1.05);
    }

    [Fact]
    public void Errors_that_are_absent_or_negative_are_refused()
    {
        (Observations observations, double[] known) = ExtraScatterModelTests.Simulated(3, 12, 0.2);
        DataException absent = Assert.Throws<DataException>(() => Run(observations with { Variance = null }, ReferenceTables.UnequalPriors(3), Options));
        Assert.Contains("not every observation has an error", absent.Message, StringComparison.Ordinal);
        known[4] = -0.01;
        DataException negative = Assert.Throws<DataException>(() => Run(observations, ReferenceTables.UnequalPriors(3), Options));
        Assert.Contains("is -0.01: expected a finite number, 0 (no known error) or greater", negative.Message, StringComparison.Ordinal);
    }

    private static void Add(Agreement agreement, string name, ParameterSummary found, ReferenceMarginal expected)
    {
        agreement.Add($"mean of {name}", found.Mean, found.McseMean, expected.Mean);
        agreement.Add($"sd of {name}", found.Sd, found.McseSd, expected.Sd);
        agreement.Add($"2.5 % of {name}", found.Q2_5, found.McseQ2_5, expected.Q025);
        agreement.Add($"median of {name}", found.Median, found.McseMedian, expected.Median);
        agreement.Add($"97.5 % of {name}", found.Q97_5, found.McseQ97_5, expected.Q975);
    }

    private static Fit Run(Observations observations, Priors priors, FitOptions options, IModel? model = null)
    {
        using Device device = Device.OpenSimd();
        return Fitting.Run(model ?? FitParts.Both, observations, priors, options, device, null, TestContext.Current.CancellationToken);
    }

    private static PosteriorDraws Draw(Observations observations, double[] known, Priors priors, FitOptions options, int? width, int cores)
    {
        PatternStatistics statistics = PatternStatistics.Of(observations);
        MarginalMode mode = MarginalMode.Find(new CollapsedPosterior(statistics, priors));
        TrajectorySearch start = ExtraScatterModel.Start(mode, statistics, priors, observations, known);
        using Device device = Device.OpenSimd(width, cores);
        return ExtraScatterModel.Sample(observations, known, priors, [ExtraScatterModel.Begin(new WeighedMode(mode, 1), new ChainGroup(0, options.Chains, 1), start)], options,
            device, null, TestContext.Current.CancellationToken);
    }

    private static double[][] All(PosteriorDraws draws) => [.. draws.LogArea, .. draws.Variance];
}
