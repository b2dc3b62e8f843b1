using MathNet.Numerics.LinearAlgebra;

namespace GpuConcord.Host.Fluxes;

/// <summary>Draws of v that stand for all of them: evenly spread over chains and iterations, in batches.</summary>
/// <remarks>
/// The chosen draws, in chain-major order, are cut into <see cref="Batches"/> runs of <see cref="Steps"/>: whole chains where there
/// are enough, long stretches of chains otherwise, so that the spread between batches shows any correlation within chains.
/// </remarks>
internal sealed class DrawSelection
{
    private const int MostBatches = 64;
    private readonly int[] chosen;

    /// <summary>At most <paramref name="most"/> of <paramref name="total"/> draws.</summary>
    public DrawSelection(int total, int most)
    {
        int count = Math.Min(total, most);
        Batches = Math.Min(count, MostBatches);
        Steps = count / Batches;
        chosen = new int[Batches * Steps];
        for (int k = 0; k < chosen.Length; k++)
        {
            chosen[k] = (int)(((2 * (long)k) + 1) * total / (2 * chosen.Length));
        }
    }

    /// <summary>Number of batches; one a lane.</summary>
    public int Batches { get; }

    /// <summary>Draws a batch.</summary>
    public int Steps { get; }

    /// <summary>Number of draws chosen.</summary>
    public int Count => chosen.Length;

    /// <summary>The draw at a step of a batch.</summary>
    public int At(int batch, int step) => chosen[(batch * Steps) + step];

    /// <summary>
    /// At most <paramref name="most"/> of the chosen draws that cover the posterior of ln v evenly: sorted along its first
    /// principal axis, within equal strata of that along the second, and taken at equal distances. (Stratification of a sample;
    /// Cochran 1977, Sampling Techniques, chapter 5A.)
    /// </summary>
    /// <param name="variance">Draws of v, one array an instrument.</param>
    /// <param name="most">Number of representatives wanted.</param>
    public int[] Representatives(double[][] variance, int most)
    {
        int count = Math.Min(most, Count);
        double[][] axes = PrincipalCoordinates(variance);
        int[] order = [.. Enumerable.Range(0, Count)];
        double[] keys = [.. axes[0]];
        Array.Sort(keys, order);
        if (axes.Length > 1)
        {
            int strata = Strata(count, axes.Length);
            for (int s = 0; s < strata; s++)
            {
                int from = (int)((long)s * Count / strata);
                int to = (int)((long)(s + 1) * Count / strata);
                double[] second = [.. order[from..to].Select(k => axes[1][k])];
                second.AsSpan().Sort(order.AsSpan(from, to - from));
            }
        }

        return [.. Enumerable.Range(0, count).Select(k => chosen[order[(int)(((2 * (long)k) + 1) * Count / (2 * count))]])];
    }

    /// <summary>Runs of so many representatives of so many instruments' variances in which neighbours are alike.</summary>
    public static int Strata(int count, int instruments) => instruments > 1 ? (int)Math.Ceiling(Math.Sqrt(count)) : 1;

    /// <summary>The chosen draws of ln v along its two widest axes (one when there is one instrument).</summary>
    private double[][] PrincipalCoordinates(double[][] variance)
    {
        int n = variance.Length;
        Matrix<double> eta = Matrix<double>.Build.Dense(Count, n, (k, i) => Math.Log(variance[i][chosen[k]]));
        Vector<double> mean = eta.ColumnSums() / Count;
        for (int i = 0; i < n; i++)
        {
            eta.SetColumn(i, eta.Column(i) - mean[i]);
        }

        // Eigenvalues come in ascending order.
        Matrix<double> vectors = (eta.TransposeThisAndMultiply(eta) / Count).Evd(Symmetricity.Symmetric).EigenVectors;
        return [.. Enumerable.Range(1, Math.Min(2, n)).Select(axis => (eta * vectors.Column(n - axis)).ToArray())];
    }
}
