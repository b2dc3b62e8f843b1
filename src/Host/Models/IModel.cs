using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Patterns;
using MathNet.Numerics.Distributions;

namespace GpuConcord.Host.Models;

/// <summary>
/// A statistical model of what instruments saw, with its settings: how it is called, what can be asked of it, how to draw from its posterior,
/// how to simulate data from it and what its errors are. A value: two models with the same settings are equal.
/// </summary>
public interface IModel
{
    /// <summary>What kind of model it is; its key is what files and options call it.</summary>
    ModelKind Kind { get; }

    /// <summary>The model in words, with its settings: "log-t, ν = 3, fitted σ".</summary>
    string Title { get; }

    /// <summary>What can be asked of it.</summary>
    Abilities Can { get; }

    /// <summary>Its settings, which make it again from its <see cref="Kind"/>.</summary>
    SettingValues Settings { get; }

    /// <summary>The words of a command line of <c>fit</c> that choose it with these settings; none for what is fitted when nothing is said.</summary>
    IReadOnlyList<string> Words { get; }

    /// <summary>What it is called on pages, in figures and in files.</summary>
    Wording Says { get; }

    /// <summary>Refuses data and priors that it cannot fit.</summary>
    /// <exception cref="Faults.DataException">The data lack something.</exception>
    /// <exception cref="Faults.UsageException">Settings or priors are at fault.</exception>
    void Check(Observations data, Priors priors);

    /// <summary>Its parameters: B, then the fitted variances, then others, without draws.</summary>
    IReadOnlyList<Block> Blocks(Observations data);

    /// <summary>The sampler of a fit of these data when nobody says which.</summary>
    /// <param name="data">One band.</param>
    Sampler UsualSampler(Observations data) => Can.Many is { } many && data.SourceCount >= many.Sources ? many.Sampler : Can.Samplers[0];

    /// <summary>Chains that a fit of so many observations runs when nobody says how many.</summary>
    /// <param name="observations">Observations, those of all bands that are fitted as one.</param>
    int UsualChains(int observations) => FitOptions.UsualChains;

    /// <summary>Effective draws at which such a fit stops.</summary>
    /// <param name="observations">As for <see cref="UsualChains"/>.</param>
    int UsualTarget(int observations) => FitOptions.UsualTarget;

    /// <summary>Names of one entry of each block that belongs to observations, and has a file of its own: weight.</summary>
    IReadOnlyList<string> ObservationBlocks => [];

    /// <summary>The part of every observation's variance that it takes as known, in the order of the data; null when there is none.</summary>
    double[]? KnownVariance(Observations data);

    /// <summary>Draws from the posterior of one problem, which <see cref="Check"/> has passed, and summarises what is its own.</summary>
    /// <param name="problem">Data and priors.</param>
    /// <param name="options">How to draw; the sampler is one of <see cref="Abilities.Samplers"/>.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation);

    /// <summary>Draws from the posteriors of many replicates of one design under one prior, all at once where that is faster.</summary>
    /// <param name="replicates">Data sets that differ in their numbers only; the number of each is the problem whose streams it uses.</param>
    /// <param name="priors">The priors of all.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="device">Where.</param>
    /// <param name="progress">Told the fraction done.</param>
    /// <param name="cancellation">Looked at between launches.</param>
    IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation);

    /// <summary>Draws a truth from the priors, and data from the truth.</summary>
    /// <param name="design">Who sees what, and with what known error.</param>
    /// <param name="number">Number of the replicate.</param>
    Replicate Simulate(ReplicateDesign design, int number);

    /// <summary>What the model says of each source's observations under draws of its parameters.</summary>
    ISourceErrors Errors(ThinnedDraws draws) => new NormalErrors(draws);

    /// <summary>
    /// ln p(data | parameters), fluxes integrated out, and the prior of parameters besides areas and variances, under draws; null for a log-Normal model,
    /// whose likelihood has a closed form in B and v.
    /// </summary>
    /// <param name="draws">The draws.</param>
    MarginalFactors? Marginals(ThinnedDraws draws) => null;

    /// <summary>ln p(data | B, v, G) of data, whatever else there is integrated out.</summary>
    /// <param name="data">The data.</param>
    ConditionalLikelihood LikelihoodOf(Observations data)
    {
        Func<double, double, double> density = LogDensity();
        return (area, variance, flux) =>
        {
            double sum = 0;
            for (int j = 0; j < data.SourceCount; j++)
            {
                for (int o = data.First[j]; o < data.First[j + 1]; o++)
                {
                    int i = data.Instrument[o];
                    sum += density(data.Y[o] - area(i) - flux(j), variance(i, j, o));
                }
            }

            return sum;
        };
    }

    /// <summary>The model with a proper prior of everything that truths are drawn for: itself, unless a flat prior is what it usually has.</summary>
    IModel Proper => this;

    /// <summary>
    /// ln of the density of y − B − G (first argument) where the known and fitted parts of its variance, or what stands for it in the model, add up
    /// to the second argument.
    /// </summary>
    Func<double, double, double> LogDensity() => (residual, variance) => Normal.PDFLn(-0.5 * variance, Math.Sqrt(variance), residual);
}

/// <summary>ln p(data | B, v, G).</summary>
/// <param name="area">B of an instrument.</param>
/// <param name="variance">Variance of an observation, or what stands for it in the model: (instrument, source, observation).</param>
/// <param name="flux">G of a source.</param>
public delegate double ConditionalLikelihood(Func<int, double> area, Func<int, int, int, double> variance, Func<int, double> flux);

/// <summary>Factors of a posterior under draws by their number, logarithms up to constants. Called from several threads.</summary>
/// <param name="Likelihood">ln p(data | parameters), fluxes and all that belongs to observations integrated out.</param>
/// <param name="PopulationPrior">ln of the prior of the population of sources.</param>
public sealed record MarginalFactors(Func<int, double> Likelihood, Func<int, double> PopulationPrior);

/// <summary>One data set under one prior.</summary>
/// <param name="Observations">The data.</param>
/// <param name="Priors">The priors.</param>
/// <param name="Statistics">The data's sufficient statistics by pattern of missing values.</param>
public sealed record Problem(Observations Observations, Priors Priors, PatternStatistics Statistics);
