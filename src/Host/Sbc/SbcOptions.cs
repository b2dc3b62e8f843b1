using GpuConcord.Host.Data;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Host.Sbc;

/// <summary>What a run of simulation-based calibration is asked to do; everything that decides its numbers.</summary>
public sealed record SbcOptions
{
    /// <summary>The model whose sampler is tried; a known σ is the same in every replicate.</summary>
    public required IModel Model { get; init; }

    /// <summary>Data sets that are simulated and fitted.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>Who sees what in each of them.</summary>
    public required SbcDesign Design { get; init; }

    /// <summary>The priors that truths are drawn from. Known variances: v is drawn too, and then told to the fit.</summary>
    public required Priors Priors { get; init; }

    /// <summary>The priors that the fit believes, when they are not those truths come from: a deliberate mistake, to see it caught.</summary>
    public Priors? Believed { get; init; }

    /// <summary>Another deliberate mistake: the model that the fit believes, when data do not come from it.</summary>
    public IModel? BelievedModel { get; init; }

    /// <summary>Another: the σ that data are drawn with, over the σ that is the truth.</summary>
    public double ScatterFactor { get; init; } = 1;

    /// <summary>Independent chains a replicate.</summary>
    public int Chains { get; init; } = 32;

    /// <summary>Draws kept from each chain; chains × draws − 1 of them are ranked against.</summary>
    public int Draws { get; init; } = 4;

    /// <summary>Iterations before draws are kept, after those that tune.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>Iterations from one kept draw to the next, enough to make draws independent.</summary>
    public int Thin { get; init; } = 10;

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = 20190601;

    /// <summary>Probability that a sound sampler fails, over all quantities and both tests together.</summary>
    public double Level { get; init; } = 0.01;

    /// <summary>Number of values a rank can take.</summary>
    public int RankValues => Chains * Draws;

    /// <summary>Number of instruments, each counted in every band.</summary>
    public int Instruments => Priors.Tau.Length;

    /// <summary>Energy bands that are fitted together.</summary>
    public int Bands => Design.Bands;

    /// <summary>The model that is fitted.</summary>
    internal IModel Fitted => BelievedModel ?? Model;

    /// <summary>What replicates are drawn from.</summary>
    internal ReplicateDesign Drawn => new(Design.Table, Priors, Seed) { ScatterFactor = ScatterFactor };

    /// <summary>How each replicate is fitted: exact samplers need neither warm-up nor thinning.</summary>
    public FitOptions Sampling => Fitted.Can.Samplers[0] is var sampler && sampler is Sampler.Exact
        ? new FitOptions { Sampler = sampler, Chains = Chains, Draws = Draws, WarmUp = 0, Thin = 1, Seed = Seed }
        : new FitOptions { Sampler = sampler, Chains = Chains, Draws = Draws, WarmUp = WarmUp, Thin = Thin, Seed = Seed };
}
