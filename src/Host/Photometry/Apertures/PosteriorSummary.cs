namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>What is told of one posterior, in the unit of S.</summary>
/// <param name="Mode">Most probable intensity.</param>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Deviation">Posterior standard deviation.</param>
/// <param name="Low">Lower end of the shortest interval, exactly 0 when it reaches zero; NaN (INDEF) when the mode is 0.</param>
/// <param name="High">Upper end of the shortest interval. A credible bound, not an upper limit of a detection procedure (Kashyap et al. 2010, ApJ 719, 900).</param>
public readonly record struct PosteriorSummary(double Mode, double Mean, double Deviation, double Low, double High)
{
    /// <summary>True when the mode is 0, so that there is no lower end.</summary>
    public bool ModeAtZero => double.IsNaN(Low);

    /// <summary>True when the interval reaches down to 0 from a mode above it.</summary>
    public bool ReachesZero => Low == 0.0;
}
