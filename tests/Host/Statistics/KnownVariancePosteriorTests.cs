using CsCheck;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics.Modes;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics;

public class KnownVariancePosteriorTests
{
    public static TheoryData<string> Names => ReferenceCases.KnownNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Agrees_with_the_joint_gaussian_of_all_unknowns(string name)
    {
        KnownCase reference = ReferenceCases.Known.Single(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(ReferenceTables.Of(reference.Y, reference.Variance), ReferenceCases.Prior(reference.B, reference.Covariance));
        ReferenceTables.Close(reference.AreaMean, posterior.AreaMean, 1e-12, 1, "mean of B");
        ReferenceTables.Close(ReferenceCases.Matrix(reference.AreaCovariance), posterior.AreaCovariance, 1e-12, reference.AreaCovariance.Max(row => row.Max()), "covariance of B");
        ReferenceTables.Close(reference.FluxMean, posterior.FluxMean, 1e-12, 1, "mean of G");
        ReferenceTables.Close(reference.FluxSd, posterior.FluxSd, 1e-12, 0, "sd of G");
    }

    [Fact]
    public void Equal_variances_give_the_areas_of_the_collapsed_posterior()
    {
        Observations observations = ReferenceTables.Of(ReferenceTables.Simulate(6, 5, 9000, 0.1, missing: 0.4));
        Priors priors = ReferenceTables.UnequalPriors(5);
        double[] eta = [-5, -4, -6, -4.5, -3];
        (double[] mean, double[,] covariance) = new CollapsedPosterior(PatternStatistics.Of(observations), priors).AreasGiven(eta);
        double[] variance = SlideEstimates.VariancePerObservation(observations, [.. eta.Select(e => Math.Exp(e))]);
        KnownVariancePosterior known = KnownVariancePosterior.Of(observations, AreaPrior.Independent(priors), variance);
        // 9000 sources of variance e⁻⁶ beside τ = .02 make S_B's condition number some 1e4.
        ReferenceTables.Close(mean, known.AreaMean, 1e-11, 0.1);
        ReferenceTables.Close(covariance, known.AreaCovariance, 1e-11, 1e-4);
    }

    [Fact]
    public void The_invariant_of_every_component_is_its_prior()
    {
        KnownCase reference = ReferenceCases.Known.Single(c => c.Name is "disconnected");
        Observations observations = ReferenceTables.Of(reference.Y, reference.Variance);
        AreaPrior prior = ReferenceCases.Prior(reference.B, reference.Covariance);
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(observations, prior);
        ConnectedComponents components = ConnectedComponents.Of(observations);
        Assert.Equal(2, components.Count);
        foreach (int[] component in components.Members)
        {
            double scale = Math.Sqrt(ExactInvariant.Variance(prior, component));
            ReferenceTables.Close(0, ExactInvariant.Value(posterior.AreaMean, prior, component), 1e-12, scale, "mean of u");
            double variance = 0;
            foreach (int i in component)
            {
                foreach (int k in component)
                {
                    variance += posterior.AreaCovariance[i, k] * prior.Precision[i, i] * prior.Precision[k, k];
                }
            }
            ReferenceTables.Close(scale * scale, variance, 1e-12, 0, "variance of u");
        }
    }

    [Fact]
    public void Permuting_instruments_permutes_and_shifting_a_source_shifts_its_flux_alone() =>
        Gen.Select(Gen.Int[2, 6], Gen.Int[1, 40], Gen.Int[0, 10_000], Gen.Double[-20, 20]).Sample((n, m, seed, shift) =>
        {
            double?[][] y = ReferenceTables.Simulate(seed, n, m, 0.1, missing: 0.3);
            Random random = new(seed);
            double?[][] variance = y.Select(row => row.Select(_ => (double?)(0.001 + 0.05 * random.NextDouble())).ToArray()).ToArray();
            Priors priors = ReferenceTables.UnequalPriors(n);
            int[] order = [.. Enumerable.Range(0, n)];
            random.Shuffle(order);
            T[] Permute<T>(T[] values) => [.. order.Select(i => values[i])];

            KnownVariancePosterior one = KnownVariancePosterior.Of(ReferenceTables.Of(y, variance), AreaPrior.Independent(priors));
            double?[][] shifted = Permute(y).Select(row => row.Select((value, j) => value + shift * (j % 3 - 1)).ToArray()).ToArray();
            KnownVariancePosterior other = KnownVariancePosterior.Of(
                ReferenceTables.Of(shifted, Permute(variance)),
                AreaPrior.Independent(new Priors(Permute(priors.LogArea), Permute(priors.Tau), Permute(priors.Alpha), Permute(priors.Beta))));
            ReferenceTables.Close(Permute(one.AreaMean), other.AreaMean, 1e-11, 1, "mean of B");
            for (int j = 0; j < m; j++)
            {
                if (double.IsNaN(one.FluxMean[j]))
                {
                    continue;
                }

                ReferenceTables.Close(one.FluxMean[j] + shift * (j % 3 - 1), other.FluxMean[j], 1e-11, 1, "mean of G");
                ReferenceTables.Close(one.FluxSd[j], other.FluxSd[j], 1e-11, 0, "sd of G");
            }
        }, iter: 200);

    [Fact]
    public void A_source_seen_once_takes_its_area_from_the_others()
    {
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(
            ReferenceTables.Of([[1, 2, 5, null], [1.1, 2.2, null, null]], [[0.01, 0.01, 0.04, null], [0.01, 0.01, null, null]]),
            AreaPrior.Independent(Priors.Uniform(2, 0.05, 1, 1)));
        ReferenceTables.Close(5 + 0.02 - posterior.AreaMean[0], posterior.FluxMean[2], 1e-14);
        ReferenceTables.Close(Math.Sqrt(0.04 + posterior.AreaCovariance[0, 0]), posterior.FluxSd[2], 1e-14);
        Assert.True(double.IsNaN(posterior.FluxMean[3]));
        Assert.Equal(double.PositiveInfinity, posterior.FluxSd[3]);
    }

    [Fact]
    public void Without_sources_the_posterior_is_the_prior()
    {
        KnownVariancePosterior posterior = KnownVariancePosterior.Of(ReferenceTables.Of([[], []], [[], []]), AreaPrior.Independent(new Priors([1, 2], [0.1, 0.2], [1, 1], [1, 1])));
        Assert.Equal([1, 2], posterior.AreaMean);
        ReferenceTables.Close(new[,] { { 0.01, 0 }, { 0, 0.04 } }, posterior.AreaCovariance, 1e-14, 0);
    }

    [Fact]
    public void Variances_that_are_none_are_refused_by_name()
    {
        AreaPrior prior = AreaPrior.Independent(Priors.Uniform(2, 0.05, 1, 1));
        Assert.Contains("no error column", Assert.Throws<DataException>(() => KnownVariancePosterior.Of(ReferenceTables.Of([[1], [2]]), prior)).Message, StringComparison.Ordinal);
        foreach (double bad in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            DataException error = Assert.Throws<DataException>(() => KnownVariancePosterior.Of(ReferenceTables.Of([[1], [2]], [[0.1], [bad]]), prior));
            Assert.Equal($"The variance of S0 seen by I1 is {bad}: a positive finite number is expected.", error.Message);
        }
        Assert.Contains("too small", Assert.Throws<DataException>(() => KnownVariancePosterior.Of(ReferenceTables.Of([[1], [2]], [[1e-30], [1e-30]]), prior)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => KnownVariancePosterior.Of(ReferenceTables.Of([[1], [2]]), prior, [0.1]));
        Assert.Throws<ArgumentException>(() => KnownVariancePosterior.Of(ReferenceTables.Of([[1]], [[0.1]]), prior));
    }
}
