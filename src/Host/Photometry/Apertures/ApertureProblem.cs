namespace GpuConcord.Host.Photometry.Apertures;

/// <summary>
/// One posterior to compute: n ~ Poisson(f S + b), m ~ Poisson(g S + r b), S ≥ 0, b ≥ 0, flat priors on S and b.
/// </summary>
/// <param name="N">n, counts in the source aperture: whole, 0 … 10⁹.</param>
/// <param name="M">m, counts in the background aperture: whole, 0 … 10⁹.</param>
/// <param name="F">f, source-aperture counts a unit of S, greater than 0.</param>
/// <param name="G">g, background-aperture counts a unit of S, 0 or greater.</param>
/// <param name="R">r, background-aperture counts a count of background in the source aperture, greater than 0.</param>
/// <param name="Confidence">Probability of the shortest interval, inside (0, 1).</param>
public readonly record struct ApertureProblem(double N, double M, double F, double G, double R, double Confidence)
{
    /// <summary>h = f + g: the posterior is computed in x = h·S.</summary>
    internal double H => F + G;

    /// <summary>A = f(1 + r)/h.</summary>
    internal double A => F * (1.0 + R) / H;

    /// <summary>B = g(1 + r)/(r h).</summary>
    internal double B => G * (1.0 + R) / (R * H);

    /// <summary>True when the posterior's mode is exactly 0: (r n − m)(r f − g) ≤ 0.</summary>
    public bool ModeAtZero => ((R * N) - M) * ((R * F) - G) <= 0.0;
}
