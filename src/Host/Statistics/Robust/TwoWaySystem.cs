using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace GpuConcord.Host.Statistics.Robust;

/// <summary>
/// The weighted least-squares fit y = a_i + g_j of two ways, instruments and sources: minimises Σ w (y − a_i − g_j)². The sources are eliminated, so that
/// N equations are left, L a = r with the Laplacian L_ik = −Σ_j w_ij w_kj/W_j; in every component the mean of a is 0.
/// </summary>
internal sealed class TwoWaySystem
{
    private readonly SharedRows rows;
    private readonly double[] weight;
    private readonly Cholesky<double> factor;
    private readonly double[] right;

    /// <param name="rows">The data.</param>
    /// <param name="weight">w, greater than 0, one entry a row.</param>
    public TwoWaySystem(SharedRows rows, double[] weight)
    {
        (this.rows, this.weight) = (rows, weight);
        int n = rows.InstrumentCount;
        double[] flow = new double[n * n];
        right = new double[n];
        for (int j = 0; j < rows.SourceCount; j++)
        {
            (double total, double mean) = Mean(j);
            for (int o = rows.First[j]; o < rows.First[j + 1]; o++)
            {
                int i = rows.Instrument[o];
                right[i] += weight[o] * (rows.Y[o] - mean);
                for (int other = rows.First[j]; other < o; other++)
                {
                    int k = rows.Instrument[other];
                    double joint = weight[o] * weight[other] / total;
                    flow[(i * n) + i] += joint;
                    flow[(k * n) + k] += joint;
                    flow[(i > k ? (i * n) + k : (k * n) + i)] -= joint;
                }
            }
        }

        // A pass over a catalogue goes through a plain array; the matrix comes afterwards.
        Matrix<double> laplacian = Matrix<double>.Build.Dense(n, n, (i, k) => flow[(Math.Max(i, k) * n) + Math.Min(i, k)]);

        // L 1 = 0 in every component: adding a multiple of 11ᵀ there fixes the mean of a at 0, and changes nothing else.
        double scale = Enumerable.Range(0, n).Max(i => laplacian[i, i]);
        scale = scale > 0 ? scale : 1;

        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                if (rows.Component[i] < 0 ? i == k : rows.Component[i] == rows.Component[k])
                {
                    laplacian[i, k] += scale;
                }
            }
        }

        factor = laplacian.Cholesky();
        Level = factor.Solve(Vector<double>.Build.Dense(right)).ToArray();
    }

    /// <summary>a_i, natural logarithm, its mean 0 in every component; 0 for an instrument that shares no source.</summary>
    public double[] Level { get; }

    /// <summary>Residuals y − a_i − g_j, one a row.</summary>
    public double[] Residuals()
    {
        double[] residual = new double[rows.Y.Length];
        for (int j = 0; j < rows.SourceCount; j++)
        {
            double total = 0, sum = 0;
            for (int o = rows.First[j]; o < rows.First[j + 1]; o++)
            {
                residual[o] = rows.Y[o] - rows.Y[rows.First[j]] - Level[rows.Instrument[o]];
                total += weight[o];
                sum += weight[o] * residual[o];
            }

            for (int o = rows.First[j]; o < rows.First[j + 1]; o++)
            {
                residual[o] -= sum / total;
            }
        }

        return residual;
    }

    /// <summary>A matrix P for which P_ii + P_kk − 2 P_ik is the variance of a_i − a_k where each row has the variance 1/w; i and k of one component.</summary>
    public double[,] Covariance()
    {
        int n = rows.InstrumentCount;
        return factor.Solve(Matrix<double>.Build.DenseIdentity(n)).ToArray();
    }

    /// <summary>1 − h of every row: the variance of its residual where every row has variance 1. Only for weights of 1.</summary>
    public double[] Freedom()
    {
        double[,] covariance = Covariance();
        double[] freedom = new double[rows.Y.Length];
        for (int j = 0; j < rows.SourceCount; j++)
        {
            ReadOnlySpan<int> seen = rows.Instrument.AsSpan(rows.First[j]..rows.First[j + 1]);
            double n = seen.Length, all = 0;
            Span<double> own = freedom.AsSpan(rows.First[j]..rows.First[j + 1]);
            for (int o = 0; o < seen.Length; o++)
            {
                double sum = 0;
                foreach (int k in seen)
                {
                    sum += covariance[seen[o], k];
                }

                own[o] = 1 - (1 / n) - covariance[seen[o], seen[o]] + (2 * sum / n);
                all += sum;
            }

            for (int o = 0; o < seen.Length; o++)
            {
                own[o] = Math.Max(0, own[o] - (all / (n * n)));
            }
        }

        return freedom;
    }

    private (double Total, double Mean) Mean(int source)
    {
        double total = 0, sum = 0, origin = rows.Y[rows.First[source]];
        for (int o = rows.First[source]; o < rows.First[source + 1]; o++)
        {
            total += weight[o];
            sum += weight[o] * (rows.Y[o] - origin);
        }

        return (total, origin + (sum / total));
    }
}
