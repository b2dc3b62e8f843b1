using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Mixture weights when source photons reach the background aperture too (β &gt; 0):
/// (N − l) W_{l+1} = u_l W_l + AB l W_{l−1}, u_l = A(n − l) + B(m − l).
/// </summary>
/// <remarks>
/// (u_l in this form never loses digits that matter: where its two parts cancel, they are smaller than what AB l W_{l−1} adds. As
/// nA + mB − l(A + B) it would, when B is tiny.)
/// Upward the recurrence is stable while u_l ≥ 0, downward beyond; each way it is run on the ratio that comes out by one
/// division: Y_l = W_l / W_{l+1} up to the pivot, R_l = W_{l+1} / W_l from the last term down to it. Then the weights are
/// products of ratios outward from the pivot, where the weight is 1: nothing overflows, the far tails become 0. Where the
/// window begins or ends inside the mixture the ratio starts <see cref="Lead"/> terms outside it from the root of its own fixed
/// point; each term shrinks the error of that start.
/// </remarks>
internal static class LeakyWeights
{
    /// <summary>Terms outside the window at which a recurrence starts.</summary>
    public const int Lead = 20;

    /// <summary>Writes the rows; weight Pivot is 1 before scaling.</summary>
    public static Moments<T> Fill<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T end = aperture.N + aperture.M;
        if (T.Any(T.Either(T.Greater(aperture.First, T.Of(0.0)), T.Less(aperture.Last, end))))
        {
            RatiosUpward(aperture, workspace);
            RatiosDownward(aperture, workspace);
        }
        else
        {
            RatiosBothWays(aperture, workspace);
            WeightsDownward(aperture, workspace);
        }

        WeightsUpward(aperture, workspace);
        return UpperSums<T>(workspace);
    }

    /// <summary>
    /// Both recurrences of whole mixtures, terms 0 … N, in one loop: two chains of divisions side by side. Stores Y_l in the rows of the weights, R_l in
    /// those of the upper sums.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RatiosBothWays<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T a = aperture.A;
        T b = aperture.B;
        T n = aperture.N;
        T m = aperture.M;
        T total = n + m;
        T product = a * b;
        T y = zero;
        T r = zero;
        T l = zero;
        int rows = workspace.Rows;
        T k = T.Of(rows - 1);
        for (int j = 0; j < rows; j++)
        {
            y = (total - l) / T.MultiplyAdd(product * l, y, T.MultiplyAdd(a, n - l, b * (m - l)));
            workspace.SetWeight(j, y);
            l += one;

            T above = k + one;
            T slope = T.MultiplyAdd(total - above, r, -T.MultiplyAdd(a, n - above, b * (m - above)));
            r = T.Select(T.Less(k, total), product * above / slope, zero);
            workspace.SetUpperSum(rows - 1 - j, r);
            k -= one;
        }
    }

    /// <summary>After both recurrences: R_l from the pivot up, and the weight below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightsDownward<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T weight = one;
        T pivot = aperture.Pivot;
        T last = aperture.Last;
        T l = T.Of(workspace.Rows - 1);
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T below = T.Less(l, pivot);
            weight = T.Select(below, weight * workspace.Weight(j), weight);
            workspace.SetWeight(j, T.Select(below, weight, T.Select(T.Less(l, last), workspace.UpperSum(j), zero)));
            l -= one;
        }
    }

    /// <summary>Stores Y_l in every row (meaningless from the pivot on).</summary>
    private static void RatiosUpward<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T total = aperture.N + aperture.M;
        T product = aperture.A * aperture.B;

        // One division a term: Y_l = (N − l) / (u_l + AB·l·Y_{l−1}). At l = 0 the predecessor has weight 0.
        T begin = T.Max(aperture.First - T.Of(Lead + 1), zero);
        T y = one / RatioFixedPoint(aperture, begin);
        T inside = T.Greater(begin, zero);
        y = T.Select(inside, y, zero);
        if (T.Any(inside))
        {
            for (int j = -Lead; j < 0; j++)
            {
                T l = aperture.First + T.Of(j);
                y = T.Select(inside, (total - l) / T.MultiplyAdd(product * l, y, aperture.Drift(l)), y);
            }
        }

        for (int j = 0; j < workspace.Rows; j++)
        {
            T l = aperture.First + T.Of(j);
            y = (total - l) / T.MultiplyAdd(product * l, y, aperture.Drift(l));
            workspace.SetWeight(j, y);
        }
    }

    /// <summary>Replaces Y_l by R_l from the pivot up, and by the weight below it.</summary>
    private static void RatiosDownward<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T total = aperture.N + aperture.M;
        T start = T.Min(aperture.Last + T.Of(Lead), total);
        bool cut = T.Any(T.Less(aperture.Last, start));
        Downward<T> ratio = new(aperture, start, T.Select(T.Less(start, total), RatioFixedPoint(aperture, start), zero));
        if (cut)
        {
            for (int j = workspace.Rows - 1 + Lead; j >= workspace.Rows; j--)
            {
                ratio.Next(aperture.First + T.Of(j));
            }
        }

        T weight = T.Of(1.0);
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T l = aperture.First + T.Of(j);
            ratio.Next(l);
            T below = T.Less(l, aperture.Pivot);
            weight = T.Select(below, weight * workspace.Weight(j), weight);
            workspace.SetWeight(j, T.Select(below, weight, T.Select(T.Less(l, aperture.Last), ratio.Value, zero)));
        }
    }

    /// <summary>Replaces R_l by the weight from the pivot up.</summary>
    private static void WeightsUpward<T>(in Aperture<T> aperture, in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T weight = T.Of(1.0);
        T ratio = T.Of(1.0);
        for (int j = 0; j < workspace.Rows; j++)
        {
            T l = aperture.First + T.Of(j);
            T stored = workspace.Weight(j);
            T below = T.Less(l, aperture.Pivot);
            weight = T.Select(below, weight, weight * ratio);
            ratio = T.Select(below, ratio, stored);
            workspace.SetWeight(j, T.Select(below, stored, weight));
        }
    }

    private static Moments<T> UpperSums<T>(in Workspace<T> workspace)
        where T : unmanaged, ILane<T>
    {
        Moments<T> moments = new(T.Of(0.0));
        for (int j = workspace.Rows - 1; j >= 0; j--)
        {
            T weight = workspace.Weight(j);
            moments.Add(weight);
            T scale = workspace.Scale(j);
            workspace.SetWeight(j, weight * scale);
            workspace.SetUpperSum(j, moments.Total * scale);
        }

        return moments;
    }

    /// <summary>The positive root R of (N − l) R² − u_l R − AB l = 0: where the recurrence of the ratio stands still.</summary>
    private static T RatioFixedPoint<T>(in Aperture<T> aperture, T l)
        where T : unmanaged, ILane<T>
    {
        T u = aperture.Drift(l);
        T product = aperture.A * aperture.B * l;
        T twice = T.Of(2.0) * (aperture.N + aperture.M - l);
        T root = T.Sqrt(T.MultiplyAdd(u, u, T.Of(2.0) * twice * product));
        return T.Select(T.Less(u, T.Of(0.0)), T.Of(2.0) * product / (root - u), (u + root) / twice);
    }

    /// <summary>R_l = AB (l + 1) / ((N − l − 1) R_{l+1} − u_{l+1}), one division a term, from <c>start</c> down.</summary>
    private struct Downward<T>
        where T : unmanaged, ILane<T>
    {
        public T Value;

        private readonly Aperture<T> aperture;
        private readonly T total;
        private readonly T product;
        private readonly T start;
        private readonly T atStart;

        public Downward(in Aperture<T> aperture, T start, T atStart)
        {
            this.aperture = aperture;
            total = aperture.N + aperture.M;
            product = aperture.A * aperture.B;
            this.start = start;
            this.atStart = atStart;
            Value = atStart;
        }

        /// <summary>Moves to term <paramref name="l"/>, the one below the last call's.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Next(T l)
        {
            T above = l + T.Of(1.0);
            T slope = T.MultiplyAdd(total - above, Value, -aperture.Drift(above));
            Value = T.Select(T.Less(l, start), product * above / slope, atStart);
        }
    }
}
