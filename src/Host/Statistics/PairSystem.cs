namespace GpuConcord.Host.Statistics;

/// <summary>
/// The system of <see cref="AreaSystem"/> for data that know the differences between the areas far better than the prior knows their level, so much
/// that T⁻¹ drowns in L. Sums run over pairs of instruments, L_ik = −w_ik and r_i = Σ_k f_ik with f_ki = −f_ik, so that L1 = 0 and 1ᵀr = 0 hold to
/// the last bit: rounding changes the weight and the difference of a pair by a part in 10¹⁶, and never the level. What follows is solved in 32
/// digits (<see cref="DoubleDouble"/>), which bears any ratio of τ to σ at which doubles still tell the areas apart.
/// </summary>
/// <param name="prior">The prior of B.</param>
internal sealed class PairSystem(AreaPrior prior)
{
    // Each gains as many digits as 32 exceed those of the condition, eight at the least that is let through.
    private const int Refinements = 2;

    // Row i, column k < i.
    private readonly double[] weights = new double[prior.Count * prior.Count];
    private readonly double[] flows = new double[prior.Count * prior.Count];

    /// <summary>Adds one source seen by <paramref name="instruments"/> (ascending) with precisions w = Wω, of z_i − b_i <paramref name="offset"/>.</summary>
    public void Add(ReadOnlySpan<int> instruments, ReadOnlySpan<double> w, ReadOnlySpan<double> omega, ReadOnlySpan<double> offset)
    {
        for (int i = 0; i < instruments.Length; i++)
        {
            for (int k = 0; k < i; k++)
            {
                int at = (instruments[i] * prior.Count) + instruments[k];
                double weight = omega[i] * w[k];
                weights[at] += weight;
                flows[at] += weight * (offset[i] - offset[k]);
            }
        }
    }

    /// <summary>Adds the sources of <paramref name="other"/>.</summary>
    public static void Merge(PairSystem system, PairSystem other)
    {
        for (int at = 0; at < system.weights.Length; at++)
        {
            system.weights[at] += other.weights[at];
            system.flows[at] += other.flows[at];
        }
    }

    /// <summary>Solves the system; null when that takes more than 32 digits.</summary>
    public PairSolution? Solve()
    {
        int n = prior.Count;
        DoubleDouble[,] matrix = new DoubleDouble[n, n];
        DoubleDouble[] right = new DoubleDouble[n];
        for (int i = 0; i < n; i++)
        {
            matrix[i, i] += prior.Precision[i, i];
            for (int k = 0; k < i; k++)
            {
                (double weight, double flow) = (weights[(i * n) + k], flows[(i * n) + k]);
                matrix[i, k] = matrix[k, i] = (DoubleDouble)prior.Precision[i, k] - weight;
                matrix[i, i] += weight;
                matrix[k, k] += weight;
                right[i] += flow;
                right[k] -= flow;
            }
        }

        if (Cholesky(matrix) is not { } root || Cholesky(Inverse(root)) is not { } factor)
        {
            return null;
        }

        DoubleDouble[] solution = Product(factor, TransposedProduct(factor, right));
        for (int step = 0; step < Refinements; step++)
        {
            DoubleDouble[] rest = new DoubleDouble[n];
            for (int i = 0; i < n; i++)
            {
                rest[i] = right[i];
                for (int k = 0; k < n; k++)
                {
                    rest[i] -= matrix[i, k] * solution[k];
                }
            }

            DoubleDouble[] correction = Product(factor, TransposedProduct(factor, rest));
            for (int i = 0; i < n; i++)
            {
                solution[i] += correction[i];
            }
        }

        // The factor of S_B⁻¹ and not that of S_B gives the draws: its rows differ by as little as the areas do.
        double[] shift = Array.ConvertAll(solution, value => (double)value);
        double[,] covariance = new double[n, n];
        double[,] rounded = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                rounded[i, k] = (double)factor[i, k];
                DoubleDouble sum = 0;
                for (int l = 0; l <= k; l++)
                {
                    sum += factor[i, l] * factor[k, l];
                }

                covariance[i, k] = covariance[k, i] = (double)sum;
            }
        }

        return double.IsFinite(shift.Sum()) ? new PairSolution(shift, covariance, rounded) : null;
    }

    /// <summary>The lower factor of a positive-definite matrix; null when it is not one to 32 digits.</summary>
    private static DoubleDouble[,]? Cholesky(DoubleDouble[,] matrix)
    {
        int n = matrix.GetLength(0);
        DoubleDouble[,] factor = new DoubleDouble[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                DoubleDouble rest = matrix[i, k];
                for (int l = 0; l < k; l++)
                {
                    rest -= factor[i, l] * factor[k, l];
                }

                factor[i, k] = k < i ? rest / factor[k, k] : DoubleDouble.Sqrt(rest);
            }

            if (!(factor[i, i].High > 0) || !double.IsFinite(factor[i, i].High))
            {
                return null;
            }
        }

        return factor;
    }

    /// <summary>(RRᵀ)⁻¹ of a lower factor R.</summary>
    private static DoubleDouble[,] Inverse(DoubleDouble[,] root)
    {
        int n = root.GetLength(0);
        DoubleDouble[,] inverse = new DoubleDouble[n, n];
        for (int k = 0; k < n; k++)
        {
            inverse[k, k] = 1.0 / root[k, k];
            for (int i = k + 1; i < n; i++)
            {
                DoubleDouble sum = 0;
                for (int l = k; l < i; l++)
                {
                    sum -= root[i, l] * inverse[l, k];
                }

                inverse[i, k] = sum / root[i, i];
            }
        }

        DoubleDouble[,] product = new DoubleDouble[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                DoubleDouble sum = 0;
                for (int l = i; l < n; l++)
                {
                    sum += inverse[l, i] * inverse[l, k];
                }

                product[i, k] = product[k, i] = sum;
            }
        }

        return product;
    }

    private static DoubleDouble[] TransposedProduct(DoubleDouble[,] factor, DoubleDouble[] x)
    {
        DoubleDouble[] product = new DoubleDouble[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int l = 0; l <= i; l++)
            {
                product[l] += factor[i, l] * x[i];
            }
        }

        return product;
    }

    private static DoubleDouble[] Product(DoubleDouble[,] factor, DoubleDouble[] x)
    {
        DoubleDouble[] product = new DoubleDouble[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            for (int l = 0; l <= i; l++)
            {
                product[i] += factor[i, l] * x[l];
            }
        }

        return product;
    }
}

/// <summary>B given the variances, B − b ~ N(<paramref name="Shift"/>, <paramref name="Covariance"/>).</summary>
/// <param name="Shift">E[B] − b, length N.</param>
/// <param name="Covariance">S_B⁻¹, N × N.</param>
/// <param name="Factor">Its lower factor A, AAᵀ = S_B⁻¹, N × N: the differences between its rows are right to a double's digits of the rows themselves.</param>
internal sealed record PairSolution(double[] Shift, double[,] Covariance, double[,] Factor);
