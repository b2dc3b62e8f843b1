namespace GpuConcord.Host.Sampling;

/// <summary>The tuned sampler.</summary>
/// <param name="StepSize">Leapfrog step in units of <paramref name="Scale"/>.</param>
/// <param name="Leapfrogs">Leapfrog steps a trajectory.</param>
/// <param name="Scale">Scale of each ln v_i.</param>
/// <param name="Acceptance">Mean acceptance probability while sampling.</param>
/// <param name="Divergences">Trajectories whose energy error exceeded 1000 (or was not finite) while sampling.</param>
/// <param name="AutocorrelationTime">Integrated autocorrelation time, in draws, of the slowest ln v_i.</param>
public sealed record SamplerTuning(
    double StepSize, int Leapfrogs, double[] Scale, double Acceptance, long Divergences, double AutocorrelationTime)
{
    /// <summary>What was proposed from, also where it did not fit and trajectories took over; null where nothing was proposed.</summary>
    public ProposalQuality? Proposal { get; init; }
}
