using GpuConcord.Host.Faults;
using GpuConcord.Host.Threads;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GpuConcord.Host.Statistics.Modes;

/// <summary>
/// A mode of the collapsed posterior: areas and fluxes are integrated out, then the density of η = ln v (Jacobian
/// included: it is p(v | y) Π v_i as a function of ln v, not p(v | y)) is maximised. The areas that go with it are
/// E[B | v̂, y]. This is the point estimate to report; unlike the joint mode it is safe from Heywood cases.
/// </summary>
internal sealed class MarginalMode
{
    private const double SameMode = 0.01;
    private const double NearMode = 10 * SameMode;
    private const int UsualStarts = 16;

    private MarginalMode(CollapsedPosterior posterior, LocalMode local, ModeCandidate candidate)
    {
        LogVariance = candidate.LogVariance;
        Variance = [.. LogVariance.Select(eta => Math.Exp(eta))];
        LogDensity = candidate.LogDensity;
        Slope = candidate.Slope;
        (Areas, AreaCovariance) = posterior.AreasGiven(LogVariance);
        LogVarianceCovariance = Laplace(candidate.Hessian, local.Scale, i => posterior.Statistics.Instruments[i], out double logDeterminant);
        LaplaceLogMass = LogDensity + 0.5 * logDeterminant;
    }

    /// <summary>η̂ = ln v̂, length N.</summary>
    public double[] LogVariance { get; }

    /// <summary>
    /// Laplace covariance of ln v, N × N: minus the inverse Hessian of ln p(η | y), whose eigenvalues are kept above 1e-3 of
    /// the information that n_i sources would bring, so that a flat ridge still gives a finite covariance.
    /// </summary>
    public double[,] LogVarianceCovariance { get; }

    /// <summary>ln p(η̂ | y) up to the constant of <see cref="CollapsedPosterior"/>.</summary>
    public double LogDensity { get; }

    /// <summary>LogDensity + ½ ln |covariance|: the weight of this mode against others of the same posterior, to Laplace's accuracy.</summary>
    public double LaplaceLogMass { get; }

    /// <summary>E[B | v̂, y], natural logarithm, length N.</summary>
    public double[] Areas { get; }

    /// <summary>Cov[B | v̂, y], N × N; it leaves out the uncertainty of v.</summary>
    public double[,] AreaCovariance { get; }

    /// <summary>Largest |∂ ln p/∂η_i| left, in units of the typical sd of ln v_i.</summary>
    public double Slope { get; }

    /// <summary>Whether the search ended on a stationary point: a slope below 1e-6.</summary>
    public bool Converged => Slope < 1e-6;

    /// <summary>v̂ = exp η̂, length N.</summary>
    public double[] Variance { get; }

    /// <summary>The highest mode found; see <see cref="FindAll"/>.</summary>
    public static MarginalMode Find(CollapsedPosterior posterior, int maximumStarts = UsualStarts) => FindAll(posterior, maximumStarts)[0];

    /// <summary>
    /// Every mode found, highest density first. Climbs start at variances from the scatter between instruments, at the
    /// prior's mode, and with one instrument at a time made much noisier or much quieter, those in conflict with their
    /// prior first: few sources, a prior–data conflict, or two instruments only can make two modes. The result is the same
    /// on any number of cores.
    /// </summary>
    /// <param name="posterior">The collapsed posterior.</param>
    /// <param name="maximumStarts">Most starts to try, at least 1; all of them are 2 + 2N.</param>
    public static MarginalMode[] FindAll(CollapsedPosterior posterior, int maximumStarts = UsualStarts)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumStarts, 1);
        LocalMode local = new(posterior);
        List<ModeCandidate> modes = [];
        Climb(posterior, local, [.. ModeStarts.Of(posterior).Take(maximumStarts)], modes);
        return Found(posterior, local, modes);
    }

    /// <summary>
    /// Every mode from a wider search: the starts of <see cref="FindAll"/>, and where few sources leave room for several modes the rest of those
    /// and <see cref="ModeStarts.Spread"/>. Modes that both find are the same to the bit.
    /// </summary>
    /// <param name="posterior">The collapsed posterior.</param>
    internal static MarginalMode[] FindWidely(CollapsedPosterior posterior)
    {
        LocalMode local = new(posterior);
        List<ModeCandidate> modes = [];
        double[][] starts = [.. ModeStarts.Of(posterior)];
        Climb(posterior, local, [.. starts.Take(UsualStarts)], modes);
        if (ModeStarts.MayBeSeveral(posterior))
        {
            Climb(posterior, local, [.. starts.Skip(UsualStarts), .. ModeStarts.Spread(posterior)], modes);
        }

        return Found(posterior, local, modes);
    }

    /// <summary>
    /// The modes of <see cref="FindAll"/>, to rounding, for whoever searches thousands of posteriors: one climb after the other, each only until it comes upon
    /// a mode that is known.
    /// </summary>
    /// <param name="posterior">The collapsed posterior.</param>
    /// <param name="maximumStarts">Most starts to try, at least 1.</param>
    internal static MarginalMode[] FindQuickly(CollapsedPosterior posterior, int maximumStarts)
    {
        LocalMode local = new(posterior);
        QuickAscent ascent = new(posterior, local.Scale.ToArray());
        List<ModeCandidate> modes = [];
        foreach (double[] start in ModeStarts.Of(posterior).Take(maximumStarts))
        {
            if (ascent.Climb(start, modes, NearMode) is { } end)
            {
                Add(local, end, modes);
            }
        }

        return Found(posterior, local, modes);
    }

    private static MarginalMode[] Found(CollapsedPosterior posterior, LocalMode local, List<ModeCandidate> modes) =>
        [.. modes.OrderByDescending(m => m.LogDensity).Select(m => new MarginalMode(posterior, local, m))];

    /// <summary>Climbs from every start and adds the modes that are new.</summary>
    private static void Climb(CollapsedPosterior posterior, LocalMode local, double[][] starts, List<ModeCandidate> modes)
    {
        double[][] ends = new double[starts.Length][];
        SideBySide.For(0, starts.Length, s => ends[s] = local.Climb(starts[s]), CancellationToken.None);
        foreach (double[] end in ends.OrderByDescending(end => posterior.LogDensity(end)))
        {
            Add(local, end, modes);
        }
    }

    /// <summary>Adds the mode near the end of a climb, if it is new.</summary>
    private static void Add(LocalMode local, double[] end, List<ModeCandidate> modes)
    {
        // BFGS stops within a few per cent of an sd of its mode; only ends away from known modes are worth Newton steps.
        if (modes.Any(m => Distance(m.LogVariance, end, local.Scale) < NearMode))
        {
            return;
        }

        ModeCandidate mode = local.Polish(end);
        if (!modes.Any(m => Distance(m.LogVariance, mode.LogVariance, local.Scale) < SameMode))
        {
            modes.Add(mode);
        }
    }

    private static double Distance(double[] a, double[] b, ReadOnlySpan<double> scale)
    {
        double distance = 0;
        for (int i = 0; i < a.Length; i++)
        {
            distance = Math.Max(distance, Math.Abs(a[i] - b[i]) / scale[i]);
        }

        return distance;
    }

    private static double[,] Laplace(double[,] hessian, ReadOnlySpan<double> scale, Func<int, string> instruments, out double logDeterminant)
    {
        int n = scale.Length;
        double[] unit = scale.ToArray();
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                if (!double.IsFinite(hessian[i, k] * unit[i] * unit[k]))
                {
                    string pair = i == k ? instruments(i) : $"{instruments(i)} and {instruments(k)}";
                    throw new DataException($"{pair}: found a log posterior without finite curvature where it is highest, expected scatters and priors within the range of "
                        + "double precision; check the data's values and errors, tau, alpha and beta");
                }
            }
        }

        Evd<double> eigen = Matrix<double>.Build.Dense(n, n, (i, k) => -hessian[i, k] * unit[i] * unit[k]).Evd(Symmetricity.Symmetric);
        Vector<double> variance = eigen.EigenValues.Map(value => 1 / Math.Max(1e-3, value.Real));
        Matrix<double> scaled = eigen.EigenVectors * Matrix<double>.Build.DiagonalOfDiagonalVector(variance) * eigen.EigenVectors.Transpose();
        logDeterminant = variance.Sum(v => Math.Log(v)) + 2 * unit.Sum(u => Math.Log(u));
        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                covariance[i, k] = covariance[k, i] = 0.5 * (scaled[i, k] + scaled[k, i]) * unit[i] * unit[k];
            }
        }
        return covariance;
    }
}
