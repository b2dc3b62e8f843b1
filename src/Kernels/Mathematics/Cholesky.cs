using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Mathematics;

/// <summary>
/// Cholesky factorisation of one small symmetric positive-definite matrix a lane, in place. The lower triangle is packed row by
/// row: element (i, k), k ≤ i, is component i(i + 1)/2 + k. A factor keeps the reciprocals of its diagonal there.
/// </summary>
public static class Cholesky
{
    /// <summary>Components of a packed triangle.</summary>
    public static int Length(int n) => n * (n + 1) / 2;

    /// <summary>Offset in doubles of element (<paramref name="i"/>, <paramref name="k"/>), k ≤ i.</summary>
    public static long At(int i, int k) => (long)((i * (i + 1) / 2) + k) * Tiles.Width;

    /// <summary>Replaces A = LLᵀ by L; returns ln|A|.</summary>
    public static T Factor<T>(int n, in Strip matrix)
        where T : unmanaged, ILane<T>
    {
        T logDeterminant = T.Of(0.0);
        T product = T.Of(1.0);
        for (int j = 0; j < n; j++)
        {
            T pivot = T.Load(matrix, At(j, j));
            for (int k = 0; k < j; k++)
            {
                T left = T.Load(matrix, At(j, k));
                pivot -= left * left;
            }

            T inverse = T.Of(1.0) / T.Sqrt(pivot);
            T.Store(matrix, At(j, j), inverse);
            for (int i = j + 1; i < n; i++)
            {
                T sum = T.Load(matrix, At(i, j));
                for (int k = 0; k < j; k++)
                {
                    sum -= T.Load(matrix, At(i, k)) * T.Load(matrix, At(j, k));
                }

                T.Store(matrix, At(i, j), sum * inverse);
            }

            // One logarithm for a few pivots: their product stays far inside a double's range.
            product *= pivot;
            if ((j & 3) == 3 || j == n - 1)
            {
                logDeterminant += Logarithm.Log(product);
                product = T.Of(1.0);
            }
        }

        return logDeterminant;
    }

    /// <summary>Overwrites x by A⁻¹x, given the factor.</summary>
    public static void Solve<T>(int n, in Strip factor, in Strip x)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i++)
        {
            T sum = T.Load(x, i * Tiles.Width);
            for (int k = 0; k < i; k++)
            {
                sum -= T.Load(factor, At(i, k)) * T.Load(x, k * Tiles.Width);
            }

            T.Store(x, i * Tiles.Width, sum * T.Load(factor, At(i, i)));
        }

        Colour<T>(n, factor, x);
    }

    /// <summary>Overwrites x by L⁻ᵀx, given the factor: standard normals become normals of covariance A⁻¹.</summary>
    public static void Colour<T>(int n, in Strip factor, in Strip x)
        where T : unmanaged, ILane<T>
    {
        for (int i = n - 1; i >= 0; i--)
        {
            T sum = T.Load(x, i * Tiles.Width);
            for (int k = i + 1; k < n; k++)
            {
                sum -= T.Load(factor, At(k, i)) * T.Load(x, k * Tiles.Width);
            }

            T.Store(x, i * Tiles.Width, sum * T.Load(factor, At(i, i)));
        }
    }

    /// <summary>Replaces the factor by the lower triangle of A⁻¹.</summary>
    public static void Invert<T>(int n, in Strip factor)
        where T : unmanaged, ILane<T>
    {
        // L⁻¹, row by row: element (i, j) needs L's row i from j on, and the finished rows above.
        for (int i = 0; i < n; i++)
        {
            T inverse = T.Load(factor, At(i, i));
            for (int j = 0; j < i; j++)
            {
                T sum = T.Of(0.0);
                for (int k = j; k < i; k++)
                {
                    sum = T.MultiplyAdd(T.Load(factor, At(i, k)), T.Load(factor, At(k, j)), sum);
                }

                T.Store(factor, At(i, j), -(sum * inverse));
            }
        }

        // L⁻ᵀL⁻¹: element (i, j) needs rows i and below only, so the rows above may be overwritten.
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                T sum = T.Of(0.0);
                for (int k = i; k < n; k++)
                {
                    sum = T.MultiplyAdd(T.Load(factor, At(k, i)), T.Load(factor, At(k, j)), sum);
                }

                T.Store(factor, At(i, j), sum);
            }
        }
    }
}
