using GpuConcord.Host.Diagnostics;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sampling.Collapsed;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>How one problem of a sweep is sampled.</summary>
/// <param name="Tuning">Step and trajectory.</param>
/// <param name="SearchedLong">Whether they come from the search of a fit.</param>
/// <param name="Thin">Iterations from one kept draw to the next; the warm-up is as many times longer.</param>
internal readonly record struct SweepTuned(Tuning Tuning, bool SearchedLong, int Thin)
{
    private const double TimePerDraw = 2.2;
    private const int MostThin = 16;
    private const int MostLeapfrogs = 64;

    /// <summary>Modes about which its chains start.</summary>
    public int Modes { get; init; } = 1;

    /// <summary>Whether fewer and longer chains make the draws.</summary>
    public bool Longer { get; init; }

    /// <summary>Keeps draws about as far apart as the pilots' autocorrelation time, so that every problem's draws are worth about the same.</summary>
    public static SweepTuned Of(Tuning tuning, bool searchedLong, double autocorrelationTime) =>
        new(tuning, searchedLong, (int)Math.Clamp(Math.Ceiling(autocorrelationTime / TimePerDraw), 1, MostThin));

    /// <summary>Trajectories of the same length in twice as many steps.</summary>
    public SweepTuned Finer() => this with { Tuning = Tuning.Finer(1, MostLeapfrogs) };
}

/// <summary>One problem of a sweep, drawn.</summary>
/// <param name="Parameters">Summaries of B (N), then v (N).</param>
/// <param name="Tuning">What the sampler showed.</param>
/// <param name="How">How it was sampled.</param>
/// <param name="Chains">By how many chains.</param>
internal readonly record struct SweepDrawn(BriefSummary[] Parameters, SamplerTuning Tuning, SweepTuned How, int Chains);
