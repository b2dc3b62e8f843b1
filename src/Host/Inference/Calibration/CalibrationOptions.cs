using GpuConcord.Host.Data;

namespace GpuConcord.Host.Inference.Calibration;

/// <summary>What a run of simulation-based calibration is asked to do; everything that decides its numbers.</summary>
public sealed record CalibrationOptions
{
    /// <summary>The model whose sampler is tried.</summary>
    public ScatterModel Model { get; init; } = ScatterModel.FittedVariances;

    /// <summary>Data sets that are simulated and fitted.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>Sources in each of them; every instrument sees every source.</summary>
    public int Sources { get; init; } = 20;

    /// <summary>The priors that truths are drawn from. Known variances: v is drawn too, and then told to the fit.</summary>
    public required Priors Priors { get; init; }

    /// <summary>The priors that the fit believes, when they are not those truths come from: a deliberate mistake, to see it caught.</summary>
    public Priors? Believed { get; init; }

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

    /// <summary>Number of instruments.</summary>
    public int Instruments => Priors.Tau.Length;
}
