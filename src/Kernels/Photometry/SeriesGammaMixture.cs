using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// A mixture of terms 0 … <see cref="SeriesKernel.MaxTerms"/> − 1 as two power series times e^(−x): p = e^(−x) Σ (W_l / l!) x^l and
/// P(X &gt; x) = e^(−x) Σ (T_l / l!) x^l, T_l = Σ_{i ≥ l} W_i. One Horner pass gives both with the first two derivatives: four fused
/// multiply-adds a term and a point, no division, no logarithm.
/// </summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct SeriesGammaMixture<T> : IGammaMixture<T>
    where T : unmanaged, ILane<T>
{
    // 151 coefficients and their partial sums stay inside the range of double up to here.
    private const double Ceiling = 700.0;

    private readonly Workspace<T> workspace;
    private readonly T inverseTotal;

    public SeriesGammaMixture(in Workspace<T> workspace, T inverseTotal)
    {
        this.workspace = workspace;
        this.inverseTotal = inverseTotal;
    }

    /// <inheritdoc/>
    public T AtZero => workspace.Weight(0) * inverseTotal;

    /// <inheritdoc/>
    public T Largest => T.Of(Ceiling);

    /// <inheritdoc/>
    public void At(T x, out Point<T> point)
    {
        T zero = T.Of(0.0);
        T s0 = zero, s1 = zero, s2 = zero, t0 = zero;
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            s2 = T.MultiplyAdd(s2, x, s1);
            s1 = T.MultiplyAdd(s1, x, s0);
            s0 = T.MultiplyAdd(s0, x, workspace.Weight(j));
            t0 = T.MultiplyAdd(t0, x, workspace.UpperSum(j));
        }

        point = Assemble(x, s0, s1, s2, t0);
    }

    /// <inheritdoc/>
    public void At(T low, T high, out Point<T> atLow, out Point<T> atHigh)
    {
        Sum(workspace, low, high, out atLow, out atHigh);
        T zero = T.Of(0.0);
        atLow = Assemble(low, atLow.Density, atLow.Slope, zero, atLow.Survival);
        atHigh = Assemble(high, atHigh.Density, atHigh.Slope, zero, atHigh.Survival);
    }

    /// <summary>
    /// The series and their first derivatives at two points: the loop alone, for with a call after it in the same method the JIT, as no vector
    /// register survives a call, stores and reloads four of the six sums every turn.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(in Workspace<T> workspace, T low, T high, out Point<T> atLow, out Point<T> atHigh)
    {
        T zero = T.Of(0.0);
        T s0 = zero, s1 = zero, t0 = zero;
        T u0 = zero, u1 = zero, v0 = zero;
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T weight = workspace.Weight(j);
            T upper = workspace.UpperSum(j);
            s1 = T.MultiplyAdd(s1, low, s0);
            u1 = T.MultiplyAdd(u1, high, u0);
            s0 = T.MultiplyAdd(s0, low, weight);
            u0 = T.MultiplyAdd(u0, high, weight);
            t0 = T.MultiplyAdd(t0, low, upper);
            v0 = T.MultiplyAdd(v0, high, upper);
        }

        atLow = default;
        atLow.Density = s0;
        atLow.Slope = s1;
        atLow.Survival = t0;
        atHigh = default;
        atHigh.Density = u0;
        atHigh.Slope = u1;
        atHigh.Survival = v0;
    }

    /// <inheritdoc/>
    public void Local(T x, out Point<T> point) => At(x, out point);

    /// <inheritdoc/>
    /// <remarks>Four series in x⁴, one for each remainder of the power: four short chains of arithmetic in place of a long one.</remarks>
    public T Shape(T x)
    {
        x = T.Min(x, Largest);
        T square = x * x;
        T fourth = square * square;
        int rows = workspace.Rows;
        int top = (rows - 1) / 4 * 4;
        T zero = T.Of(0.0);
        T s0 = workspace.Weight(top);
        T s1 = top + 1 < rows ? workspace.Weight(top + 1) : zero;
        T s2 = top + 2 < rows ? workspace.Weight(top + 2) : zero;
        T s3 = top + 3 < rows ? workspace.Weight(top + 3) : zero;
        for (int j = top - 4; j >= 0; j -= 4)
        {
            s0 = T.MultiplyAdd(s0, fourth, workspace.Weight(j));
            s1 = T.MultiplyAdd(s1, fourth, workspace.Weight(j + 1));
            s2 = T.MultiplyAdd(s2, fourth, workspace.Weight(j + 2));
            s3 = T.MultiplyAdd(s3, fourth, workspace.Weight(j + 3));
        }

        return T.MultiplyAdd(square, T.MultiplyAdd(x, s3, s2), T.MultiplyAdd(x, s1, s0));
    }

    /// <inheritdoc/>
    public T Factor(T x) => Exponential.Exp(-x) * inverseTotal;

    /// <inheritdoc/>
    public T Ratio(T step) => Exponential.Exp(-step);

    /// <inheritdoc/>
    public T SumOfEight(T x, T step, T ratio)
    {
        T largest = Largest;
        T x0 = T.Min(x, largest);
        T x1 = T.Min(x0 + step, largest);
        T x2 = T.Min(x1 + step, largest);
        T x3 = T.Min(x2 + step, largest);
        T x4 = T.Min(x3 + step, largest);
        T x5 = T.Min(x4 + step, largest);
        T x6 = T.Min(x5 + step, largest);
        T x7 = T.Min(x6 + step, largest);
        T zero = T.Of(0.0);
        T s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T weight = workspace.Weight(j);
            s0 = T.MultiplyAdd(s0, x0, weight);
            s1 = T.MultiplyAdd(s1, x1, weight);
            s2 = T.MultiplyAdd(s2, x2, weight);
            s3 = T.MultiplyAdd(s3, x3, weight);
            s4 = T.MultiplyAdd(s4, x4, weight);
            s5 = T.MultiplyAdd(s5, x5, weight);
            s6 = T.MultiplyAdd(s6, x6, weight);
            s7 = T.MultiplyAdd(s7, x7, weight);
        }

        T high = T.MultiplyAdd(ratio, T.MultiplyAdd(ratio, T.MultiplyAdd(ratio, s7, s6), s5), s4);
        return T.MultiplyAdd(ratio, T.MultiplyAdd(ratio, T.MultiplyAdd(ratio, T.MultiplyAdd(ratio, high, s3), s2), s1), s0);
    }

    /// <summary>From the series Q = Σ W_l x^l / l!, Q′, Q″/2 to p = e^(−x) Q and its derivatives Q′ − Q, Q″ − 2Q′ + Q.</summary>
    private Point<T> Assemble(T x, T q, T slope, T halfCurvature, T upper)
    {
        T factor = Exponential.ExpOfModerate(-x) * inverseTotal;
        Point<T> point = default;
        point.Density = q * factor;
        point.Slope = (slope - q) * factor;
        point.Curvature = T.MultiplyAdd(T.Of(2.0), halfCurvature - slope, q) * factor;
        point.Survival = upper * factor;
        return point;
    }
}
