using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Data.Bands;

/// <summary>Small symmetric matrices as plain arrays.</summary>
internal static class SymmetricMatrix
{
    /// <summary>The identity, n × n.</summary>
    public static double[,] Identity(int n)
    {
        double[,] identity = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            identity[i, i] = 1;
        }

        return identity;
    }

    /// <summary>Smallest eigenvalue; above 0 when the matrix is positive definite.</summary>
    public static double SmallestEigenvalue(double[,] matrix) =>
        Matrix<double>.Build.DenseOfArray(matrix).Evd(Symmetricity.Symmetric).EigenValues.Min(value => value.Real);

    /// <summary>Sample covariance of rows, with n − 1 in the denominator.</summary>
    /// <param name="rows">Two or more rows of one length.</param>
    public static double[,] SampleCovariance(double[][] rows)
    {
        int n = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, n).Select(k => rows.Average(row => row[k]))];
        double[,] covariance = new double[n, n];
        for (int k = 0; k < n; k++)
        {
            for (int l = 0; l <= k; l++)
            {
                covariance[k, l] = covariance[l, k] = rows.Sum(row => (row[k] - mean[k]) * (row[l] - mean[l])) / (rows.Length - 1);
            }
        }
        return covariance;
    }

    /// <summary>The correlation matrix of a covariance.</summary>
    public static double[,] Correlation(double[,] covariance)
    {
        int n = covariance.GetLength(0);
        double[,] correlation = Identity(n);
        for (int k = 0; k < n; k++)
        {
            for (int l = 0; l < n; l++)
            {
                if (k != l)
                {
                    correlation[k, l] = covariance[k, l] / Math.Sqrt(covariance[k, k] * covariance[l, l]);
                }
            }
        }
        return correlation;
    }
}
