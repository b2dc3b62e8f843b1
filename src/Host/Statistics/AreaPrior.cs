using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GpuConcord.Host.Statistics;

/// <summary>
/// The prior of the log effective areas, B ~ N(b, T): independent instruments (T = diag τ²) or any positive-definite T,
/// as for energy bands of one instrument. Immutable once built; nothing writes to its arrays.
/// </summary>
public sealed class AreaPrior
{
    private AreaPrior(double[] mean, double[]? variance, double[,] precision, double logDeterminant)
    {
        Mean = mean;
        Variance = variance;
        Precision = precision;
        LogDeterminant = logDeterminant;
    }

    /// <summary>b, natural logarithm of the nominal effective areas, length N.</summary>
    public double[] Mean { get; }

    /// <summary>τ_i², length N, when the instruments are independent a priori; null when T has off-diagonal entries.</summary>
    public double[]? Variance { get; }

    /// <summary>T⁻¹, N × N, symmetric.</summary>
    public double[,] Precision { get; }

    /// <summary>ln |T|.</summary>
    public double LogDeterminant { get; }

    /// <summary>Number of instruments N.</summary>
    public int Count => Mean.Length;

    /// <summary>The prior that <paramref name="priors"/> describe: T_ik = τ_i R_ik τ_k, or T = diag(τ_i²) without a correlation.</summary>
    /// <exception cref="DataException">A τ is not a positive finite number, a b is not finite, or R is not a correlation matrix.</exception>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public static AreaPrior Of(Priors priors)
    {
        ArgumentNullException.ThrowIfNull(priors);
        if (priors.Correlation is not { } correlation)
        {
            return Independent(priors);
        }

        int n = priors.Tau.Length;
        if (correlation.GetLength(0) != n || correlation.GetLength(1) != n)
        {
            throw new ArgumentException($"R is {correlation.GetLength(0)} × {correlation.GetLength(1)}: {n} × {n} is expected, one row a τ.", nameof(priors));
        }

        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                covariance[i, k] = priors.Tau[i] * correlation[i, k] * priors.Tau[k];
            }
        }
        return Correlated(priors.LogArea, covariance);
    }

    /// <summary>Independent instruments, T = diag(τ_i²), whatever correlation the priors give.</summary>
    /// <exception cref="DataException">A τ is not a positive finite number, or a b is not finite.</exception>
    /// <exception cref="ArgumentException">The arrays differ in length.</exception>
    public static AreaPrior Independent(Priors priors)
    {
        ArgumentNullException.ThrowIfNull(priors);
        int n = priors.LogArea.Length;
        if (priors.Tau.Length != n)
        {
            throw new ArgumentException($"The prior has {n} areas but {priors.Tau.Length} values of τ: one a instrument is expected.", nameof(priors));
        }

        RequireFinite(priors.LogArea);
        double[] variance = new double[n];
        double[,] precision = new double[n, n];
        double logDeterminant = 0;
        for (int i = 0; i < n; i++)
        {
            double tau = priors.Tau[i];
            if (!(tau > 0) || !double.IsFinite(tau))
            {
                throw new DataException($"τ of instrument {i + 1} is {tau}: a prior standard deviation must be a positive finite number, such as 0.05 for 5 %.");
            }

            variance[i] = tau * tau;
            precision[i, i] = 1 / (tau * tau);
            logDeterminant += 2 * Math.Log(tau);
        }
        return new AreaPrior((double[])priors.LogArea.Clone(), variance, precision, logDeterminant);
    }

    /// <summary>Correlated instruments: B ~ N(<paramref name="mean"/>, <paramref name="covariance"/>).</summary>
    /// <param name="mean">b, length N.</param>
    /// <param name="covariance">T, N × N, symmetric to 1e-12 of its diagonal and positive definite.</param>
    /// <exception cref="DataException">T is not symmetric or not positive definite, or a number is not finite.</exception>
    /// <exception cref="ArgumentException">T is not N × N.</exception>
    public static AreaPrior Correlated(double[] mean, double[,] covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        int n = mean.Length;
        if (covariance.GetLength(0) != n || covariance.GetLength(1) != n)
        {
            throw new ArgumentException($"T is {covariance.GetLength(0)} × {covariance.GetLength(1)}: {n} × {n} is expected, one row an instrument.", nameof(covariance));
        }

        RequireFinite(mean);
        RequireSymmetric(covariance);
        Matrix<double> inverse;
        double logDeterminant;
        try
        {
            Cholesky<double> factor = Matrix<double>.Build.DenseOfArray(covariance).Cholesky();
            inverse = factor.Solve(Matrix<double>.Build.DenseIdentity(n));
            logDeterminant = factor.DeterminantLn;
        }
        catch (ArgumentException)
        {
            throw new DataException("The prior covariance T is not positive definite: check that every correlation lies strictly between −1 and 1 and that no instrument repeats "
                + "another.");
        }
        return new AreaPrior((double[])mean.Clone(), null, ((inverse + inverse.Transpose()) / 2).ToArray(), logDeterminant);
    }

    private static void RequireFinite(double[] mean)
    {
        for (int i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]))
            {
                throw new DataException($"b of instrument {i + 1} is {mean[i]}: the logarithm of a nominal area must be finite; the area itself must be greater than 0.");
            }
        }
    }

    private static void RequireSymmetric(double[,] covariance)
    {
        int n = covariance.GetLength(0);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                double scale = Math.Sqrt(Math.Abs(covariance[i, i] * covariance[k, k]));
                if (!double.IsFinite(covariance[i, k]) || !(Math.Abs(covariance[i, k] - covariance[k, i]) <= 1e-12 * scale))
                {
                    throw new DataException($"The prior covariance T has {covariance[i, k]} in row {i + 1}, column {k + 1} and {covariance[k, i]} across the diagonal: two equal "
                        + "finite numbers are expected.");
                }
            }
        }
    }
}
