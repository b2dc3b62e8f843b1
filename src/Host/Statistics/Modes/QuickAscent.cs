namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// Climbs the collapsed posterior of η = ln v towards a mode, as <see cref="LocalMode.Climb"/> does and near enough for <see cref="LocalMode.Polish"/>, in arrays of
/// its own: a sweep climbs a hundred thousand times in a few dimensions, where the library's matrices cost far more than the densities. BFGS (Nocedal and Wright 2006,
/// algorithm 6.1) on coordinates in which a fitted variance has curvature about 1, with steps that are halved until they lead uphill; a climb that comes upon a known
/// mode ends there.
/// </summary>
/// <param name="posterior">The collapsed posterior.</param>
/// <param name="scale">Typical sd of each ln v_i, length N.</param>
internal sealed class QuickAscent(CollapsedPosterior posterior, double[] scale)
{
    private const int MostSteps = 200;
    private const int MostHalvings = 30;

    // Slope and step in units of the scale: where to stop, and how far one step may go.
    private const double Flat = 0.01;
    private const double LongestStep = 4;
    private const double LeastGain = 1e-4;

    private readonly int n = scale.Length;
    private readonly double[] inverse = new double[scale.Length * scale.Length];
    private readonly double[] direction = new double[scale.Length];
    private readonly double[] change = new double[scale.Length];
    private readonly double[] product = new double[scale.Length];

    /// <summary>The point where a climb ends; null when it comes nearer to one of the <paramref name="known"/> modes than <paramref name="near"/>, in units of the scale.</summary>
    public double[]? Climb(double[] start, IReadOnlyList<ModeCandidate> known, double near)
    {
        double[] at = (double[])start.Clone(), next = new double[n], slope = new double[n], nextSlope = new double[n];
        double density = Evaluate(at, slope);
        Restart(1);
        for (int step = 0; step < MostSteps && double.IsFinite(density) && Largest(slope) > Flat; step++)
        {
            double gain = Direct(slope);
            double reached = double.NegativeInfinity;
            double length = Math.Min(1, LongestStep / Largest(direction));
            for (int halving = 0; halving < MostHalvings; halving++, length *= 0.5)
            {
                for (int i = 0; i < n; i++)
                {
                    next[i] = at[i] + (length * direction[i] * scale[i]);
                }

                reached = Evaluate(next, nextSlope);
                if (reached >= density + (LeastGain * length * gain))
                {
                    break;
                }

                reached = double.NegativeInfinity;
            }

            if (double.IsNegativeInfinity(reached))
            {
                // Uphill only to rounding: a mode, as nearly as the density tells.
                return at;
            }

            Update(length, slope, nextSlope);
            (at, next, slope, nextSlope, density) = (next, at, nextSlope, slope, reached);
            foreach (ModeCandidate mode in known)
            {
                if (IsNear(at, mode.LogVariance, near))
                {
                    return null;
                }
            }
        }

        return at;
    }

    private double Evaluate(double[] eta, double[] slope)
    {
        double density = posterior.LogDensity(eta, slope);
        for (int i = 0; i < n; i++)
        {
            slope[i] *= scale[i];
        }

        return density;
    }

    private void Restart(double diagonal)
    {
        Array.Clear(inverse);
        for (int i = 0; i < n; i++)
        {
            inverse[(i * n) + i] = diagonal;
        }
    }

    /// <summary>The direction of the next step; returns the slope along it.</summary>
    private double Direct(double[] slope)
    {
        Multiply(slope, direction);
        double gain = Dot(direction, slope);
        if (!(gain > 0))
        {
            Restart(1);
            slope.CopyTo(direction, 0);
            gain = Dot(slope, slope);
        }

        return gain;
    }

    /// <summary>What a step showed of the curvature goes into the inverse; where that is not of a mode, steps become longer.</summary>
    private void Update(double length, double[] slope, double[] nextSlope)
    {
        for (int i = 0; i < n; i++)
        {
            change[i] = slope[i] - nextSlope[i];
        }

        double curvature = length * Dot(direction, change);
        if (!(curvature > 1e-10 * length * Math.Sqrt(Dot(direction, direction) * Dot(change, change))))
        {
            for (int k = 0; k < inverse.Length; k++)
            {
                inverse[k] *= 2;
            }

            return;
        }

        Multiply(change, product);
        double factor = (1 + (Dot(change, product) / curvature)) * length * length / curvature;
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                inverse[(i * n) + k] += (factor * direction[i] * direction[k]) - (length / curvature * ((product[i] * direction[k]) + (direction[i] * product[k])));
            }
        }
    }

    private void Multiply(double[] vector, double[] into)
    {
        for (int i = 0; i < n; i++)
        {
            into[i] = Dot(inverse.AsSpan(i * n, n), vector);
        }
    }

    private bool IsNear(double[] a, double[] b, double near)
    {
        for (int i = 0; i < n; i++)
        {
            if (!(Math.Abs(a[i] - b[i]) < near * scale[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static double Largest(double[] vector)
    {
        double largest = 0;
        foreach (double own in vector)
        {
            largest = Math.Max(largest, Math.Abs(own));
        }

        return largest;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
