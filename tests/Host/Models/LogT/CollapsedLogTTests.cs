using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogT;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Independence;
using GpuConcord.Host.Sampling.ScaleMixture;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogT;
using GpuConcord.Kernels.Random;
using GpuConcord.Tests.Host.Fits;
using MathNet.Numerics.Distributions;
using Xunit;
using LogTModel = GpuConcord.Host.Models.LogT.LogTModel;

namespace GpuConcord.Tests.Host.Models.LogT;

/// <summary>The log-t model with weights and fluxes integrated out: its density, its sampler, and what goes with its draws.</summary>
public sealed class CollapsedLogTTests
{
    private const int Chains = 64;

    /// <summary>The kernel's density at some points of the posterior's own spread against finer quadrature of another form, up to one constant.</summary>
    [Theory]
    [InlineData(1.0, null, false, 0.0)]
    [InlineData(3.0, null, false, 0.3)]
    [InlineData(3.0, 0.1, false, 0.0)]
    [InlineData(4.5, null, true, 0.3)]
    [InlineData(30.0, null, false, 0.0)]
    public void The_density_is_that_of_fine_quadrature(double nu, double? sigma, bool common, double missing)
    {
        LogTCase made = new(60, nu, missing, new LogTModel(nu, sigma, common));
        using Device device = Device.OpenSimd();
        using ScaleMixtureMemory data = made.Upload(device);
        CollapsedPlan plan = made.Plan(data)!;
        using CollapsedMemory memory = new(device, plan, plan.Rules.Few(plan.Step, CancellationToken.None)!);
        using IndependenceBatch<CollapsedLogT> batch = new(device, memory.Model, [StreamKey.Of(1, 2)], 32, 0, 1);
        batch.Propose([new ProposalFit([new ProposalStart(plan.Region.Centre, plan.Region.Covariance, 1.0)]).Next]);
        WeighedPoints points = batch.Weigh(2)[0];
        double? constant = null;
        for (int s = 0; s < 20; s++)
        {
            double[] theta = points[s].ToArray();
            if (plan.Region.Form(theta) > Math.Pow(Math.Sqrt(theta.Length) + 2, 2))
            {
                continue;
            }

            double off = points.LogDensity(s) - made.LogDensity(plan, theta);
            constant ??= off;

            // Sixty sources, each good to 1e-9, and a polynomial of κ to as much for every observation.
            Assert.InRange(off - constant.Value, -1.5e-7, 1.5e-7);
        }

        Assert.NotNull(constant);
    }

    /// <summary>Areas, scales, fluxes and weights by proposals and by Gibbs, each within its Monte Carlo error of the other.</summary>
    [Theory]
    [InlineData(1000, 3.0, null, false, 0.0)]
    [InlineData(300, 4.0, null, true, 0.3)]
    [InlineData(150, 3.0, 0.2, false, 0.0)]
    [InlineData(1200, 2.0, null, false, 0.0, Explicit = true)]
    public void Agrees_with_Gibbs(int sources, double nu, double? sigma, bool common, double missing)
    {
        LogTCase made = new(sources, nu, missing, new LogTModel(nu, sigma, common));
        string[] looked = made.Data.Sources[..12];
        Fit proposed = made.Fit(Sampler.Independence, looked, 400);
        Fit gibbs = made.Fit(Sampler.BlockGibbs, looked, 800);
        Assert.Equal((Sampler.Independence, Sampler.BlockGibbs), (proposed.Options.Sampler, gibbs.Options.Sampler));
        Agreement agreement = new();
        Compare("B", proposed.LogArea, gibbs.LogArea);
        Compare("sigma2", proposed.Variance, gibbs.Variance);
        Compare("G", proposed.LogFlux, gibbs.LogFlux);
        for (int j = 0; j < made.Data.SourceCount; j++)
        {
            if (double.IsFinite(gibbs.Fluxes.McseMean[j]) && gibbs.Fluxes.InstrumentCount[j] > 1)
            {
                double error = Math.Sqrt(Math.Pow(gibbs.Fluxes.McseMean[j], 2) + Math.Pow(proposed.Fluxes.McseMean[j], 2));
                agreement.Add($"flux {j}", proposed.Fluxes.Mean[j], error, gibbs.Fluxes.Mean[j]);
            }

            double quantile = Math.Sqrt(Math.Pow(gibbs.Fluxes.McseMedian[j], 2) + Math.Pow(proposed.Fluxes.McseMedian[j], 2));
            agreement.Add($"median {j}", proposed.Fluxes.Median[j], quantile, gibbs.Fluxes.Median[j]);
        }

        for (int o = 0; o < made.Data.Count; o++)
        {
            // With few degrees of freedom Gibbs chains seldom turn over which of two observations is the outlier: some weight is off by many of its errors, another
            // with every seed; see the next test.
            if (nu > 2 && gibbs.Weights!.McseMean[o] > 0)
            {
                double error = Math.Sqrt(Math.Pow(gibbs.Weights.McseMean[o], 2) + Math.Pow(proposed.Weights!.McseMean[o], 2));
                agreement.Add($"weight {o}", proposed.Weights.Mean[o], error, gibbs.Weights.Mean[o]);
            }
        }

        agreement.Require($"log-t by proposals, ν = {nu}");

        void Compare(string name, double[][] own, double[][] other)
        {
            for (int i = 0; i < own.Length; i++)
            {
                ParameterSummary first = ParameterSummary.Of(name, own[i], proposed.Options.Chains), second = ParameterSummary.Of(name, other[i], gibbs.Options.Chains);
                Add("mean", first.Mean, first.McseMean, second.Mean, second.McseMean);
                Add("q2.5", first.Q2_5, first.McseQ2_5, second.Q2_5, second.McseQ2_5);
                Add("median", first.Median, first.McseMedian, second.Median, second.McseMedian);
                Add("q97.5", first.Q97_5, first.McseQ97_5, second.Q97_5, second.McseQ97_5);

                void Add(string of, double a, double errorA, double b, double errorB) =>
                    agreement.Add($"{name}[{i}] {of}", a, Math.Sqrt((errorA * errorA) + (errorB * errorB)), b);
            }
        }
    }

    /// <summary>Means of weights and fluxes given the same draws of θ, against finer quadrature of another form: no Monte Carlo error between them.</summary>
    [Theory]
    [InlineData(2000, 1.5, 0.2, Explicit = true)]
    [InlineData(1500, 3.0, 0.2)]
    [InlineData(1500, 8.0, 0.0)]
    public void Weights_and_fluxes_are_those_of_fine_quadrature(int sources, double nu, double missing)
    {
        LogTCase made = new(sources, nu, missing, new LogTModel(nu));
        Fit fit = made.Fit(Sampler.Independence, [], 400);
        Assert.Equal(Sampler.Independence, fit.Options.Sampler);
        foreach (int j in made.Suspicious(4))
        {
            (double[] weight, double flux) = made.Means(fit, j);
            int first = made.Data.First[j];
            for (int a = 0; a < weight.Length; a++)
            {
                Assert.Equal(weight[a], fit.Weights!.Mean[first + a], 1e-6 * nu);
            }

            if (double.IsFinite(fit.Fluxes.Mean[j]))
            {
                Assert.Equal(flux, fit.Fluxes.Mean[j], 5e-6);
            }
        }
    }

    /// <summary>A polynomial that is off by some percent of itself is refused, where the right one is taken.</summary>
    [Theory]
    [InlineData(0.9)]
    [InlineData(1.1)]
    public void A_wrong_polynomial_is_refused(double factor)
    {
        LogTCase made = new(1000, 3.0, 0.0, new LogTModel());
        using Device device = Device.OpenSimd();
        using ScaleMixtureMemory data = made.Upload(device);
        CollapsedPlan plan = made.Plan(data)!;
        using CollapsedMemory memory = new(device, plan, plan.Rules.Few(plan.Step, CancellationToken.None)!);
        using IndependenceBatch<CollapsedLogT> batch = new(device, memory.Model, [StreamKey.Of(1, 2)], 128, 0, 1);
        batch.Propose([new ProposalFit([new ProposalStart(plan.Region.Centre, plan.Region.Covariance, 1.0)]).Next]);
        (PolynomialFit fit, DensityPoint[] unseen) = PolynomialFit.Of(plan.Region, batch.Weigh(8)[0]);
        Assert.InRange(fit.Error(unseen), 0, PolynomialFit.Good);
        PolynomialFit wrong = fit with { Coefficients = Array.ConvertAll(fit.Coefficients, own => factor * own) };
        Assert.InRange(wrong.Error(unseen), 2 * PolynomialFit.Good, 1);

        // The kernel that evaluates at given points says what the one that proposes them said.
        double[] again = CollapsedDensities.At(device, memory, [.. unseen.Select(own => own.Theta)]);
        Assert.Equal(unseen.Select(own => own.LogDensity), again);
    }

    /// <summary>Truths from the prior, data from the truth, fits as anyone runs them: ranks are uniform. Takes minutes.</summary>
    [Fact(Explicit = true)]
    public void Ranks_of_truths_are_uniform()
    {
        const int DataSets = 64;
        const int Values = 16;
        SbcOptions options = new()
        {
            Model = new LogTModel(),
            Design = SbcDesign.Of(3, 1000, 1, 0.0, 0.1, 5),
            Priors = Priors.Uniform(3, 0.2, 4, 0.5),
        };
        using Device device = Device.OpenSimd();
        FitOptions how = new() { Sampler = Sampler.Independence, Chains = Chains, WarmUp = 32, Draws = 50, Thin = 2 };
        List<int>[] ranks = [.. Enumerable.Range(0, 5).Select(_ => new List<int>())];
        int proposed = 0;
        for (int k = 0; k < DataSets; k++)
        {
            Replicate replicate = options.Model.Simulate(options.Drawn, k);
            Fit fit = Fitting.Run(options.Model, replicate.Data, options.Priors, how with { Problem = (ulong)k }, device, null, CancellationToken.None);
            proposed += fit.Options.Sampler is Sampler.Independence ? 1 : 0;
            for (int i = 0; i < 3; i++)
            {
                ranks[i].Add(Rank(fit.Variance[i], replicate.Others[0][i]));
                if (i > 0)
                {
                    ranks[2 + i].Add(Rank([.. fit.LogArea[i].Zip(fit.LogArea[0], (own, first) => own - first)], replicate.LogArea[i] - replicate.LogArea[0]));
                }
            }
        }

        Assert.InRange(proposed, DataSets * 9 / 10, DataSets);
        Assert.All(ranks, own => Assert.False(RankedQuantity.Of("", [.. own], Values).Fails(1e-4 / ranks.Length), string.Join(' ', own)));

        static int Rank(double[] draws, double truth) =>
            Enumerable.Range(1, Values - 1).Count(k => draws[k * draws.Length / Values] < truth);
    }

    [Fact]
    public void Lane_width_and_cores_do_not_change_a_bit()
    {
        LogTCase made = new(150, 3.0, 0.0, new LogTModel(3.0, 0.2));
        Fit expected = made.Fit(Sampler.Independence, made.Data.Sources[..3], 60, Device.OpenSimd(cores: 1));
        Assert.Equal(Sampler.Independence, expected.Options.Sampler);
        foreach (int width in ((int[])[1, 4, 8]).Where(width => width <= Device.WidestLanes))
        {
            Fit found = made.Fit(Sampler.Independence, made.Data.Sources[..3], 60, Device.OpenSimd(width, cores: 2));
            Assert.Equal(expected.LogArea, found.LogArea);
            Assert.Equal(expected.Variance, found.Variance);
            Assert.Equal(expected.LogFlux, found.LogFlux);
            Assert.Equal(expected.Weights!.Mean, found.Weights!.Mean);
            Assert.Equal(expected.Fluxes.Mean, found.Fluxes.Mean);
            Assert.Equal(expected.Fluxes.Q97_5, found.Fluxes.Q97_5);
        }
    }

    /// <summary>Few observations leave a posterior far from normal: Gibbs it is, as if asked for, and the fit says so.</summary>
    [Fact]
    public void Few_observations_are_drawn_by_Gibbs()
    {
        LogTCase made = new(20, 3.0, 0.0, new LogTModel());
        Fit found = made.Fit(Sampler.Auto, [], 100);
        Fit asked = made.Fit(Sampler.BlockGibbs, [], 100);
        Assert.Equal(Sampler.BlockGibbs, found.Options.Sampler);
        Assert.Equal(asked.LogArea, found.LogArea);
    }

    /// <summary>Simulated sources, three instruments.</summary>
    private sealed class LogTCase(int sources, double nu, double missing, LogTModel model)
    {
        private readonly Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.05);

        public Observations Data { get; } = Simulate(sources, nu, missing);

        public ScaleMixtureMemory Upload(Device device) => new(device, Data, PatternStatistics.Of(Data), AreaPrior.Of(priors));

        public CollapsedPlan? Plan(ScaleMixtureMemory data)
        {
            AreaPrior areas = AreaPrior.Of(priors);
            double[] start = LogTFit.Start(PatternStatistics.Of(Data), priors, model).Scale;
            return CollapsedPlan.Of(SharedSources.Of(Data, data, areas), model, priors, areas, start, CancellationToken.None);
        }

        public Fit Fit(Sampler sampler, string[] looked, int draws, Device? device = null, ulong seed = 7)
        {
            using Device own = device ?? Device.OpenSimd();
            int warmUp = sampler is Sampler.Independence ? 32 : 100;
            FitOptions options = new() { Sampler = sampler, Chains = Chains, WarmUp = warmUp, Draws = draws, FluxDraws = looked, Seed = seed };
            return Fitting.Run(model, Data, priors, options, own, null, CancellationToken.None);
        }

        /// <summary>Sources that several instruments saw, those whose values differ most first.</summary>
        public IEnumerable<int> Suspicious(int count) => Enumerable.Range(0, Data.SourceCount).Where(j => Data.First[j + 1] - Data.First[j] > 1)
            .OrderByDescending(j => Data.Y[Data.First[j]..Data.First[j + 1]] is var own ? own.Max() - own.Min() : 0).Take(count);

        /// <summary>E[ξ | θ, y] of a source's observations and E[G | θ, y], over the draws of θ that the fit takes them over.</summary>
        public (double[] Weight, double Flux) Means(Fit fit, int source)
        {
            int first = Data.First[source], members = Data.First[source + 1] - first;
            LogTError error = new(nu);
            double[] weight = new double[members];
            double flux = 0;
            int shared = Enumerable.Range(0, Data.SourceCount).Count(j => Data.First[j + 1] - Data.First[j] > 1);
            (int chains, int draws) = (Math.Min(32, Chains), Math.Clamp((1 << 16) / shared, 8, 64));
            for (int chain = 0; chain < chains; chain++)
            {
                for (int d = 0; d < draws; d++)
                {
                    int at = (chain * fit.Options.Draws) + (int)((long)(d + 1) * fit.Options.Draws / draws) - 1;
                    double[] centre = [.. Enumerable.Range(first, members).Select(o => Data.Y[o] - fit.LogArea[Data.Instrument[o]][at])];
                    double[] scale = [.. Enumerable.Range(first, members).Select(o => fit.Variance[Data.Instrument[o]][at])];
                    EvenRule fine = new(error, 32);
                    Assert.True(fine.Cover(centre, scale, 0.1));
                    double highest = fine.LogTerm.Max();
                    double[] mass = [.. fine.LogTerm.Select(term => Math.Exp(term - highest))];
                    double total = mass.Sum() * chains * draws;
                    for (int m = 0; m < mass.Length; m++)
                    {
                        flux += mass[m] / total * fine.Flux[m];
                        for (int a = 0; a < members; a++)
                        {
                            error.Bessel(scale[a] + Math.Pow(centre[a] - fine.Flux[m], 2), out double precision);
                            weight[a] += mass[m] / total * scale[a] * precision;
                        }
                    }
                }
            }

            return (weight, flux);
        }

        /// <summary>ln p(θ | y) up to a constant, every integral over a flux by thousands of nodes even in asinh of its distance from each observation.</summary>
        public double LogDensity(CollapsedPlan plan, double[] theta)
        {
            LogTError error = new(nu);
            double sum = 0;
            for (int j = 0; j < plan.Sources.Count; j++)
            {
                int first = plan.Sources.First[j], end = plan.Sources.First[j + 1];
                double[] centre = [.. Enumerable.Range(first, end - first).Select(o => plan.Sources.Value[o] - theta[plan.Sources.Instrument[o]])];
                double[] scale = [.. Enumerable.Range(first, end - first).Select(o => plan.Region.Scale(theta, plan.Sources.Instrument[o]))];
                EvenRule fine = new(error, 32);
                Assert.True(fine.Cover(centre, scale, 0.1));
                double highest = fine.LogTerm.Max();

                // Exact K in place of the table.
                sum += highest + Math.Log(fine.Flux.Select((flux, m) => Math.Exp(
                    fine.LogStep[m] + centre.Zip(scale).Sum(pair => LogTError.LogBessel(nu, pair.Second + Math.Pow(pair.First - flux, 2))) - highest)).Sum());
                sum += centre.Zip(scale).Sum(pair => (0.5 * nu * Math.Log(pair.Second)) - (0.5 * pair.First));
            }

            int n = plan.Region.Areas;
            for (int i = 0; i < n; i++)
            {
                sum -= 0.5 * theta[i] * theta[i] / (0.05 * 0.05);
            }

            for (int g = n; g < theta.Length; g++)
            {
                sum -= (1.5 * theta[g]) + (0.05 * Math.Exp(-theta[g]));
            }

            return sum;
        }

        private static Observations Simulate(int sources, double nu, double missing)
        {
            System.Random random = new(4);
            List<int> first = [0], instrument = [];
            List<double> y = [];
            for (int j = 0; j < sources; j++)
            {
                double flux = 5 + random.NextDouble();
                for (int i = 0; i < 3; i++)
                {
                    double psi = 0.02 / ChiSquared.Sample(random, nu);
                    double value = flux + (0.03 * (i - 1)) - (0.5 * psi) + Normal.Sample(random, 0, Math.Sqrt(psi));
                    if (i == j % 3 || random.NextDouble() >= missing)
                    {
                        instrument.Add(i);
                        y.Add(value);
                    }
                }

                first.Add(y.Count);
            }

            return new Observations
            {
                Instruments = ["I0", "I1", "I2"],
                Sources = [.. Enumerable.Range(0, sources).Select(j => $"S{j:000}")],
                First = [.. first],
                Instrument = [.. instrument],
                Y = [.. y],
            };
        }
    }
}
