using GpuConcord.Host.Data;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Statistics.Patterns;
using Xunit;

namespace GpuConcord.Tests.Host.Statistics.Modes;

public class MarginalModeTests
{
    public static TheoryData<string> Names => ReferenceCases.ModeNames;

    public static TheoryData<string> CollapsedNames => ReferenceCases.CollapsedNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void Finds_every_mode_that_forty_random_starts_found(string name)
    {
        ModeCase reference = ReferenceCases.Modes.Single(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        CollapsedPosterior posterior = reference.Posterior();
        MarginalMode[] modes = MarginalMode.FindAll(posterior);
        Assert.Equal(reference.Modes.Length, modes.Length);
        for (int k = 0; k < modes.Length; k++)
        {
            Assert.True(modes[k].Converged);
            // The reference search compares densities, so its point is good to the square root of their precision.
            Assert.InRange(modes[k].LogDensity - reference.Modes[k].LogDensity, -1e-10, 1e-8);
            for (int i = 0; i < posterior.Count; i++)
            {
                double sd = Math.Sqrt(modes[k].LogVarianceCovariance[i, i]);
                ReferenceTables.Close(reference.Modes[k].LogVariance[i], modes[k].LogVariance[i], 1e-4, sd, "mode");
            }
        }
    }

    /// <summary>The climbs of a sweep end on the modes that a fit's find.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Quick_climbs_find_the_same_modes(string name)
    {
        CollapsedPosterior posterior = ReferenceCases.Modes.Single(c => string.Equals(c.Name, name, StringComparison.Ordinal)).Posterior();
        MarginalMode[] modes = MarginalMode.FindAll(posterior);
        MarginalMode[] quick = MarginalMode.FindQuickly(posterior, 16);
        Assert.Equal(modes.Length, quick.Length);
        for (int k = 0; k < modes.Length; k++)
        {
            Assert.True(quick[k].Converged);
            Assert.Equal(modes[k].LogDensity, quick[k].LogDensity, 1e-9 * Math.Max(1, Math.Abs(modes[k].LogDensity)));
            for (int i = 0; i < posterior.Count; i++)
            {
                Assert.Equal(modes[k].LogVariance[i], quick[k].LogVariance[i], 1e-6);
            }
        }
    }

    [Fact]
    public void Two_instruments_alone_have_two_modes_and_one_start_sees_one()
    {
        CollapsedPosterior posterior = ReferenceCases.Modes.Single(c => c.Name is "pair").Posterior();
        MarginalMode[] modes = MarginalMode.FindAll(posterior);
        Assert.Equal(2, modes.Length);
        // The sum of the variances is what the data know; which instrument is the noisy one is open.
        Assert.True(modes[0].Variance[0] < 0.3 * modes[0].Variance[1]);
        Assert.True(modes[1].Variance[1] < 0.3 * modes[1].Variance[0]);
        Assert.Single(MarginalMode.FindAll(posterior, 1));
    }

    [Fact]
    public void A_prior_at_odds_with_the_data_makes_two_modes_and_both_are_found()
    {
        // Instrument 0 reads 35 % above three others that agree, where the prior allows 2 %: it is noisy, or they all are.
        double?[][] y = [[1.352, 2.345, 0.348, 5.355], [1.004, 2.009, -0.006, 4.997], [0.995, 1.998, 0.003, 5.006], [1.001, 1.994, 0.004, 5.002]];
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of(y)), Priors.Uniform(4, 0.02, 1.5, 1e-4));
        MarginalMode[] modes = MarginalMode.FindAll(posterior);
        Assert.True(modes.Length >= 2);
        Assert.True(modes[0].Variance[0] > 100 * modes[0].Variance[1]);
        Assert.Contains(modes, m => m.Variance[0] < 0.01 * m.Variance[1]);
        Assert.True(modes[0].LaplaceLogMass > modes[1].LaplaceLogMass);
    }

    [Theory]
    [MemberData(nameof(CollapsedNames))]
    public void No_random_start_climbs_higher(string name)
    {
        CollapsedPosterior posterior = ReferenceCases.CollapsedCase(name).Posterior();
        MarginalMode best = MarginalMode.Find(posterior);
        Assert.True(best.Converged);
        LocalMode local = new(posterior);
        Random random = new(7);
        for (int t = 0; t < 20; t++)
        {
            double[] start = [.. Enumerable.Range(0, posterior.Count).Select(_ => -4.6 + 3 * ReferenceTables.Normal(random))];
            ModeCandidate end = local.Polish(local.Climb(start));
            Assert.True(end.LogDensity <= best.LogDensity + 1e-10 * Math.Abs(best.LogDensity), $"{end.LogDensity:R} from a random start, {best.LogDensity:R} found");
        }
    }

    [Theory]
    [MemberData(nameof(CollapsedNames))]
    public void Hessians_agree_with_sixty_digit_differences(string name)
    {
        CollapsedCase reference = ReferenceCases.CollapsedCase(name);
        LocalMode local = new(reference.Posterior());
        foreach (CollapsedPoint point in reference.Points)
        {
            // Truncation: a tenth of a thousandth of the scale squared, times a fourth derivative of the Hessian's own size.
            double size = point.Hessian.Max(row => row.Max(Math.Abs));
            ReferenceTables.Close(ReferenceCases.Matrix(point.Hessian), local.Hessian(point.Eta), 1e-7, size, "hessian");
        }
    }

    [Fact]
    public void The_Laplace_covariance_inverts_the_curvature()
    {
        CollapsedPosterior posterior = ReferenceCases.CollapsedCase("missing").Posterior();
        MarginalMode mode = MarginalMode.Find(posterior);
        double[,] hessian = new LocalMode(posterior).Hessian(mode.LogVariance);
        for (int i = 0; i < 5; i++)
        {
            for (int k = 0; k < 5; k++)
            {
                ReferenceTables.Close(i == k ? -1 : 0, Enumerable.Range(0, 5).Sum(l => mode.LogVarianceCovariance[i, l] * hessian[l, k]), 1e-10);
            }
        }
        (double[] mean, double[,] covariance) = posterior.AreasGiven(mode.LogVariance);
        Assert.Equal(mean, mode.Areas);
        Assert.Equal(covariance, mode.AreaCovariance);
    }

    [Fact]
    public void Without_shared_sources_the_mode_is_the_priors()
    {
        MarginalMode mode = MarginalMode.Find(new CollapsedPosterior(PatternStatistics.Of(ReferenceTables.Of([[1, null], [null, 3]])),
            new Priors([0, 1], [0.1, 0.2], [1.5, 4], [0.01, 0.2])));
        // ln v has density ∝ exp(−α η − β e^(−η)): mode ln(β/α), curvature α.
        ReferenceTables.Close([Math.Log(0.01 / 1.5), Math.Log(0.05)], mode.LogVariance, 1e-8);
        ReferenceTables.Close(new[,] { { 1 / 1.5, 0 }, { 0, 0.25 } }, mode.LogVarianceCovariance, 1e-7);
        Assert.Equal([0, 1], mode.Areas);
    }

    [Fact]
    public void Permuted_instruments_have_permuted_modes()
    {
        double?[][] y = ReferenceTables.Simulate(21, 4, 15, 0.1, missing: 0.2);
        Priors priors = ReferenceTables.UnequalPriors(4);
        int[] order = [2, 0, 3, 1];
        T[] Permute<T>(T[] values) => [.. order.Select(i => values[i])];
        MarginalMode one = MarginalMode.Find(new CollapsedPosterior(PatternStatistics.Of(ReferenceTables.Of(y)), priors));
        MarginalMode other = MarginalMode.Find(new CollapsedPosterior(
            PatternStatistics.Of(ReferenceTables.Of(Permute(y))), new Priors(Permute(priors.LogArea), Permute(priors.Tau), Permute(priors.Alpha), Permute(priors.Beta))));
        ReferenceTables.Close(Permute(one.LogVariance), other.LogVariance, 1e-7);
        ReferenceTables.Close(Permute(one.Areas), other.Areas, 1e-8);
    }

    [Fact]
    public void Seventy_instruments_are_no_obstacle()
    {
        CollapsedPosterior posterior = new(PatternStatistics.Of(ReferenceTables.Of(ReferenceTables.Simulate(31, 70, 12, 0.1))), Priors.Uniform(70, 0.05, 1.5, 0.01));
        MarginalMode mode = MarginalMode.Find(posterior, 2);
        Assert.True(mode.Converged);
        Assert.All(mode.Variance, v => Assert.InRange(v, 0.001, 0.05));
    }

    [Fact]
    public void At_least_one_start_is_needed() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MarginalMode.FindAll(ReferenceCases.CollapsedCase("pair").Posterior(), 0));
}
