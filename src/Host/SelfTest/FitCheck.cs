using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Inference;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.SelfTest;

/// <summary>Small fits on the built-in EPIC data, 2.0–4.5 keV, against answers found another way.</summary>
internal static class FitCheck
{
    // B and σ² of pn, MOS1, MOS2 under τ = 0.05, α = 1.5, β = 0.01: mean, and Monte Carlo error of a long block-Gibbs run in double
    // precision outside this program (four chains, 130,000 effective draws of B).
    private static readonly (double Mean, double Error)[] LongRun =
    [
        (-0.05513614890596567, 9.2e-5), (0.03279301869033605, 8.4e-5), (0.022662408264888387, 8.5e-5),
        (0.01275086790133765, 1.9e-5), (0.0030397081526223136, 5.7e-6), (0.003212295351011242, 6.2e-6),
    ];

    // Twelve and more numbers are compared: chance exceeds this once in 100,000 times.
    private const double MostDeviation = 4.9;

    /// <summary>The largest distance of a posterior mean from the long run's, in standard errors, for a sampler of fitted variances.</summary>
    public static Finding Fitted(Device device, Sampler sampler, CancellationToken cancellation)
    {
        Observations observations = Read();
        FitOptions options = new() { Sampler = sampler, Chains = 128, WarmUp = 200, Draws = 200, Estimates = [] };
        Fit fit = Fitting.Run(observations, Priors.Uniform(3, 0.05, 1.5, 0.01), options, device, null, cancellation);
        return Worst([.. fit.Areas, .. fit.Variances], LongRun);
    }

    /// <summary>The same for known variances, against the closed form.</summary>
    public static Finding Known(Device device, CancellationToken cancellation)
    {
        Observations observations = Read();
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.01);
        FitOptions options = new() { Sampler = Sampler.Exact, Chains = 128, WarmUp = 0, Draws = 200, Estimates = [] };
        Fit fit = Fitting.Run(observations, priors, options, device, null, cancellation);
        KnownVariancePosterior exact = KnownVariancePosterior.Of(observations, AreaPrior.Independent(priors));
        return Worst(fit.Areas, [.. exact.AreaMean.Select(mean => (mean, 0.0))]);
    }

    private static Observations Read() => TableReader.Read("epic-hmxb", new ReadOptions { Band = "2.0-4.5" }).Bands[0];

    private static Finding Worst(ParameterSummary[] found, (double Mean, double Error)[] expected)
    {
        Finding worst = new(0.0, MostDeviation, "standard errors");
        for (int i = 0; i < found.Length; i++)
        {
            double error = Math.Sqrt((found[i].McseMean * found[i].McseMean) + (expected[i].Error * expected[i].Error));
            worst = worst.Worse(worst with { Value = Math.Abs(found[i].Mean - expected[i].Mean) / error });
        }

        return worst;
    }
}
