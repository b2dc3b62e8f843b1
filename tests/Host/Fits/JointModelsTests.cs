using System.Text.Json;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;
using GpuConcord.Tests.Host.Models.LogT;
using GpuConcord.Tests.Host.Sampling;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace GpuConcord.Tests.Host.Fits;

/// <summary>Bands fitted together under log-t and under known plus fitted variances, against long runs of an independent sampler.</summary>
public sealed class JointModelsTests
{
    private const int Chains = 128;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "joint");

    private static readonly DataSet Data = TableReader.Read(Path.Combine(Folder, "bands.csv"), new ReadOptions(RequireErrors: true));

    private static readonly JsonSerializerOptions Format = new() { PropertyNameCaseInsensitive = true };

    public static TheoryData<string> Models => ["log-t", "both"];

    /// <summary>B, σ², every flux (draws and table) and every weight; a source seen once and an outlier among them.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Agrees_with_an_independent_sampler(string model)
    {
        Agreement agreement = Compare(model, Correlated());
        agreement.Require($"{model}, joint bands");
    }

    /// <summary>Mutant: the same fit with the off-diagonal elements of T dropped.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Ignoring_the_correlation_is_caught(string model)
    {
        JointBands joint = Correlated();
        Agreement agreement = Compare(model, joint with { Priors = joint.Priors with { Correlation = null } });
        TestContext.Current.TestOutputHelper?.WriteLine($"{model} without correlation: {agreement.Worst}");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => agreement.Require("mutant"));
        Assert.True(Math.Abs(agreement.Worst.Z) > 4 * Agreement.Most, $"off by only {agreement.Worst.Z:F1} standard errors");
    }

    /// <summary>∂E[B]/∂b of all bands together, whose rows sum to 1 within a band and to 0 over the other.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void The_prior_influence_is_that_of_the_independent_sampler(string model)
    {
        JointBands joint = Correlated();
        Fit fit = Run(model, joint);
        double[,] found = fit.PriorInfluence;
        JsonElement expected = Reference(model).GetProperty("response");
        for (int i = 0; i < 6; i++)
        {
            int own = i / 3 * 3;
            Assert.Equal(1.0, Enumerable.Range(own, 3).Sum(k => found[i, k]), 1e-9);
            Assert.Equal(0.0, Enumerable.Range(3 - own, 3).Sum(k => found[i, k]), 1e-9);
            for (int k = 0; k < 6; k++)
            {
                Assert.Equal(expected[i][k].GetDouble(), found[i, k], 0.04);
                Assert.InRange(fit.PriorInfluenceError![i, k], 1e-6, 0.01);
            }
        }
    }

    /// <summary>EᵀT⁻¹(B − b) | y ~ N(0, EᵀT⁻¹E), E the membership of bands.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Keeps_the_exact_invariant(string model)
    {
        JointBands joint = Correlated();
        AreaPrior prior = AreaPrior.Of(joint.Priors);
        int[][] bands = ConnectedComponents.Of(joint.Observations).Members;
        Assert.Equal(2, bands.Length);
        Fit fit = Run(model, joint);
        Matrix<double> whiten = Matrix<double>.Build.Dense(2, 2, (k, l) => ExactInvariant.Covariance(prior, bands[k], bands[l])).Cholesky().Factor.Inverse();
        double[][] u = [.. bands.Select(band => Enumerable.Range(0, fit.LogArea[0].Length)
            .Select(d => ExactInvariant.Value(Array.ConvertAll(fit.LogArea, draws => draws[d]), prior, band)).ToArray())];
        double[] first = Array.ConvertAll(u[0], value => whiten[0, 0] * value);
        double[] second = [.. u[0].Zip(u[1], (a, b) => (whiten[1, 0] * a) + (whiten[1, 1] * b))];
        Agreement agreement = new();
        foreach ((string name, double[] draws, double sd) in ((string, double[], double)[])
            [("u0", first, 1), ("u1", second, 1), ("u0·u1", [.. first.Zip(second, (a, b) => a * b)], 1)])
        {
            ParameterSummary found = ParameterSummary.Of(name, draws, Chains);
            agreement.Add($"mean of {name}", found.Mean, found.McseMean, 0);
            agreement.Add($"sd of {name}", found.Sd, found.McseSd, sd);
        }

        agreement.Require($"{model}, invariant of joint bands");
    }

    /// <summary>Each band's fit holds its own part of everything.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Every_band_is_a_fit_of_its_own(string model)
    {
        JointBands joint = Correlated();
        Fit whole = Run(model, joint);
        Fit[] fits = JointFit.Split(whole, joint);
        Assert.Equal(Data.Bands, fits.Select(fit => fit.Observations));
        Assert.Equal(whole.Fluxes.Mean, fits.SelectMany(fit => fit.Fluxes.Mean));
        Assert.Equal(whole.Weights?.Mean ?? [], fits.SelectMany(fit => fit.Weights?.Mean ?? []));
        Assert.All(fits, fit => Assert.Equal(fit.Weights?.Mean.Length ?? fit.Observations.Count, fit.Observations.Count));
        Assert.All(fits.SelectMany(fit => fit.Joint!.AreaNarrowing), ratio => Assert.InRange(ratio, 0.5, 1 + 1e-9));
        Assert.True(fits.SelectMany(fit => fit.Joint!.DifferenceNarrowing).Min() < 0.97, "the tie is expected to help");
        Assert.All(fits.SelectMany(fit => fit.Joint!.Instruments), instrument => Assert.Equal(
            Math.Sign(instrument.Prior[0, 1]), Math.Sign(instrument.Posterior[0, 1])));
    }

    private static JointBands Correlated()
    {
        Priors[] priors = [.. Data.Bands.Select(band => Priors.Uniform(band.InstrumentCount, 0.25, 3.0, 0.2))];
        return JointBands.Of(Data, priors, BandTie.Parse(Path.Combine(Folder, "correlation.csv")));
    }

    private static Fit Run(string model, JointBands joint)
    {
        FitOptions options = new()
        {
            Chains = Chains,
            WarmUp = 200,
            Draws = 600,
            Seed = 5,
            Estimates = [],
            FluxDraws = joint.Observations.Sources,
        };
        using Device device = Device.OpenSimd();
        return Fitting.Run(FitParts.Of(model), joint.Observations, joint.Priors, options, device, null, TestContext.Current.CancellationToken);
    }

    private static Agreement Compare(string model, JointBands joint)
    {
        JsonElement reference = Reference(model);
        Dictionary<string, OracleParameter> oracle = reference.GetProperty("posterior").Deserialize<Dictionary<string, OracleParameter>>(Format)!;
        Fit fit = Run(model, joint);
        Observations data = joint.Observations;
        Agreement agreement = new();
        for (int i = 0; i < data.InstrumentCount; i++)
        {
            agreement.Add($"B[{data.Instruments[i]}]", fit.LogArea[i], Chains, oracle[$"B[{data.Instruments[i]}]"]);
            agreement.Add($"sigma2[{data.Instruments[i]}]", fit.Variance[i], Chains, oracle[$"sigma2[{data.Instruments[i]}]"]);
        }

        for (int j = 0; j < data.SourceCount; j++)
        {
            // Under log-t a flux known from one observation has no finite variance.
            if (data.First[j + 1] - data.First[j] < 2 && model is "log-t")
            {
                continue;
            }

            OracleParameter flux = oracle[$"G[{data.Sources[j]}]"];
            agreement.Add($"G[{data.Sources[j]}]", fit.LogFlux[j], Chains, flux);
            double error = Math.Sqrt(Math.Pow(fit.Fluxes.McseMean[j], 2) + Math.Pow(flux.McseMean, 2));
            agreement.Add($"table of G[{data.Sources[j]}]", fit.Fluxes.Mean[j], error, flux.Mean);
        }

        if (fit.Weights is { } weights)
        {
            foreach (LogTReferenceWeight weight in reference.GetProperty("weights").Deserialize<LogTReferenceWeight[]>(Format)!)
            {
                int o = Index(data, weight.Instrument, weight.Source);
                double error = Math.Sqrt(Math.Pow(weights.McseMean[o], 2) + Math.Pow(weight.McseMean, 2));
                agreement.Add($"weight of {weight.Source} by {weight.Instrument}", weights.Mean[o], error, weight.Mean);
            }
        }

        return agreement;
    }

    private static int Index(Observations data, string instrument, string source)
    {
        int j = Array.IndexOf(data.Sources, source);
        int i = Array.IndexOf(data.Instruments, instrument);
        return Enumerable.Range(data.First[j], data.First[j + 1] - data.First[j]).Single(o => data.Instrument[o] == i);
    }

    private static JsonElement Reference(string model)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "reference.json")));
        return json.RootElement.GetProperty(model).Clone();
    }
}
