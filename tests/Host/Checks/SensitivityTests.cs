using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Checks;

/// <summary>Power-scaled posteriors against exact ones, and against fits under the scaled prior or with more data.</summary>
public sealed class SensitivityTests
{
    // Standard errors that a single comparison may be off; there are some dozens.
    private const double Errors = 4.5;

    private static readonly Priors Priors = new([0.1, 0.2, 0.0], [0.05, 0.08, 0.04], [1.5, 2.0, 1.5], [0.01, 0.02, 0.01]);

    /// <summary>Known variances: the prior to the power α is τ → τ/√α, and the posterior under it is exact.</summary>
    [Theory]
    [InlineData(0.8)]
    [InlineData(1.25)]
    public void The_scaled_prior_of_known_variances_is_exact(double power)
    {
        Observations data = Known();
        Fit fit = Exact(data);
        PosteriorFactors factors = Factors(data, fit, data.Variance);
        KnownVariancePosterior moved = KnownVariancePosterior.Of(
            data, AreaPrior.Independent(Priors with { Tau = [.. Priors.Tau.Select(tau => tau / Math.Sqrt(power))] }));
        Compare(fit.LogArea, factors.Prior, power, moved);
    }

    /// <summary>The likelihood to the power α: every variance s/α, with y shifted so that its half variance stays s/2.</summary>
    [Theory]
    [InlineData(0.8)]
    [InlineData(1.25)]
    public void The_scaled_likelihood_of_known_variances_is_exact(double power)
    {
        Observations data = Known();
        Fit fit = Exact(data);
        PosteriorFactors factors = Factors(data, fit, data.Variance);
        Observations scaled = data with
        {
            Y = [.. data.Y.Zip(data.Variance!, (y, s) => y + (0.5 * s) - (0.5 * s / power))],
            Variance = [.. data.Variance!.Select(s => s / power)],
        };
        Compare(fit.LogArea, factors.Likelihood, power, KnownVariancePosterior.Of(scaled, AreaPrior.Independent(Priors)));
    }

    /// <summary>∂B̂/∂log₂ α by a central difference of the exact posterior, and the level, whose posterior is its prior.</summary>
    [Fact]
    public void Gradients_of_known_variances_are_exact()
    {
        Observations data = Known();
        Fit fit = Exact(data);
        Sensitivity found = FitParts.Sensitivity(fit, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["B[I0]", "B[I1]", "B[I2]", "level"], found.Parameters.Select(parameter => parameter.Name));
        Assert.Null(found.VariancePrior);
        Assert.True(found.Reliable);
        double[] low = Moved(1 / 1.001), high = Moved(1.001);
        double error = Errors * 2 / Math.Sqrt(found.Draws);
        for (int i = 0; i < 3; i++)
        {
            double expected = (high[i] - low[i]) / (2 * Math.Log2(1.001));
            Assert.Equal(expected, found.Prior.MeanGradient[i], error * found.Parameters[i].Sd);
        }

        double level = 1 / Math.Sqrt(Priors.Tau.Sum(tau => 1 / (tau * tau)));
        Assert.Equal(level, found.Parameters[3].Sd, Errors * level / Math.Sqrt(2.0 * found.Draws));
        Assert.Equal(-0.5 * Math.Log(2) * level, found.Prior.SdGradient[3], error * level);
        Assert.Equal(SensitivityVerdict.PriorDecides, found.Verdict(3));
        Assert.InRange(found.Likelihood.Sensitivity[3], 0, 0.02);

        double[] Moved(double power) => KnownVariancePosterior.Of(
            data, AreaPrior.Independent(Priors with { Tau = [.. Priors.Tau.Select(tau => tau / Math.Sqrt(power))] })).AreaMean;
    }

    /// <summary>Fitted variances: weighted draws against a fit under the scaled priors, τ/√α and InvGamma(α(a + 1) − 1, αb).</summary>
    [Theory]
    [InlineData(0.8)]
    [InlineData(1.25)]
    public void The_scaled_priors_of_fitted_variances_are_those_of_a_fit(double power)
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(5, 3, 12, 0.12));
        Fit fit = Collapsed(data, Priors), moved = Collapsed(data, new Priors(
            Priors.LogArea,
            [.. Priors.Tau.Select(tau => tau / Math.Sqrt(power))],
            [.. Priors.Alpha.Select(a => (power * (a + 1)) - 1)],
            [.. Priors.Beta.Select(b => power * b)]));
        Compare(fit, Factors(data, fit, null).Prior, power, moved);
    }

    /// <summary>The likelihood to the power 3/4 of four times the same data is that of three times the data.</summary>
    [Fact]
    public void The_scaled_likelihood_counts_the_data_less()
    {
        Observations data = ReferenceTables.Of(ReferenceTables.Simulate(6, 3, 10, 0.12, missing: 0.1));
        Fit four = Collapsed(Repeated(data, 4), Priors), three = Collapsed(Repeated(data, 3), Priors);
        Compare(four, Factors(four.Observations, four, null).Likelihood, 0.75, three);
    }

    /// <summary>
    /// One instrument 6 τ off. Four sources fight the prior; a hundred settle every difference, and leave to the prior the level that they
    /// know nothing of.
    /// </summary>
    [Theory]
    [InlineData(4, SensitivityVerdict.MayConflict)]
    [InlineData(100, SensitivityVerdict.PriorDecides)]
    public void Verdicts_tell_conflict_from_a_prior_that_decides(int sources, SensitivityVerdict expected)
    {
        double?[][] y = ReferenceTables.Simulate(7, 3, sources, 0.05, offset: 0);
        for (int j = 0; j < sources; j++)
        {
            y[0][j] += 0.3;
        }

        Observations data = ReferenceTables.Of(y, [.. y.Select(row => row.Select(_ => (double?)0.0025).ToArray())]);
        Sensitivity found = FitParts.Sensitivity(Exact(data, Priors.Uniform(3, 0.05, 1.5, 0.01)), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(expected, found.Verdict(0));
        Assert.Equal(SensitivityVerdict.PriorDecides, found.Verdict(3));
    }

    /// <summary>Many sources decide their scatter.</summary>
    [Fact]
    public void Scatters_of_many_sources_are_decided_by_the_data()
    {
        Sensitivity found = FitParts.Sensitivity(
            Collapsed(ReferenceTables.Of(ReferenceTables.Simulate(7, 3, 60, 0.1)), Priors.Uniform(3, 0.05, 1.5, 0.01)), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["sigma[I0]", "sigma[I1]", "sigma[I2]"], found.Parameters.Skip(3).Take(3).Select(parameter => parameter.Name));
        Assert.All([3, 4, 5], k => Assert.Equal(SensitivityVerdict.DataDecide, found.Verdict(k)));
        Assert.All([3, 4, 5], k => Assert.True(found.VariancePrior!.Sensitivity[k] > found.AreaPrior.Sensitivity[k]));
    }

    /// <summary>A band of a joint fit gets its own rows under its own names, and the level of its own component.</summary>
    [Fact]
    public void A_joint_fit_is_taken_apart_by_bands()
    {
        PowerScaling Scaling(double first) => new([.. Enumerable.Range(0, 6).Select(k => first + k)], new double[6], new double[6], 0.1);
        Sensitivity whole = new()
        {
            Parameters =
            [
                new("B[pn:soft]", 0, 0, 1), new("B[MOS:soft]", 1, 0, 1), new("B[pn:hard]", 2, 0, 1), new("B[MOS:hard]", 3, 0, 1),
                new("level[pn:soft…]", -1, 0, 1), new("level[pn:hard…]", -1, 0, 1),
            ],
            Prior = Scaling(0),
            AreaPrior = Scaling(10),
            VariancePrior = null,
            Likelihood = Scaling(20),
            Draws = 4000,
        };
        Observations band = ReferenceTables.Of([[1.0], [2.0]]) with { Instruments = ["pn", "MOS"] };
        Sensitivity part = whole.Part(2, band, [[0, 1], [2, 3]]);
        Assert.Equal(["B[pn]", "B[MOS]", "level"], part.Parameters.Select(parameter => parameter.Name));
        Assert.Equal([0, 1, -1], part.Parameters.Select(parameter => parameter.Instrument));
        Assert.Equal([22, 23, 25], part.Likelihood.Sensitivity);
    }

    [Fact]
    public void Log_t_is_refused_in_words()
    {
        Fit fit = Exact(Known());
        Fit logT = fit with { Model = FitParts.LogT };
        UsageException fault = Assert.Throws<UsageException>(() => FitParts.Sensitivity(logT, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("found with the model log-t, expected a log-Normal one", fault.Message, StringComparison.Ordinal);
    }

    private static PosteriorFactors Factors(Observations data, Fit fit, double[]? known) => PosteriorFactors.Of(
        known is null ? new IntegratedLikelihood(PatternStatistics.Of(data)) : new IntegratedLikelihood(data, known), fit.Priors, fit.LogArea, fit.Variance,
        TestContext.Current.CancellationToken);

    private static void Compare(double[][] draws, double[] factor, double power, KnownVariancePosterior expected)
    {
        (double[] weights, double k) = PowerScaling.Weights(factor, power);
        Assert.True(k < 0.5, $"k = {k}");
        double share = Math.Sqrt(weights.Sum(w => w * w));
        for (int i = 0; i < draws.Length; i++)
        {
            double sd = Math.Sqrt(expected.AreaCovariance[i, i]);
            (double mean, double spread) = PowerScaling.WeightedMoments(draws[i], weights);
            Assert.Equal(expected.AreaMean[i], mean, Errors * sd * share);
            Assert.Equal(sd, spread, Errors * sd * share);
        }
    }

    private static void Compare(Fit fit, double[] factor, double power, Fit expected)
    {
        (double[] weights, double k) = PowerScaling.Weights(factor, power);
        Assert.True(k < 0.7, $"k = {k}");
        double share = Math.Sqrt(weights.Sum(w => w * w));
        foreach ((double[] draws, double[] target) in Logarithms(fit).Zip(Logarithms(expected)))
        {
            (double mean, double sd) = PowerScaling.WeightedMoments(draws, weights);
            double[] equal = [.. target.Select(_ => 1.0 / target.Length)];
            (double wantedMean, double wantedSd) = PowerScaling.WeightedMoments(target, equal);
            // Twice for draws that are not independent: their autocorrelation time is near 1.
            double weighted = 2 * wantedSd * share;
            Assert.Equal(wantedMean, mean, Errors * Math.Sqrt((weighted * weighted) + Math.Pow(MonteCarloError.Mean(target, expected.Options.Chains), 2)));
            Assert.Equal(wantedSd, sd, Errors * Math.Sqrt((weighted * weighted) + Math.Pow(MonteCarloError.Sd(target, expected.Options.Chains), 2)));
        }
    }

    private static IEnumerable<double[]> Logarithms(Fit fit) => fit.LogArea.Concat(fit.Variance.Select(v => Array.ConvertAll(v, Math.Log)));

    private static Observations Repeated(Observations data, int times)
    {
        int[] first = [.. Enumerable.Range(0, times).SelectMany(copy => data.First.Skip(1).Select(end => end + (copy * data.Count))).Prepend(0)];
        return data with
        {
            First = first,
            Sources = [.. Enumerable.Range(0, first.Length - 1).Select(j => $"S{j}")],
            Instrument = [.. Enumerable.Range(0, times).SelectMany(_ => data.Instrument)],
            Y = [.. Enumerable.Range(0, times).SelectMany(_ => data.Y)],
        };
    }

    private static Observations Known()
    {
        double?[][] y = ReferenceTables.Simulate(4, 3, 15, 0.15, offset: 0.1);
        return ReferenceTables.Of(y, [.. y.Select((row, i) => row.Select((_, j) => (double?)(0.01 + (0.003 * ((i + j) % 4)))).ToArray())]);
    }

    private static Fit Exact(Observations data, Priors? priors = null)
    {
        using Device device = Device.OpenSimd(cores: 1);
        return FitParts.Run(data, priors ?? Priors, new FitOptions { Sampler = Sampler.Exact, Chains = 32, WarmUp = 0, Draws = 1000, Estimates = [] }, device, null,
            CancellationToken.None);
    }

    private static Fit Collapsed(Observations data, Priors priors)
    {
        using Device device = Device.OpenSimd(cores: 1);
        return FitParts.Run(data, priors, new FitOptions { Chains = 64, WarmUp = 200, Draws = 500, Estimates = [] }, device, null, CancellationToken.None);
    }
}
