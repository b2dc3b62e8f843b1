using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Tests.Host.Fits;
using GpuConcord.Tests.Host.Statistics;
using Xunit;

namespace GpuConcord.Tests.Host.Sampling;

/// <summary>What every sampler for fitted variances must pass. Adding a sampler is adding a row.</summary>
public sealed class SamplerTests
{
    private const int Chains = 128;

    /// <summary>Data set, sampler, warm-up, kept draws a chain, thinning.</summary>
    public static TheoryData<string, Sampler, int, int, int> Runs => new()
    {
        { "xcal_shape", Sampler.Independence, 32, 300, 2 },
        { "noisy", Sampler.Independence, 32, 300, 2 },
        { "pair", Sampler.Independence, 200, 800, 1 },
        { "e0102_shape", Sampler.Independence, 32, 300, 2 },
        { "sparse12", Sampler.Independence, 32, 200, 2 },
        { "xcal_shape", Sampler.Collapsed, 100, 400, 1 },
        { "noisy", Sampler.Collapsed, 100, 400, 1 },
        { "pair", Sampler.Collapsed, 200, 800, 1 },
        { "e0102_shape", Sampler.Collapsed, 100, 400, 1 },
        { "sparse12", Sampler.Collapsed, 100, 200, 1 },
        { "xcal_shape", Sampler.BlockGibbs, 200, 400, 2 },
        { "noisy", Sampler.BlockGibbs, 200, 400, 2 },
        { "pair", Sampler.BlockGibbs, 1500, 500, 10 },
        { "e0102_shape", Sampler.BlockGibbs, 300, 400, 2 },
        { "sparse12", Sampler.BlockGibbs, 200, 150, 2 },
        { "xcal_shape", Sampler.Gibbs, 200, 400, 2 },
        { "noisy", Sampler.Gibbs, 200, 400, 2 },
        { "pair", Sampler.Gibbs, 1500, 500, 10 },
        { "e0102_shape", Sampler.Gibbs, 300, 400, 5 },
        { "sparse12", Sampler.Gibbs, 200, 150, 2 },
    };

    public static TheoryData<Sampler> Samplers => [Sampler.Independence, Sampler.Collapsed, Sampler.BlockGibbs, Sampler.Gibbs];

    [Theory]
    [MemberData(nameof(Runs))]
    public void Agrees_with_the_oracle(string name, Sampler sampler, int warmUp, int draws, int thin) =>
        CheckOracle(name, new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = warmUp, Draws = draws, Thin = thin });

    /// <summary>Long enough that the oracle's own error is the larger one.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(Samplers))]
    public void Agrees_with_the_oracle_on_many_sources_in_a_long_run(Sampler sampler) =>
        CheckOracle("sparse12", new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = 300, Draws = 1000, Thin = 4 });

    [Fact]
    public void Single_updates_alone_agree_with_the_oracle() =>
        CheckOracle("noisy", new FitOptions { Sampler = Sampler.Gibbs, ShiftMove = false, Chains = Chains, WarmUp = 500, Draws = 400, Thin = 5 });

    /// <summary>u = 1ᵀT⁻¹(B − b) | y ~ N(0, 1ᵀT⁻¹1) in every connected component, whatever the data say.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void Keeps_the_exact_invariant(Sampler sampler)
    {
        CheckInvariant("noisy", SamplingCase.Of("noisy"), new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = 100, Draws = 200 });
        CheckInvariant("e0102_shape", SamplingCase.Of("e0102_shape"), new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = 100, Draws = 200 });
        CheckInvariant("islands", SamplingCase.Islands(), new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = 100, Draws = 200 });
    }

    /// <summary>With the shift move the invariant is drawn afresh every time; without it, only single updates keep it.</summary>
    [Fact]
    public void Single_updates_alone_keep_the_exact_invariant() =>
        CheckInvariant("noisy", SamplingCase.Of("noisy"), new FitOptions { Sampler = Sampler.Gibbs, ShiftMove = false, Chains = Chains, WarmUp = 300, Draws = 400, Thin = 4 });

    [Theory]
    [InlineData(Sampler.BlockGibbs)]
    [InlineData(Sampler.Gibbs)]
    public void Agrees_with_the_default_on_islands_of_instruments_with_nominal_areas(Sampler sampler)
    {
        SamplingCase islands = SamplingCase.Islands();
        FitOptions options = new() { Chains = Chains, WarmUp = 300, Draws = 300 };
        using Device device = Device.OpenSimd();
        PosteriorDraws expected = islands.Run(options, device);
        PosteriorDraws found = islands.Run(options with { Sampler = sampler, Thin = 3, Seed = 2 }, device);
        Agreement agreement = new();
        foreach (((string name, double[] first), (_, double[] second)) in islands.Named(expected).Zip(islands.Named(found)))
        {
            agreement.Add(name, first, Chains, second, Chains);
        }

        agreement.Require($"{sampler} on islands");
    }

    /// <summary>Data that compare an instrument with no other say nothing of it: (B_i, v_i) keep their prior, the others their posterior.</summary>
    [Theory]
    [MemberData(nameof(Samplers))]
    public void An_instrument_that_shares_no_source_keeps_its_prior(Sampler sampler)
    {
        double?[][] y = ReferenceTables.Simulate(seed: 4, instruments: 3, sources: 24, sigma: 0.4);
        for (int j = 0; j < 24; j++)
        {
            y[j < 20 ? 2 : 0][j] = null;
            y[1][j] = j < 20 ? y[1][j] : null;
        }

        SamplingCase problem = new(ReferenceTables.Of(y), new([0.0, 0.0, 3.0], [0.2, 0.2, 0.3], [4, 4, 4], [0.5, 0.5, 0.5]));
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = problem.Run(new FitOptions { Sampler = sampler, Chains = Chains, WarmUp = 200, Draws = 400, Thin = 2 }, device);
        Agreement agreement = new();
        InvariantCheck.AddMoments(agreement, "B", draws.LogArea[2], Chains, 3.0, 0.3);
        InvariantCheck.AddMoments(agreement, "1/v", [.. draws.Variance[2].Select(v => 1 / v)], Chains, 8.0, 4.0);
        agreement.Require($"{sampler}, an instrument alone");
    }

    /// <summary>The default must mix where prior and data conflict, and along the ridge that two instruments leave.</summary>
    [Theory]
    [InlineData("e0102_shape", 2.0)]
    [InlineData("pair", 15.0)]
    public void The_default_mixes(string name, double mostIterations)
    {
        using Device device = Device.OpenSimd();
        PosteriorDraws draws = SamplingCase.Of(name).Run(new FitOptions { Chains = Chains, WarmUp = 200, Draws = 800 }, device);
        foreach (double[] variance in draws.Variance)
        {
            double[] logarithm = [.. variance.Select(v => Math.Log(v))];
            double time = AutocorrelationTime.Geyer(logarithm, Chains);
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {time:F2} iterations");
            Assert.InRange(time, 0.0, mostIterations);
        }
    }

    /// <summary>A whole fit against the oracle: areas, variances, and the fluxes that the oracle lists, as draws and in the table of all sources.</summary>
    private static void CheckOracle(string name, FitOptions options)
    {
        SamplingCase problem = SamplingCase.Of(name);
        Dictionary<string, OracleParameter> oracle = PosteriorOracle.Of(name).Posterior;
        string[] sources = [.. problem.Observations.Sources.Where(source => oracle.ContainsKey($"G[{source}]"))];
        using Device device = Device.OpenSimd();
        // Samplers that share a full conditional would share its random numbers under one seed, and with them their luck.
        FitOptions own = options with { Seed = 1 + (ulong)options.Sampler, FluxDraws = sources, Estimates = [] };
        Fit fit = FitParts.Run(problem.Observations, problem.Priors, own, device, null, CancellationToken.None);
        Agreement agreement = new();
        string[] instruments = problem.Observations.Instruments;
        for (int i = 0; i < instruments.Length; i++)
        {
            agreement.Add($"B[{instruments[i]}]", fit.LogArea[i], options.Chains, oracle[$"B[{instruments[i]}]"]);
            agreement.Add($"sigma2[{instruments[i]}]", fit.Variance[i], options.Chains, oracle[$"sigma2[{instruments[i]}]"]);
        }

        for (int k = 0; k < sources.Length; k++)
        {
            OracleParameter flux = oracle[$"G[{sources[k]}]"];
            int j = Array.IndexOf(problem.Observations.Sources, sources[k]);
            agreement.Add($"G[{sources[k]}]", fit.LogFlux[k], options.Chains, flux);
            double error = Math.Sqrt(Math.Pow(fit.Fluxes.McseMean[j], 2) + Math.Pow(flux.McseMean, 2));
            agreement.Add($"table of G[{sources[k]}]", fit.Fluxes.Mean[j], error, flux.Mean);
        }

        agreement.Require($"{options.Sampler} on {name} ({fit.Timing.WarmUp:F1} s + {fit.Timing.Sampling:F1} s + {fit.Timing.Summary:F1} s)");
    }

    private static void CheckInvariant(string what, SamplingCase problem, FitOptions options)
    {
        using Device device = Device.OpenSimd();
        InvariantCheck.Require($"{options.Sampler} on {what}", problem.Run(options, device).LogArea, problem, options.Chains);
    }
}
