using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>
/// The normal law of a log flux given one draw of v, areas integrated out: for a source j with instruments P, ω = w/W, w = 1/t, t = s + v,
/// and B | v ~ N(μ, Σ),
/// G_j | v, y ~ N(Σ_P ω_i (y_ij + t_i/2 − μ_i), 1/W + ωᵀ Σ_PP ω).
/// Over draws of v this makes the posterior of G_j a mixture of normals. With x_i = y_ij − b_i the mean is
/// x₀ + Σ_{i≥1} ω_i (x_i − x₀) + a, so a pattern needs n + 1 numbers a draw, whatever the number of its sources.
/// </summary>
/// <remarks>Chen et al. 2019 (arXiv:1711.09429) give G_j | B, v; this integrates N(μ, Σ) out of it.</remarks>
public static class Component
{
    /// <summary>Row of 1/s, the reciprocal standard deviation; rows 1 … n − 1 hold ω_i.</summary>
    public const int InverseSd = 0;

    /// <summary>Row of a = Σ ω_i (t_i/2 − (μ_i − b_i)) for n instruments; the next one holds s².</summary>
    public static int Shift(int members) => members;

    /// <summary>Row of s².</summary>
    public static int Variance(int members) => members + 1;

    /// <summary>Rows of a component.</summary>
    public static int Length(int members) => members + 2;

    /// <summary>Writes the component of <paramref name="pattern"/> at one draw of v into <paramref name="rows"/>.</summary>
    /// <param name="pattern">A row of <see cref="PatternRow"/>.</param>
    /// <param name="instruments">N.</param>
    /// <param name="variance">v (N).</param>
    /// <param name="areas">What <see cref="ConditionalAreas"/> made of v.</param>
    /// <param name="rows">Receives <see cref="Length"/> components.</param>
    public static void Write<T>(in Strip pattern, int instruments, in Strip variance, in Strip areas, in Strip rows)
        where T : unmanaged, ILane<T>
    {
        int members = (int)T.LoadNumber(pattern, PatternRow.Members);
        T one = T.Of(1.0);
        T total = T.Of(0.0);
        for (int a = 0; a < members; a++)
        {
            T weight = one / ConditionalAreas.Variance<T>(pattern, variance, members, a);
            T.Store(rows, a * Tiles.Width, weight);
            total += weight;
        }

        T inverse = one / total;
        Strip covariance = T.Skip(areas, instruments * Tiles.Width);
        T shift = T.Of(0.5 * members) * inverse;
        T spread = inverse;
        for (int a = 0; a < members; a++)
        {
            int i = ConditionalAreas.Instrument<T>(pattern, a);
            T omega = T.Load(rows, a * Tiles.Width) * inverse;
            T.Store(rows, a * Tiles.Width, omega);
            shift -= omega * T.Load(areas, i * Tiles.Width);
            T sum = T.Of(0.5) * omega * T.Load(covariance, Cholesky.At(i, i));
            for (int b = 0; b < a; b++)
            {
                int k = ConditionalAreas.Instrument<T>(pattern, b);
                sum = T.MultiplyAdd(T.Load(rows, b * Tiles.Width), T.Load(covariance, Cholesky.At(i, k)), sum);
            }

            spread = T.MultiplyAdd(omega + omega, sum, spread);
        }

        T.Store(rows, Shift(members) * Tiles.Width, shift);
        T.Store(rows, Variance(members) * Tiles.Width, spread);
        T.Store(rows, InverseSd * Tiles.Width, one / T.Sqrt(spread));
    }
}
