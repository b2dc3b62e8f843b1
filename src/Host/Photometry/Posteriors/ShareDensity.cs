namespace GpuConcord.Host.Photometry.Posteriors;

/// <summary>
/// The posterior of u, the source's share of the expected counts of both apertures: g(u) ∝ (1 + d u)^n (1 − d u/r)^m on [0, 1],
/// d = (r f − g)/(f + g). Its logarithm is concave; on the surface r f = g it is flat.
/// </summary>
/// <remarks>
/// 1 + d u and r − d u are, up to the same factor, the probabilities that a count falls into the source and into the background aperture. Nothing
/// cancels as d goes to 0: ln g is a sum of ln(1 + x), and its slope is d (e − d N u)/r over (1 + d u)(1 − d u/r), e = r n − m.
/// </remarks>
internal sealed class ShareDensity
{
    // What lies this many e-folds below the top is left out.
    private const double Depth = 60.0;
    private const int Count = 64;

    private readonly double n;
    private readonly double m;
    private readonly double d;
    private readonly double r;
    private readonly double excess;
    private readonly double from;
    private readonly double width;
    private readonly double[] below = new double[Count + 1];
    private readonly double[] above = new double[Count + 1];

    /// <param name="n">n, counts in the source aperture.</param>
    /// <param name="m">m, counts in the background aperture.</param>
    /// <param name="d">d, the tilt.</param>
    /// <param name="r">r, background-aperture counts a count of background in the source aperture.</param>
    /// <param name="excess">r n − m.</param>
    public ShareDensity(double n, double m, double d, double r, double excess)
    {
        (this.n, this.m, this.d, this.r, this.excess) = (n, m, d, r, excess);
        double peak = d == 0.0 || n + m == 0.0 ? 0.0 : Math.Clamp(excess / (d * (n + m)), 0.0, 1.0);
        Top = Log(peak);
        from = Edge(peak, 0.0);
        width = (Edge(peak, 1.0) - from) / Count;
        double[] pieces = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            pieces[i] = Piece(from + (i * width), from + ((i + 1) * width));
            below[i + 1] = below[i] + pieces[i];
        }
        for (int i = Count - 1; i >= 0; i--)
        {
            above[i] = above[i + 1] + pieces[i];
        }
    }

    /// <summary>ln g before normalisation, 0 at u = 0.</summary>
    public double Log(double u) => (n * MathNet.Numerics.SpecialFunctions.Log1p(d * u)) + (m * MathNet.Numerics.SpecialFunctions.Log1p(-(d / r) * u));

    /// <summary>The largest value of <see cref="Log"/>.</summary>
    public double Top { get; }

    /// <summary>∫ exp(<see cref="Log"/> − <see cref="Top"/>).</summary>
    public double Total => below[Count];

    /// <summary>(ln g)′.</summary>
    public double LogSlope(double u) => d / r * (excess - (d * (n + m) * u)) / ((1.0 + (d * u)) * (1.0 - (d / r * u)));

    /// <summary>P(share ≤ u).</summary>
    public double Lower(double u)
    {
        double position = (u - from) / width;
        return position <= 0.0 ? 0.0
            : position >= Count ? 1.0
            : (below[(int)position] + Piece(from + (Math.Floor(position) * width), u)) / Total;
    }

    /// <summary>P(share &gt; u), with all its digits when it is small.</summary>
    public double Upper(double u)
    {
        double position = (u - from) / width;
        return position <= 0.0 ? 1.0
            : position >= Count ? 0.0
            : (above[(int)position + 1] + Piece(u, from + ((Math.Floor(position) + 1.0) * width))) / Total;
    }

    /// <summary>E f(u), for f smooth over the whole of the density.</summary>
    public double Mean(Func<double, double> f) => Panels.Integral(from, from + (Count * width), width, u => f(u) * Shape(u)) / Total;

    /// <summary>E f(ln u), for f smooth.</summary>
    public double MeanOfLog(Func<double, double> f)
    {
        if (from > 0.0)
        {
            return Mean(u => f(Math.Log(u)));
        }

        // ln u has no end at 0: the first panel is integrated in s, u = width·e^(−s).
        double near = Panels.Integral(0.0, 64.0, 0.5, s => f(Math.Log(width) - s) * Shape(width * Math.Exp(-s)) * Math.Exp(-s)) * width;
        return (near + Panels.Integral(width, Count * width, width, u => f(Math.Log(u)) * Shape(u))) / Total;
    }

    private double Shape(double u) => Math.Exp(Log(u) - Top);

    private double Piece(double start, double end) => Panels.Piece(start, end, Shape);

    /// <summary>Where ln g has fallen from the peak by <see cref="Depth"/>, or the end itself.</summary>
    private double Edge(double peak, double end)
    {
        if (Top - Log(end) <= Depth)
        {
            return end;
        }

        double inside = peak, outside = end;
        for (int step = 0; step < 200 && Math.Abs(outside - inside) > 1e-3 * Math.Abs(inside - peak); step++)
        {
            double middle = 0.5 * (inside + outside);
            (inside, outside) = Top - Log(middle) <= Depth ? (middle, outside) : (inside, middle);
        }
        return outside;
    }
}
