using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The linear system of the log areas given the variances, S_B (B − b) = r with S_B = T⁻¹ + L. L is a graph Laplacian: only
/// its off-diagonal weights are summed, all of one sign, and the diagonal follows from L·1 = 0. Taking b off the data
/// first keeps r as small as the disagreement between the instruments.
/// </summary>
internal sealed class AreaSystem(AreaPrior prior)
{
    // Row i, column k < i holds −L_ik ≥ 0.
    private readonly double[] weights = new double[prior.Count * prior.Count];
    private readonly double[] right = new double[prior.Count];

    /// <summary>
    /// Adds <paramref name="count"/> sources seen by <paramref name="instruments"/> (ascending) with precisions w = W ω,
    /// whose mean over those sources of z_i − b_i is <paramref name="offset"/>.
    /// </summary>
    public void Add(ReadOnlySpan<int> instruments, ReadOnlySpan<double> w, ReadOnlySpan<double> omega, ReadOnlySpan<double> offset, double count)
    {
        int n = prior.Count;
        double mean = WeightedMean(omega, offset);
        for (int i = 0; i < instruments.Length; i++)
        {
            Span<double> row = weights.AsSpan(instruments[i] * n, instruments[i] + 1);
            double scale = count * omega[i];
            for (int k = 0; k < i; k++)
            {
                row[instruments[k]] += scale * w[k];
            }

            right[instruments[i]] += count * w[i] * (offset[i] - mean);
        }
    }

    /// <summary>Adds the sources of <paramref name="other"/>.</summary>
    public static void Merge(AreaSystem system, AreaSystem other)
    {
        for (int i = 0; i < system.weights.Length; i++)
        {
            system.weights[i] += other.weights[i];
        }

        for (int i = 0; i < system.right.Length; i++)
        {
            system.right[i] += other.right[i];
        }
    }

    /// <summary>max (S_B)_ii max (S_B⁻¹)_ii given the solution's covariance S_B⁻¹: 1 or more; its product with the precision of a double is what is lost.</summary>
    public double Condition(double[,] covariance)
    {
        int n = prior.Count;
        double[] diagonal = [.. Enumerable.Range(0, n).Select(i => prior.Precision[i, i])];
        double widest = 0;
        for (int i = 0; i < n; i++)
        {
            widest = Math.Max(widest, covariance[i, i]);
            for (int k = 0; k < i; k++)
            {
                diagonal[i] += weights[(i * n) + k];
                diagonal[k] += weights[(i * n) + k];
            }
        }

        return diagonal.Max() * widest;
    }

    /// <summary>Solves the system; null when S_B is not positive definite in double precision or the
    /// solution not finite: a variance is far too small, too large, or not a number.</summary>
    public AreaSolution? Solve()
    {
        int n = prior.Count;
        Matrix<double> matrix = Matrix<double>.Build.Dense(n, n);
        for (int i = 0; i < n; i++)
        {
            matrix[i, i] += prior.Precision[i, i];
            for (int k = 0; k < i; k++)
            {
                double weight = weights[i * n + k];
                matrix[i, k] = matrix[k, i] = prior.Precision[i, k] - weight;
                matrix[i, i] += weight;
                matrix[k, k] += weight;
            }
        }
        try
        {
            Cholesky<double> factor = matrix.Cholesky();
            double logDeterminant = factor.DeterminantLn;
            double[] shift = factor.Solve(Vector<double>.Build.Dense(right)).ToArray();
            return double.IsFinite(logDeterminant + shift.Sum()) ? new AreaSolution(factor, shift, logDeterminant) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Σ ω_i x_i for weights that sum to 1, through differences to the first value.</summary>
    public static double WeightedMean(ReadOnlySpan<double> omega, ReadOnlySpan<double> values)
    {
        double sum = 0;
        for (int i = 1; i < values.Length; i++)
        {
            sum += omega[i] * (values[i] - values[0]);
        }

        return values.Length == 0 ? 0 : values[0] + sum;
    }
}

/// <summary>B given the variances: B − b ~ N(<paramref name="Shift"/>, S_B⁻¹).</summary>
/// <param name="Factor">Cholesky factor of S_B.</param>
/// <param name="Shift">E[B] − b, length N.</param>
/// <param name="LogDeterminant">ln |S_B|.</param>
internal sealed record AreaSolution(Cholesky<double> Factor, double[] Shift, double LogDeterminant)
{
    /// <summary>S_B⁻¹, N × N, exactly symmetric.</summary>
    public double[,] Covariance()
    {
        Matrix<double> inverse = Factor.Solve(Matrix<double>.Build.DenseIdentity(Shift.Length));
        double[,] covariance = new double[Shift.Length, Shift.Length];
        for (int i = 0; i < Shift.Length; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                covariance[i, k] = covariance[k, i] = 0.5 * (inverse[i, k] + inverse[k, i]);
            }
        }
        return covariance;
    }

    /// <summary>E[B], length N.</summary>
    public double[] Mean(AreaPrior prior)
    {
        double[] mean = new double[Shift.Length];
        for (int i = 0; i < mean.Length; i++)
        {
            mean[i] = prior.Mean[i] + Shift[i];
        }

        return mean;
    }
}
