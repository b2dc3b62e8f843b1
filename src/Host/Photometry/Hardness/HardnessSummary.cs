namespace GpuConcord.Host.Photometry.Hardness;

/// <summary>What is told of the posterior of a hardness ratio, (H − S)/(H + S), from −1 (all soft) to 1 (all hard).</summary>
/// <param name="Median">Posterior median: the quoted value, for it turns with the sign when the bands are exchanged, and is inside every equal-tail interval.</param>
/// <param name="Mean">Posterior mean.</param>
/// <param name="Low">Lower end of the equal-tail interval.</param>
/// <param name="High">Upper end of the equal-tail interval.</param>
public readonly record struct HardnessSummary(double Median, double Mean, double Low, double High);
