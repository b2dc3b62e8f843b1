namespace GpuConcord.Host.Sampling;

/// <summary>How well a polynomial stands for a collapsed log density: standard deviations, over the posterior, of the difference of both.</summary>
/// <param name="Degree">Its degree.</param>
/// <param name="HeldOut">From points that it was not fitted to, by importance weights.</param>
/// <param name="AtDraws">From some of the draws that were kept; NaN where it was refused before any was made.</param>
/// <param name="Used">Whether the draws are by it.</param>
public sealed record PolynomialQuality(int Degree, double HeldOut, double AtDraws, bool Used)
{
    /// <summary>The larger of both.</summary>
    public double Error => double.IsNaN(AtDraws) ? HeldOut : Math.Max(HeldOut, AtDraws);
}
