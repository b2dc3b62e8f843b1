namespace GpuConcord.Host.Statistics.Patterns;

/// <summary>
/// The contrasts of one shared pattern at given variances. Cross-products enter as squared differences between instruments,
/// D_ik = Σ_j [(c_ij − ȳ_i) − (c_kj − ȳ_k)]² ≥ 0, so that the quadratic forms are sums without cancellation:
/// Σ w_i C_ii − wᵀCw/W = Σ_{i&lt;k} w_i w_k D_ik / W.
/// </summary>
internal sealed class PatternContrasts
{
    private readonly double[]? pairSquares;

    public PatternContrasts(MissingnessPattern pattern)
    {
        Instruments = pattern.Instruments;
        Sources = pattern.SourceCount;
        Mean = pattern.Mean;
        if (pattern.SourceCount == 1)
        {
            return;
        }

        int n = Size;
        pairSquares = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                double square = pattern.Cross[i * n + i] + pattern.Cross[k * n + k] - 2 * pattern.Cross[i * n + k];
                pairSquares[i * n + k] = pairSquares[k * n + i] = Math.Max(0, square);
            }
        }
    }

    public int[] Instruments { get; }

    public double Sources { get; }

    /// <summary>ȳ_i of the source-centred y.</summary>
    public double[] Mean { get; }

    /// <summary>Number of instruments n.</summary>
    public int Size => Instruments.Length;

    /// <summary>D_ik between two of the pattern's instruments, by position.</summary>
    public double Squares(int i, int k) => pairSquares is null ? 0 : pairSquares[i * Size + k];

    /// <summary>w_i = 1/v_i and ω = w/W of the pattern's instruments; returns W.</summary>
    public double Weigh(ReadOnlySpan<double> variance, Span<double> w, Span<double> omega)
    {
        double total = 0;
        for (int i = 0; i < Size; i++)
        {
            total += w[i] = 1 / variance[Instruments[i]];
        }

        for (int i = 0; i < Size; i++)
        {
            omega[i] = w[i] / total;
        }

        return total;
    }

    /// <summary>Mean over the sources of z_i − b_i, z = y + v/2 (y centred within each source).</summary>
    public void Offsets(ReadOnlySpan<double> variance, ReadOnlySpan<double> logArea, Span<double> offset)
    {
        for (int i = 0; i < Size; i++)
        {
            offset[i] = Mean[i] + 0.5 * variance[Instruments[i]] - logArea[Instruments[i]];
        }
    }

    /// <summary>
    /// ln density of the m − 1 contrasts between sources, −½ (m − 1) (Σ ln v_i + ln W) − ½ Σ_{i&lt;k} w_i w_k D_ik / W; adds
    /// its derivatives in ln v to <paramref name="gradient"/> (length N) unless that is empty.
    /// </summary>
    public double Deviation(ReadOnlySpan<double> logVariance, ReadOnlySpan<double> w, ReadOnlySpan<double> omega, double total, Span<double> gradient)
    {
        if (pairSquares is null)
        {
            return 0;
        }

        double logVariances = Math.Log(total), quadratic = 0;
        for (int i = 0; i < Size; i++)
        {
            logVariances += logVariance[Instruments[i]];
            for (int k = 0; k < i; k++)
            {
                quadratic += omega[i] * w[k] * pairSquares[i * Size + k];
            }
        }
        if (!gradient.IsEmpty)
        {
            Span<double> residual = Size <= 128 ? stackalloc double[Size] : new double[Size];
            ResidualSquares(omega, residual);
            for (int i = 0; i < Size; i++)
            {
                gradient[Instruments[i]] += 0.5 * (w[i] * residual[i] - (Sources - 1) * (1 - omega[i]));
            }
        }
        return -0.5 * ((Sources - 1) * logVariances + quadratic);
    }

    /// <summary>R_i = Σ_j [(c_ij − ȳ_i) − Σ_k ω_k (c_kj − ȳ_k)]² ≥ 0.</summary>
    public void ResidualSquares(ReadOnlySpan<double> omega, Span<double> residual)
    {
        if (pairSquares is null)
        {
            residual.Clear();
        }
        else
        {
            FromFirstMoment(pairSquares, omega, residual);
        }
    }

    /// <summary>Var(B_i − Σ_k ω_k B_k) for every instrument of the pattern, from the covariance of B (N × N).</summary>
    public void ContrastVariances(double[,] covariance, ReadOnlySpan<double> omega, Span<double> variance)
    {
        int n = Size;
        double[] squares = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            int a = Instruments[i];
            for (int k = 0; k < i; k++)
            {
                int b = Instruments[k];
                squares[i * n + k] = squares[k * n + i] = covariance[a, a] + covariance[b, b] - 2 * covariance[a, b];
            }
        }
        FromFirstMoment(squares, omega, variance);
    }

    // Squared distances to the weighted mean from squared distances between the points: Σ_k ω_k D_ik − Σ_{k<l} ω_k ω_l D_kl.
    private static void FromFirstMoment(double[] squares, ReadOnlySpan<double> omega, Span<double> distance)
    {
        int n = omega.Length;
        double inertia = 0;
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int k = 0; k < n; k++)
            {
                sum += omega[k] * squares[i * n + k];
            }

            distance[i] = sum;
            inertia += 0.5 * omega[i] * sum;
        }
        for (int i = 0; i < n; i++)
        {
            distance[i] = Math.Max(0, distance[i] - inertia);
        }
    }
}
