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
    /// <summary>
    /// Four decimal numbers rounded to binary may move the two sides of r f = g, and of r n = m, apart by as much of themselves: what is nearer is taken
    /// as equal.
    /// </summary>
    internal const double Rounding = 4.5e-16;

    // Where the logarithm of the share's density rises or falls by less than this in all, the mixture's density is flat to 1e-12 of its digits.
    private const double FaintTilt = 1e-3;

    // Standard deviations between all counts being the source's and none, below which they say nothing of which it is.
    private const double Indistinct = 0.1;

    /// <summary>
    /// d = (r f − g)/(f + g), 0 where that is rounding. 1 + d and 1 are, up to a factor, the chances of a count of the source and of one of the background to
    /// fall into the source aperture; 1 − d/r and 1 those for the background aperture.
    /// </summary>
    internal double Tilt { get; init; } = Difference(R, F, 1.0, G) / (F + G);

    /// <summary>e = r n − m, 0 where that is rounding.</summary>
    internal double Excess => Difference(R, N, 1.0, M);

    /// <summary>
    /// True when the apertures cannot tell source from background: both share out between the apertures alike (r f ≈ g), so that the counts at hand would hardly
    /// look different if all were the source's or none, by less than a tenth of a standard deviation: |d| √(N/r) &lt; 0.1.
    /// </summary>
    public bool Alike => G > 0.0 && Tilt * Tilt * Math.Max(N + M, 1.0) < Indistinct * Indistinct * R;

    /// <summary>True so near r f = g that rounding hides how the mixture's weights differ.</summary>
    internal bool NearlyFlat => G > 0.0 && N + M > 0.0 && Math.Abs(Tilt) * Math.Max(Math.Abs(Excess), Math.Abs(Excess - (Tilt * (N + M)))) < FaintTilt * R;

    /// <summary>a b − c d without the rounding of the products, and 0 where it is no more than that of the factors.</summary>
    internal static double Difference(double a, double b, double c, double d)
    {
        double left = a * b, right = c * d;
        double difference = left - right + (Math.FusedMultiplyAdd(a, b, -left) - Math.FusedMultiplyAdd(c, d, -right));
        return Math.Abs(difference) <= Rounding * Math.Max(left, right) ? 0.0 : difference;
    }

    /// <summary>h = f + g: the posterior is computed in x = h·S.</summary>
    internal double H => F + G;

    /// <summary>A = f(1 + r)/h.</summary>
    internal double A => F * (1.0 + R) / H;

    /// <summary>B = g(1 + r)/(r h).</summary>
    internal double B => G * (1.0 + R) / (R * H);

    /// <summary>True when the posterior's mode is exactly 0: (r n − m)(r f − g) ≤ 0.</summary>
    public bool ModeAtZero => NearlyFlat ? Excess * Tilt <= 0.0 : ((R * N) - M) * ((R * F) - G) <= 0.0;
}
