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

    /// <summary>Chains that a fit of so many observations runs when nobody says how many.</summary>
    /// <param name="observations">Observations, those of all bands that are fitted as one.</param>
    int UsualChains(int observations) => new FitOptions().Chains;

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
    /// ln of the density of y − B − G (first argument) where the known and fitted parts of its variance, or what stands for it in the model, add up
    /// to the second argument.
    /// </summary>
    Func<double, double, double> LogDensity() => (residual, variance) => Normal.PDFLn(-0.5 * variance, Math.Sqrt(variance), residual);
}

/// <summary>One data set under one prior.</summary>
/// <param name="Observations">The data.</param>
/// <param name="Priors">The priors.</param>
/// <param name="Statistics">The data's sufficient statistics by pattern of missing values.</param>
public sealed record Problem(Observations Observations, Priors Priors, PatternStatistics Statistics);
