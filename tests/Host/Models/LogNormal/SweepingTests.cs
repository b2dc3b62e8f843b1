using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Sampling;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Models.LogNormal;

/// <summary>A problem's result belongs to the problem: company, waves, widths and the fit of the same table give the same bits or the same posterior.</summary>
public sealed class SweepingTests
{
    private static readonly SweepOptions Short = new() { WarmUp = 12, Draws = 16 };

    private static readonly Observations Complete = ReferenceTables.Of(ReferenceTables.Simulate(seed: 3, instruments: 3, sources: 40, sigma: 0.1));
    private static readonly Observations Other = ReferenceTables.Of(ReferenceTables.Simulate(seed: 4, instruments: 3, sources: 12, sigma: 0.2)) with { Band = "hard" };
    private static readonly Observations Missing = ReferenceTables.Of(ReferenceTables.Simulate(seed: 5, instruments: 4, sources: 30, sigma: 0.1, missing: 0.3));

    /// <summary>Complete and missing data, two bands, three and four and two instruments, priors from tight to wide, nominal areas.</summary>
    private static SweepProblem[] Assorted()
    {
        List<SweepProblem> problems = [];
        foreach (double tau in (double[])[0.01, 0.05, 0.3])
        {
            Priors three = Priors.Uniform(3, tau, 1.5, 0.01);
            problems.Add(Problem(Complete, three));
            problems.Add(Problem(Missing, Priors.Uniform(4, tau, 1.5, 0.01)));
            problems.Add(Problem(Missing, Priors.Uniform(4, tau, 1.5, 0.01) with { LogArea = [0.1, 0.2, -0.1, 0] }));
            problems.Add(Problem(Omission.WithoutSource(Missing, 3), Priors.Uniform(4, tau, 2, 0.02)));
            problems.Add(Problem(Other, three with { LogArea = [0.05, 0, 0] }));
            problems.Add(Problem(Omission.WithoutInstrument(Complete, 1), Omission.WithoutInstrument(three, 1)));
        }

        return [.. problems];
    }

    [Theory]
    [InlineData(SweepTuning.Weights)]
    [InlineData(SweepTuning.Quick, Explicit = true)]
    [InlineData(SweepTuning.AsFit)]
    public void Alone_in_company_in_waves_and_at_any_lane_width_the_bits_are_the_same(SweepTuning tuning)
    {
        SweepProblem[] problems = Assorted();
        SweepOptions options = Short with { Tuning = tuning };
        SweepPosterior[] together = Run(problems, options);
        Same(together, [.. problems.Select(problem => Run([problem], options)[0])], "alone");
        Same(together, Run(problems, options with { Wave = 2 }), "waves of two");
        using Device narrow = Device.OpenSimd(1, 1);
        Same(together, Run(problems, options, narrow), "one lane, one core");
        using Device middle = Device.OpenSimd(Math.Min(4, Device.WidestLanes), 2);
        Same(together, Run(problems, options, middle), "four lanes");
    }

    [Fact]
    public void Both_tunings_occur_in_the_mixture()
    {
        SweepPosterior[] quick = Run(Assorted(), Short);
        Assert.Contains(quick, posterior => posterior.SearchedLong);
        Assert.Contains(quick, posterior => !posterior.SearchedLong);
    }

    /// <summary>With a fit's tuning, a problem's draws are that fit's: mean, sd, quantiles and the response to the prior agree to the last bit.</summary>
    [Fact]
    public void Tuned_as_a_fit_a_problem_is_that_fit_to_the_bit()
    {
        foreach (SweepProblem problem in Assorted())
        {
            FitOptions options = new()
            {
                Sampler = Sampler.Collapsed,
                Chains = 128,
                WarmUp = 30,
                Draws = 10,
                Seed = 5,
                Estimates = [],
                Problem = ProblemNumber.Of(problem.Observations.Band),
            };
            using Device device = Device.OpenSimd();
            Fit fit = FitParts.Run(problem.Observations, problem.Priors, options, device, null, TestContext.Current.CancellationToken);
            SweepPosterior found = Run([problem], new SweepOptions { Chains = 128, WarmUp = 30, Draws = 10, Seed = 5, Tuning = SweepTuning.AsFit })[0];
            foreach ((ParameterSummary expected, BriefSummary brief) in fit.Areas.Concat(fit.Variances).Zip(found.Areas.Concat(found.Variances)))
            {
                Assert.Equal((expected.Mean, expected.Sd, expected.Q2_5, expected.Median, expected.Q97_5), (brief.Mean, brief.Sd, brief.Q2_5, brief.Median, brief.Q97_5));
            }

            ReferenceTables.Close(fit.PriorWeight, found.PriorWeight, 1e-12);
            Assert.Equal(fit.PriorInfluence, found.PriorInfluence);
            Assert.Equal(fit.PriorInfluenceError, found.PriorInfluenceError);
        }
    }

    /// <summary>The default settings give the posterior of a long fit, the two modes of a prior–data conflict included.</summary>
    [Fact]
    public void The_defaults_give_the_posterior_of_a_fit()
    {
        using Device device = Device.OpenSimd();
        SamplingCase conflict = SamplingCase.Of("e0102_shape");
        foreach ((Observations data, Priors priors) in ((Observations, Priors)[])
            [(Complete, Prior(3)), (Missing, Prior(4)), (Other, Prior(3)), (conflict.Observations, conflict.Priors)])
        {
            Fit fit = FitParts.Run(data, priors, new FitOptions { Draws = 400, Seed = 99 }, device, null, TestContext.Current.CancellationToken);
            SweepPosterior found = Run([Problem(data, priors)], new SweepOptions())[0];
            Assert.True(found.Converged);
            foreach ((ParameterSummary expected, BriefSummary brief) in fit.Areas.Concat(fit.Variances).Zip(found.Areas.Concat(found.Variances)))
            {
                Assert.True(brief.Ess > 600, $"{expected.Name}: {brief.Ess}");

                // Errors of the fit, enlarged to those of a sample worth as many draws as the sweep's, both together.
                double scale = 5.5 * Math.Sqrt(1 + (expected.EssBulk / brief.Ess));
                Within(expected.Median, brief.Median, scale * expected.McseMedian, expected.Name);
                Within(expected.Q2_5, brief.Q2_5, scale * expected.McseQ2_5, expected.Name);
                Within(expected.Q97_5, brief.Q97_5, scale * expected.McseQ97_5, expected.Name);
                if (expected.Name.StartsWith('B'))
                {
                    // σ² from two sources has no fourth moment: its mean and sd have errors that no sample tells.
                    Within(expected.Mean, brief.Mean, scale * expected.McseMean, expected.Name);
                    Within(expected.Sd, brief.Sd, scale * expected.McseSd, expected.Name);
                }
            }
        }
    }

    /// <summary>Two instruments only: a curved ridge that the quick tuning must recognise as beyond it.</summary>
    [Fact]
    public void A_ridge_is_searched_long()
    {
        SamplingCase pair = SamplingCase.Of("pair");
        SweepPosterior found = Run([Problem(pair.Observations, pair.Priors)], new SweepOptions { Tuning = SweepTuning.Quick })[0];
        Assert.True(found.SearchedLong);
    }

    /// <summary>Moving every prior mean by one amount moves every area by it; and W is what its definition says.</summary>
    [Fact]
    public void Rows_of_the_influence_sum_to_one_and_W_is_the_slides_formula()
    {
        foreach (SweepPosterior found in Run(Assorted(), Short))
        {
            for (int i = 0; i < found.Areas.Length; i++)
            {
                ReferenceTables.Close(1, Enumerable.Range(0, found.Areas.Length).Sum(k => found.PriorInfluence[i, k]), 1e-12);
            }
        }

        SweepProblem problem = Problem(Complete, Priors.Uniform(3, 0.05, 1.5, 0.01));
        SweepPosterior posterior = Run([problem], Short)[0];
        for (int i = 0; i < 3; i++)
        {
            ReferenceTables.Close(1 / (1 + (40 * 0.0025 / posterior.Variances[i].Mean)), posterior.PriorWeight[i], 1e-14);
        }
    }

    [Fact]
    public void Seeds_differ_and_common_random_numbers_are_shared_between_priors()
    {
        SweepProblem narrow = Problem(Complete, Priors.Uniform(3, 0.05, 1.5, 0.01)), wide = Problem(Complete, Priors.Uniform(3, 0.050001, 1.5, 0.01));
        SweepPosterior[] first = Run([narrow, wide], new SweepOptions()), second = Run([narrow], new SweepOptions { Seed = 1 });
        Assert.NotEqual(first[0].Areas[0].Mean, second[0].Areas[0].Mean);

        // A change of τ by 2e-5 moves B by a hair; independent streams would move it by its Monte Carlo error.
        Assert.InRange(Math.Abs(first[0].Areas[0].Mean - first[1].Areas[0].Mean), 1e-12, 0.2 * first[0].Areas[0].McseMean);
    }

    [Fact]
    public void Odd_chains_and_tables_without_a_shared_source_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Run(Assorted(), Short with { Chains = 33 }));
        Observations apart = ReferenceTables.Of([[1.0, null], [null, 2.0]]);
        DataException fault = Assert.Throws<DataException>(() => Run([Problem(apart, Priors.Uniform(2, 0.05, 1.5, 0.01))], Short));
        Assert.Contains("No source was seen by two instruments", fault.Message, StringComparison.Ordinal);
        Assert.Throws<DataException>(() => Run([Problem(Complete, Prior(3) with { Alpha = [0, 1, 1] })], Short));
    }

    private static void Within(double expected, double found, double allowed, string what) =>
        Assert.True(Math.Abs(found - expected) <= allowed, $"{what}: expected {expected:R} ± {allowed:G3}, found {found:R}");

    private static Priors Prior(int instruments) => Priors.Uniform(instruments, 0.05, 1.5, 0.01);

    private static SweepProblem Problem(Observations observations, Priors priors) =>
        new() { Data = "test", Observations = observations, Priors = priors, Label = "" };

    private static SweepPosterior[] Run(SweepProblem[] problems, SweepOptions options, Device? device = null)
    {
        using Device? own = device is null ? Device.OpenSimd() : null;
        return [.. Sweeping.Run(problems, options, device ?? own!, null, TestContext.Current.CancellationToken).Posteriors];
    }

    private static void Same(SweepPosterior[] expected, SweepPosterior[] found, string what)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            Assert.True(expected[k].Areas.AsSpan().SequenceEqual(found[k].Areas), $"{what}: B of problem {k} differs");
            Assert.True(expected[k].Variances.AsSpan().SequenceEqual(found[k].Variances), $"{what}: σ² of problem {k} differs");
            Assert.Equal(expected[k].PriorInfluence, found[k].PriorInfluence);
            Assert.Equal(expected[k].PriorInfluenceError, found[k].PriorInfluenceError);
            Assert.Equal(expected[k].SearchedLong, found[k].SearchedLong);
        }
    }
}
