using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Tests.Host.Sampling;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>Bands fitted together: against an independent sampler, an exact Gaussian, the invariant, and the bands by themselves.</summary>
public sealed class JointFitTests
{
    private static readonly FitOptions Options = new() { Chains = 128, WarmUp = 100, Draws = 400, Estimates = [] };
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "bands");
    private static readonly DataSet Data = TableReader.Read(Path.Combine(Folder, "bands.csv"));
    private static readonly Priors[] BandPriors = [.. Data.Bands.Select(band => Priors.Uniform(band.InstrumentCount, 0.2, 2.0, 0.3))];

    [Theory]
    [InlineData(Sampler.Collapsed, 1)]
    [InlineData(Sampler.BlockGibbs, 2)]
    [InlineData(Sampler.Gibbs, 8)]
    public void Agrees_with_an_independent_sampler(Sampler sampler, int thin)
    {
        Agreement agreement = Compare(Correlated(), Options with { Sampler = sampler, Thin = thin });
        agreement.Require($"{sampler}, joint bands");
    }

    /// <summary>Mutant: the same fit with the off-diagonal elements of T dropped.</summary>
    [Fact]
    public void Ignoring_the_correlation_is_caught()
    {
        JointBands joint = Correlated();
        Agreement agreement = Compare(joint with { Priors = joint.Priors with { Correlation = null } }, Options);
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => agreement.Require("mutant"));
        Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"off by only {agreement.Worst.Z:F1} standard errors");
    }

    [Fact]
    public void Posterior_correlations_between_bands_agree_with_the_independent_sampler()
    {
        using JsonDocument json = Reference();
        string[] names = [.. json.RootElement.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)];
        JsonElement matrix = json.RootElement.GetProperty("areaCorrelation");
        foreach (BandCorrelation instrument in Fit(Correlated(), Options)[0].Joint!.Instruments)
        {
            for (int k = 0; k < instrument.Bands.Count; k++)
            {
                for (int l = 0; l < k; l++)
                {
                    double expected = matrix[Array.IndexOf(names, $"{instrument.Instrument}:{instrument.Bands[k]}")][
                        Array.IndexOf(names, $"{instrument.Instrument}:{instrument.Bands[l]}")].GetDouble();

                    // Fisher's z of some 25,000 effective draws on either side has a standard error below 0.01.
                    Assert.Equal(Math.Atanh(expected), Math.Atanh(instrument.Posterior[k, l]), 0.05);
                }
            }
        }
    }

    /// <summary>R = 1: what each band's posterior is by itself.</summary>
    [Fact]
    public void Bands_that_nothing_ties_have_the_posteriors_they_have_alone()
    {
        Fit[] together = Fit(JointBands.Of(Data, BandPriors, new EqualCorrelation(0)), Options);
        Agreement agreement = new();
        using Device device = Device.OpenSimd();
        for (int k = 0; k < together.Length; k++)
        {
            Fit alone = FitParts.Run(Data.Bands[k], BandPriors[k], Options with { Seed = 9 }, device, null, TestContext.Current.CancellationToken);
            for (int i = 0; i < alone.LogArea.Length; i++)
            {
                agreement.Add($"B[{i}] of band {k}", together[k].LogArea[i], Options.Chains, alone.LogArea[i], Options.Chains);
                agreement.Add($"v[{i}] of band {k}", together[k].Variance[i], Options.Chains, alone.Variance[i], Options.Chains);
                Assert.Equal(1.0, together[k].Joint!.AreaNarrowing[i], 1e-9);
                Assert.Equal(alone.PriorWeight[i], together[k].PriorWeight[i], 0.05 * alone.PriorWeight[i]);
            }

            for (int j = 0; j < alone.Fluxes.Mean.Length; j++)
            {
                double error = Math.Sqrt(Math.Pow(alone.Fluxes.McseMean[j], 2) + Math.Pow(together[k].Fluxes.McseMean[j], 2));
                agreement.Add($"G[{j}] of band {k}", together[k].Fluxes.Mean[j], error, alone.Fluxes.Mean[j]);
            }

            Assert.Equal(alone.ObservationsPerInstrument, together[k].ObservationsPerInstrument);
            Assert.Equal(alone.Components, together[k].Components);
            Assert.Equal(SharedLevel.Sd(BandPriors[k], alone.Components[0]), together[k].Joint!.LevelSd[0], 1e-12);
        }

        agreement.Require("joint bands without correlation");
    }

    /// <summary>EᵀT⁻¹(B − b) | y ~ N(0, EᵀT⁻¹E), E the membership of bands: the standardised vector has unit covariance.</summary>
    [Theory]
    [InlineData(Sampler.Collapsed)]
    [InlineData(Sampler.BlockGibbs)]
    [InlineData(Sampler.Gibbs)]
    public void Keeps_the_exact_invariant(Sampler sampler)
    {
        JointBands joint = Correlated();
        AreaPrior prior = AreaPrior.Of(joint.Priors);
        int[][] bands = ConnectedComponents.Of(joint.Observations).Members;
        Assert.Equal(3, bands.Length);
        Fit[] fits = Fit(joint, Options with { Sampler = sampler });
        Matrix<double> covariance = Matrix<double>.Build.Dense(3, 3, (k, l) => ExactInvariant.Covariance(prior, bands[k], bands[l]));
        Assert.True(covariance[0, 1] < -1, "the invariants of two bands are expected to correlate");
        Matrix<double> whiten = covariance.Cholesky().Factor.Inverse();
        double[][] draws = [.. fits.SelectMany(fit => fit.LogArea)];
        double[][] u = [.. Enumerable.Range(0, 3).Select(_ => new double[draws[0].Length])];
        double[] areas = new double[draws.Length];
        for (int d = 0; d < u[0].Length; d++)
        {
            for (int i = 0; i < areas.Length; i++)
            {
                areas[i] = draws[i][d];
            }

            Vector<double> standard = whiten * Vector<double>.Build.Dense([.. bands.Select(band => ExactInvariant.Value(areas, prior, band))]);
            for (int k = 0; k < 3; k++)
            {
                u[k][d] = standard[k];
            }
        }

        Agreement agreement = new();
        for (int k = 0; k < 3; k++)
        {
            Add(agreement, $"u[{k}]", u[k], 0, 1);
            for (int l = 0; l < k; l++)
            {
                Add(agreement, $"u[{k}]·u[{l}]", [.. u[k].Zip(u[l], (a, b) => a * b)], 0, 1);
            }
        }

        agreement.Require($"{sampler}, invariant of joint bands");
    }

    /// <summary>Known variances: B, G are one Gaussian, whose precision is written out and inverted here.</summary>
    [Fact]
    public void Known_variances_agree_with_a_direct_solution()
    {
        DataSet data = TableReader.Read("epic-hmxb", new ReadOptions(RequireErrors: true));
        JointBands joint = JointBands.Of(data, [.. data.Bands.Select(band => Priors.Uniform(band.InstrumentCount, 0.05, 1.5, 0.01))], new EqualCorrelation(0.8));
        Observations all = joint.Observations;
        int n = all.InstrumentCount, m = all.SourceCount;
        Matrix<double> precision = Matrix<double>.Build.Dense(n + m, n + m);
        Matrix<double> covariance = Matrix<double>.Build.Dense(n, n, (i, k) => joint.Priors.Tau[i] * joint.Priors.Correlation![i, k] * joint.Priors.Tau[k]);
        precision.SetSubMatrix(0, 0, covariance.Inverse());
        Vector<double> right = Vector<double>.Build.Dense(n + m);
        for (int j = 0; j < m; j++)
        {
            for (int o = all.First[j]; o < all.First[j + 1]; o++)
            {
                int i = all.Instrument[o];
                double w = 1 / all.Variance![o], z = all.Y[o] + (0.5 * all.Variance[o]);
                precision[i, i] += w;
                precision[n + j, n + j] += w;
                precision[i, n + j] += w;
                precision[n + j, i] += w;
                right[i] += w * z;
                right[n + j] += w * z;
            }
        }

        Matrix<double> inverse = precision.Inverse();
        Vector<double> mean = inverse * right;
        FitOptions options = Options with { Sampler = Sampler.Exact, WarmUp = 0, FluxDraws = [] };
        Fit[] fits = Fit(joint, options);
        Agreement agreement = new();
        for (int a = 0; a < n; a++)
        {
            Fit fit = fits[a / 3];
            Add(agreement, all.Instruments[a], fit.LogArea[a % 3], mean[a], Math.Sqrt(inverse[a, a]));
        }

        for (int j = 0, k = 0; j < m; j++)
        {
            k = j >= joint.FirstSource(k) + joint.Bands[k].SourceCount ? k + 1 : k;
            Assert.Equal(mean[n + j], fits[k].Fluxes.Mean[j - joint.FirstSource(k)], 1e-9);
            Assert.Equal(Math.Sqrt(inverse[n + j, n + j]), fits[k].Fluxes.Sd[j - joint.FirstSource(k)], 1e-9);
        }

        agreement.Require("known variances, joint bands");
        Assert.All(fits.SelectMany(fit => fit.Joint!.AreaNarrowing), ratio => Assert.InRange(ratio, 0.3, 1 + 1e-9));
    }

    /// <summary>Each row of ∂E[B]/∂b sums to 1 within its own band, whatever ties the bands.</summary>
    [Fact]
    public void Every_band_is_a_fit_of_its_own()
    {
        FitOptions options = Options with { Draws = 50, FluxDraws = ["S04:1-2", "S04:2-8"], Estimates = [PointEstimateKind.Marginal, PointEstimateKind.Shrinkage] };
        Fit[] fits = Fit(Correlated(), options);
        Assert.Equal(Data.Bands, fits.Select(fit => fit.Observations));
        Assert.Equal([[], ["S04"], ["S04"]], fits.Select(fit => fit.Options.FluxDraws));
        foreach (Fit fit in fits)
        {
            Assert.Equal(["B[A]", "B[B]", "B[C]"], fit.Areas.Select(area => area.Name));
            Assert.Equal(["sigma2[A]", "sigma2[B]", "sigma2[C]"], fit.Variances.Select(v => v.Name));
            Assert.Equal(fit.Areas.Select(area => area.Mean), fit.LogArea.Select(draws => ParameterSummary.Of("", draws, options.Chains).Mean));
            Assert.Equal(fit.Observations.SourceCount, fit.Fluxes.Mean.Length);
            Assert.Equal(fit.Options.FluxDraws.Count, fit.LogFlux.Length);
            Assert.All(fit.Estimates, estimate => Assert.Equal(3, estimate.LogArea.Length));
            Assert.DoesNotContain(fit.Warnings, warning => warning.Contains("groups", StringComparison.Ordinal));
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(1.0, Enumerable.Range(0, 3).Sum(k => fit.PriorInfluence[i, k]), 1e-9);
                Assert.InRange(fit.OwnInfluenceError(i), 1e-6, 0.1);
            }
        }
    }

    private static JointBands Correlated() => JointBands.Of(Data, BandPriors, BandTie.Parse(Path.Combine(Folder, "correlation.csv")));

    private static Fit[] Fit(JointBands joint, FitOptions options)
    {
        using Device device = Device.OpenSimd();
        return JointFit.Split(FitParts.Run(joint.Observations, joint.Priors, options, device, null, TestContext.Current.CancellationToken), joint);
    }

    private static Agreement Compare(JointBands joint, FitOptions options)
    {
        using JsonDocument json = Reference();
        Dictionary<string, OracleParameter> oracle = json.RootElement.GetProperty("posterior")
            .Deserialize<Dictionary<string, OracleParameter>>(new JsonSerializerOptions { PropertyNameCaseInsensitive = true })!;
        using Device device = Device.OpenSimd();
        Fit whole = FitParts.Run(joint.Observations, joint.Priors, options, device, null, TestContext.Current.CancellationToken);
        Agreement agreement = new();
        for (int a = 0; a < whole.LogArea.Length; a++)
        {
            string name = joint.Observations.Instruments[a];
            agreement.Add($"B[{name}]", whole.LogArea[a], options.Chains, oracle[$"B[{name}]"]);
            agreement.Add($"sigma2[{name}]", whole.Variance[a], options.Chains, oracle[$"sigma2[{name}]"]);
        }

        return agreement;
    }

    private static JsonDocument Reference() => JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "posterior.json")));

    private static void Add(Agreement agreement, string name, double[] draws, double mean, double sd)
    {
        ParameterSummary found = ParameterSummary.Of(name, draws, Options.Chains);
        agreement.Add($"mean of {name}", found.Mean, found.McseMean, mean);
        agreement.Add($"sd of {name}", found.Sd, found.McseSd, sd);
    }
}
