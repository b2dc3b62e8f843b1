using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Fluxes;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Tests.Host.Statistics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace GpuConcord.Tests.Host.Fluxes;

/// <summary>The flux posterior against the same mixture computed the slow way, on the host, in plain double arithmetic.</summary>
public sealed class FluxPosteriorTests
{
    // A power of two that fills all batches, so that every draw is used and every draw is a component of the quantiles' mixture.
    private static readonly FitOptions Options = new() { Chains = 4, Draws = 64, WarmUp = 10, Seed = 5 };

    public static TheoryData<string> Cases => ["complete", "missing", "islands", "faint", "one pattern a source", "correlated", "nominal areas", "alone"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EverySummaryIsThatOfTheMixture(string name)
    {
        Problem problem = Problem.Of(name);
        PosteriorDraws draws = problem.Draws(Options, spread: 0.5);
        using Device device = Device.OpenSimd();
        (FluxTable table, _) = problem.Fluxes(draws, Options, device, new FluxBudget { DiagnosticDraws = 0 });

        for (int j = 0; j < problem.Observations.SourceCount; j++)
        {
            (double Mean, double Sd)[] components = problem.Mixture(j, draws);
            if (components.Length == 0)
            {
                continue;
            }

            double mean = components.Average(c => c.Mean);
            double variance = components.Average(c => c.Sd * c.Sd) + components.Average(c => (c.Mean - mean) * (c.Mean - mean));
            double sd = Math.Sqrt(variance);

            // In units of the posterior's own width: that is what a reader sees. Rounding of y itself is added.
            double rounding = 4e-16 * Math.Abs(mean);
            Near(mean, table.Mean[j], (1e-10 * sd) + rounding, $"mean of {j}");
            Near(sd, table.Sd[j], 1e-10 * sd, $"sd of {j}");
            Near(Quantile(components, mean, sd, 0.025), table.Q2_5[j], (1e-10 * sd) + rounding, $"2.5 % of {j}");
            Near(Quantile(components, mean, sd, 0.5), table.Median[j], (1e-10 * sd) + rounding, $"median of {j}");
            Near(Quantile(components, mean, sd, 0.975), table.Q97_5[j], (1e-10 * sd) + rounding, $"97.5 % of {j}");

            // Batches are runs of four draws of a chain.
            double[] batches = [.. components.Chunk(4).Select(batch => batch.Average(c => c.Mean))];
            double error = Math.Sqrt(batches.Sum(b => (b - mean) * (b - mean)) / (batches.Length - 1.0) / batches.Length);
            Near(error, table.McseMean[j], (1e-8 * error) + rounding, $"error of {j}");
        }
    }

    [Fact]
    public void QuantilesOfAMixtureFarFromNormalAreExactToo()
    {
        // σ differs between draws by factors of ten: heavy tails, and for sources that disagree two separate peaks.
        Problem problem = Problem.Of("disagreement");
        PosteriorDraws draws = problem.Draws(Options, spread: 3.0);
        using Device device = Device.OpenSimd();
        (FluxTable table, _) = problem.Fluxes(draws, Options, device, new FluxBudget { DiagnosticDraws = 0 });
        for (int j = 0; j < problem.Observations.SourceCount; j++)
        {
            (double Mean, double Sd)[] components = problem.Mixture(j, draws);
            double mean = components.Average(c => c.Mean);
            double sd = table.Sd[j];
            Near(Quantile(components, mean, sd, 0.025), table.Q2_5[j], 1e-9 * sd, $"2.5 % of {j}");
            Near(Quantile(components, mean, sd, 0.5), table.Median[j], 1e-9 * sd, $"median of {j}");
            Near(Quantile(components, mean, sd, 0.975), table.Q97_5[j], 1e-9 * sd, $"97.5 % of {j}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void EveryLaneWidthAndBlockSizeGivesTheSameBits(int width)
    {
        Problem problem = Problem.Of("missing");
        PosteriorDraws draws = problem.Draws(Options, spread: 0.5);
        FitOptions options = Options with { FluxDraws = ["S3", "S0"] };
        using Device widest = Device.OpenSimd();
        using Device other = Device.OpenSimd(width, cores: 1);
        (FluxTable table, double[][] fluxes) = problem.Fluxes(draws, options, widest, new FluxBudget());
        (FluxTable again, double[][] fluxesAgain) = problem.Fluxes(draws, options, other, new FluxBudget { Block = 5000 });
        Assert.Equal(table.Mean, again.Mean);
        Assert.Equal(table.Sd, again.Sd);
        Assert.Equal(table.Q2_5, again.Q2_5);
        Assert.Equal(table.Median, again.Median);
        Assert.Equal(table.Q97_5, again.Q97_5);
        Assert.Equal(table.McseMean, again.McseMean);
        Assert.Equal(table.Rhat, again.Rhat);
        Assert.Equal(table.EssBulk, again.EssBulk);
        Assert.Equal(table.EssTail, again.EssTail);
        Assert.Equal(fluxes, fluxesAgain);
    }

    [Fact]
    public void ASourceThatNobodySawHasNoPosterior()
    {
        Problem problem = Problem.Of("missing");
        int unseen = Array.FindIndex(problem.Statistics.PatternOfSource, p => problem.Statistics.Patterns[p].Instruments.Length == 0);
        using Device device = Device.OpenSimd();
        (FluxTable table, _) = problem.Fluxes(problem.Draws(Options, spread: 0.5), Options, device, new FluxBudget());
        Assert.Equal(0, table.InstrumentCount[unseen]);
        Assert.Equal(double.PositiveInfinity, table.Sd[unseen]);
        Assert.All(
            new[] { table.Mean, table.Q2_5, table.Median, table.Q97_5, table.McseMean, table.Rhat, table.EssBulk, table.EssTail },
            column => Assert.Equal(double.NaN, column[unseen]));
    }

    [Fact]
    public void ALargeCatalogueIsNotDiagnosedAndAnUnknownSourceIsNamed()
    {
        Problem problem = Problem.Of("complete");
        PosteriorDraws draws = problem.Draws(Options, spread: 0.5);
        using Device device = Device.OpenSimd();
        (FluxTable table, _) = problem.Fluxes(draws, Options, device, new FluxBudget { DiagnosticDraws = 10 });
        Assert.All(table.Rhat, value => Assert.Equal(double.NaN, value));
        UsageException caught = Assert.Throws<UsageException>(
            () => problem.Fluxes(draws, Options with { FluxDraws = ["S1x"] }, device, new FluxBudget()));
        Assert.Equal("Draws of the flux of 'S1x' were asked for, but the table has no such source: did you mean 'S1'?", caught.Message);
    }

    [Fact]
    public void FewDrawsAndOneDrawAreEnoughForSummaries()
    {
        Problem problem = Problem.Of("complete");
        FitOptions options = Options with { Chains = 2, Draws = 1 };
        PosteriorDraws draws = problem.Draws(options, spread: 0.5);
        using Device device = Device.OpenSimd();
        (FluxTable table, _) = problem.Fluxes(draws, options, device, new FluxBudget());
        (double Mean, double Sd)[] components = problem.Mixture(0, draws);
        Near(components.Average(c => c.Mean), table.Mean[0], 1e-10 * table.Sd[0], "mean");
        Near(Quantile(components, table.Mean[0], table.Sd[0], 0.975), table.Q97_5[0], 1e-10 * table.Sd[0], "97.5 %");
    }

    private static double Quantile((double Mean, double Sd)[] components, double mean, double sd, double probability)
    {
        double low = mean - (10 * sd);
        double high = mean + (10 * sd);
        while (high - low > 1e-15 * Math.Max(sd, Math.Abs(mean)))
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high)
            {
                break;
            }

            (low, high) = components.Average(c => Normal.CDF(c.Mean, c.Sd, middle)) < probability ? (middle, high) : (low, middle);
        }

        return 0.5 * (low + high);
    }

    private static void Near(double expected, double found, double tolerance, string what) => Assert.True(
        Math.Abs(found - expected) <= tolerance, $"{what}: expected {expected:R}, found {found:R}, off by {Math.Abs(found - expected):G3}, allowed {tolerance:G3}");

    /// <summary>Data, a prior of B, and made-up draws: the identities hold for any draws of v.</summary>
    private sealed record Problem(Observations Observations, AreaPrior Prior, double Sigma)
    {
        public PatternStatistics Statistics { get; } = PatternStatistics.Of(Observations);

        public static Problem Of(string name)
        {
            double?[][] y = name switch
            {
                "missing" => ReferenceTables.Simulate(3, 4, 60, 0.2, missing: 0.5),
                "islands" => Islands(),
                "faint" => [.. ReferenceTables.Simulate(4, 3, 20, 0.1).Select(row => row.Select(v => v - 30).ToArray())],
                "one pattern a source" => Distinct(),
                "correlated" => ReferenceTables.Simulate(6, 3, 20, 0.1),
                "disagreement" => [.. ReferenceTables.Simulate(7, 3, 20, 0.1).Select((row, i) => row.Select(v => v + (0.6 * i)).ToArray())],
                "alone" => Alone(),
                _ => ReferenceTables.Simulate(2, 3, 40, 0.1),
            };
            int n = y.Length;
            Priors priors = ReferenceTables.UnequalPriors(n);
            if (string.Equals(name, "nominal areas", StringComparison.Ordinal))
            {
                priors = priors with { LogArea = [5.2, 6.9, 4.6] };
                y = [.. y.Select((row, i) => row.Select(v => v + priors.LogArea[i]).ToArray())];
            }

            AreaPrior prior = string.Equals(name, "correlated", StringComparison.Ordinal)
                ? AreaPrior.Correlated(priors.LogArea, ReferenceTables.Correlated(priors.Tau, 0.6))
                : AreaPrior.Independent(priors);
            return new Problem(ReferenceTables.Of(y), prior, 0.1);
        }

        /// <summary>ln v uniform about 2 ln σ; B from its prior.</summary>
        public PosteriorDraws Draws(FitOptions options, double spread)
        {
            Random random = new(1);
            int n = Prior.Count;
            double[][] variance = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
            double[][] areas = PosteriorDraws.Arrays(n, options.Chains * options.Draws);
            for (int i = 0; i < n; i++)
            {
                for (int d = 0; d < variance[i].Length; d++)
                {
                    variance[i][d] = Sigma * Sigma * Math.Exp(spread * ((2 * random.NextDouble()) - 1));
                    areas[i][d] = Prior.Mean[i] + (0.05 * ReferenceTables.Normal(random));
                }
            }

            return new PosteriorDraws(areas, variance, null, 0, 0);
        }

        public (FluxTable Table, double[][] Chosen) Fluxes(PosteriorDraws draws, FitOptions options, Device device, FluxBudget budget) =>
            FluxPosterior.Of(Observations, Statistics, Prior, draws, options, device, budget);

        /// <summary>Mean and standard deviation of G_j | v, y for every draw of v, straight from the formula with raw y.</summary>
        public (double Mean, double Sd)[] Mixture(int source, PosteriorDraws draws)
        {
            CollapsedPosterior posterior = new(Statistics, Prior, [.. Prior.Mean.Select(_ => 1.0)], [.. Prior.Mean.Select(_ => 1.0)]);
            int from = Observations.First[source];
            int[] seen = Observations.Instrument[from..Observations.First[source + 1]];
            return seen.Length == 0 ? [] : [.. Enumerable.Range(0, draws.Variance[0].Length).Select(d =>
            {
                double[] v = [.. draws.Variance.Select(values => values[d])];
                (double[] mean, double[,] covariance) = posterior.AreasGiven([.. v.Select(value => Math.Log(value))]);
                double total = seen.Sum(i => 1 / v[i]);
                Vector<double> omega = Vector<double>.Build.DenseOfEnumerable(seen.Select(i => 1 / v[i] / total));
                Matrix<double> sigma = Matrix<double>.Build.Dense(seen.Length, seen.Length, (a, b) => covariance[seen[a], seen[b]]);
                double m = seen.Select((i, a) => omega[a] * (Observations.Y[from + a] + (0.5 * v[i]) - mean[i])).Sum();
                return (m, Math.Sqrt((1 / total) + (omega * sigma * omega)));
            })];
        }

        /// <summary>Two pairs of instruments that share no source, and sources that one instrument saw.</summary>
        private static double?[][] Islands()
        {
            double?[][] y = ReferenceTables.Simulate(8, 4, 30, 0.1);
            for (int i = 0; i < 4; i++)
            {
                for (int j = 0; j < 30; j++)
                {
                    bool single = j >= 24 && j % 4 != i;
                    y[i][j] = single || (i < 2) != (j % 2 == 0) ? null : y[i][j];
                }
            }

            return y;
        }

        /// <summary>Every non-empty subset of five instruments once.</summary>
        private static double?[][] Distinct()
        {
            double?[][] y = ReferenceTables.Simulate(9, 5, 31, 0.1);
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 31; j++)
                {
                    y[i][j] = ((j + 1) >> i & 1) == 1 ? y[i][j] : null;
                }
            }

            return y;
        }

        /// <summary>Most sources were seen by one instrument only.</summary>
        private static double?[][] Alone()
        {
            double?[][] y = ReferenceTables.Simulate(10, 2, 40, 0.1);
            for (int j = 3; j < 40; j++)
            {
                y[j % 2][j] = null;
            }

            return y;
        }
    }
}
