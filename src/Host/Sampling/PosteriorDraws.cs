namespace GpuConcord.Host.Sampling;

/// <summary>Kept draws, chain-major: <c>[chain · draws + draw]</c>.</summary>
/// <param name="LogArea">B_i, one array an instrument.</param>
/// <param name="Variance">v_i, one array an instrument; empty when the variances are known.</param>
/// <param name="Tuning">How the sampler was tuned; null when there is nothing to tune.</param>
/// <param name="WarmUpSeconds">Time until the first kept draw.</param>
/// <param name="SamplingSeconds">Time of the kept draws.</param>
internal sealed record PosteriorDraws(
    double[][] LogArea, double[][] Variance, SamplerTuning? Tuning, double WarmUpSeconds, double SamplingSeconds)
{
    /// <summary>Which chains started about which mode; empty when all started about the only one.</summary>
    public IReadOnlyList<ChainGroup> Groups { get; init; } = [];

    /// <summary>How it was drawn, where that is not as it was asked for: by another sampler, or with another thinning; null where it is.</summary>
    public FitOptions? Ran { get; init; }

    /// <summary>Empty arrays for <paramref name="instruments"/> parameters of <paramref name="length"/> draws.</summary>
    public static double[][] Arrays(int instruments, int length) =>
        [.. Enumerable.Range(0, instruments).Select(_ => new double[length])];
}
