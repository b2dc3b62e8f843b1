using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics;

namespace GpuConcord.Host.SelfTest;

/// <summary>
/// Small fits, one of every model and sampler, against answers found another way: the largest distance of a posterior mean from the
/// answer's, in standard errors of both.
/// </summary>
internal static class FitCheck
{
    // B and σ² of pn, MOS1, MOS2 under τ = 0.05, α = 1.5, β = 0.01: mean, and Monte Carlo error of a long block-Gibbs run in double
    // precision outside this program (four chains, 130,000 effective draws of B).
    private static readonly (double Mean, double Error)[] LongRun =
    [
        (-0.05513614890596567, 9.2e-5), (0.03279301869033605, 8.4e-5), (0.022662408264888387, 8.5e-5),
        (0.01275086790133765, 1.9e-5), (0.0030397081526223136, 5.7e-6), (0.003212295351011242, 6.2e-6),
    ];

    // Some sixty numbers are compared: chance exceeds this once in 20,000 times.
    private const double MostDeviation = 4.9;

    private static readonly FitOptions Small = new() { Chains = 128, WarmUp = 200, Draws = 200, Estimates = [] };

    /// <summary>The model that is fitted when nothing is said, on the built-in EPIC data, 2.0–4.5 keV, by a sampler of one's choice.</summary>
    public static Finding Fitted(Device device, Sampler sampler, CancellationToken cancellation)
    {
        Fit fit = Fitting.Run(
            ModelCatalogue.Standard.Default, Epic(), Priors.Uniform(3, 0.05, 1.5, 0.01), Small with { Sampler = sampler }, device, null, cancellation);
        return Worst([.. fit.Parameters], LongRun);
    }

    /// <summary>Known variances on the same data, against the closed form.</summary>
    /// <param name="device">The device.</param>
    /// <param name="model">A model with an exact sampler.</param>
    /// <param name="cancellation">Stops it.</param>
    public static Finding Exact(Device device, IModel model, CancellationToken cancellation)
    {
        Observations observations = Epic();
        Priors priors = Priors.Uniform(3, 0.05, 1.5, 0.01);
        Fit fit = Fitting.Run(model, observations, priors, Small with { WarmUp = 0 }, device, null, cancellation);
        KnownVariancePosterior exact = KnownVariancePosterior.Of(observations, AreaPrior.Independent(priors));
        return Worst(fit.Areas, [.. exact.AreaMean.Select(mean => (mean, 0.0))]);
    }

    /// <summary>
    /// A model on data of its own, against answers found elsewhere: missing cells, gross outliers, errors of zero, sources seen once, correlated
    /// bands; areas, variances and fluxes, as fits.json has them.
    /// </summary>
    public static Finding Against(Device device, ReferenceFit reference, CancellationToken cancellation)
    {
        FitOptions options = Small with { Chains = reference.Chains };
        Fit fit = Fitting.Run(reference.Model(ModelCatalogue.Standard), reference.Observations, reference.Priors, options, device, null, cancellation);
        Finding worst = new(0.0, MostDeviation, "standard errors");
        foreach (ReferenceMean expected in reference.Expected)
        {
            (double mean, double error) = Found(fit, expected);
            worst = worst.Worse(worst with { Value = Deviation(mean, error, expected.Mean, expected.Error) });
        }

        return worst;
    }

    private static Observations Epic() => TableReader.Read("epic-hmxb", new ReadOptions { Band = "2.0-4.5" }).Bands[0];

    private static (double Mean, double Error) Found(Fit fit, in ReferenceMean wanted)
    {
        int i = wanted.Index;
        return wanted.Parameter switch
        {
            "area" => Of(fit.Areas[i]),
            "variance" => Of(fit.Scatter!.Summaries[i]),
            "log-variance" => Of(ParameterSummary.Of("ln v", [.. fit.Scatter!.Draws[i].Select(v => Math.Log(v))], fit.Options.Chains)),
            "flux" => (fit.Fluxes.Mean[i], fit.Fluxes.McseMean[i]),
            string symbol => Of(fit.Blocks.FirstOrDefault(block => block.Axis is Axis.Common && block.Symbol.Equals(symbol, StringComparison.Ordinal))?.Summaries[0]
                ?? throw new InvalidDataException($"fits.json: found parameter {symbol}, expected area, variance, log-variance, flux or one that is common to all")),
        };

        static (double Mean, double Error) Of(ParameterSummary summary) => (summary.Mean, summary.McseMean);
    }

    private static Finding Worst(ParameterSummary[] found, (double Mean, double Error)[] expected)
    {
        Finding worst = new(0.0, MostDeviation, "standard errors");
        for (int i = 0; i < found.Length; i++)
        {
            worst = worst.Worse(worst with { Value = Deviation(found[i].Mean, found[i].McseMean, expected[i].Mean, expected[i].Error) });
        }

        return worst;
    }

    private static double Deviation(double found, double error, double expected, double itsError) =>
        Math.Abs(found - expected) / Math.Sqrt((error * error) + (itsError * itsError));
}
