using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Posterior quantiles: Newton within bounds on the logarithm of the smaller tail, ln P(X &gt; x) above the median and ln P(X ≤ x)
/// below it; both are concave.
/// </summary>
internal static class QuantileSearch
{
    private const int MostSteps = 100;

    /// <summary>The x with P(X ≤ x) = <paramref name="probability"/>.</summary>
    /// <param name="mixture">The posterior.</param>
    /// <param name="probability">Inside (0, 1).</param>
    /// <param name="guess">Where to start.</param>
    /// <param name="unfinished">Mask: ran out of steps.</param>
    public static T Find<T, TMixture>(ref TMixture mixture, T probability, T guess, out T unfinished)
        where T : unmanaged, ILane<T>
        where TMixture : struct, IGammaMixture<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T smallest = T.Of(1e-300);
        T above = T.Greater(probability, T.Of(0.5));
        T target = T.Select(above, one - probability, probability);
        T logTarget = Logarithm.Log(target);
        Bounds<T> bounds = new(zero, mixture.Largest);
        T x = T.Select(T.Both(T.Greater(guess, zero), T.Less(guess, mixture.Largest)), guess, T.AtMost(T.Of(0.5) * mixture.Largest, one));
        T todo = T.All;
        for (int step = 0; step < MostSteps && T.Any(todo); step++)
        {
            mixture.At(x, out Point<T> point);
            T tail = T.Max(T.Select(above, point.Survival, one - point.Survival), smallest);
            T excess = Logarithm.LogOfNormal(tail) - logTarget;
            T further = T.Select(above, excess, -excess);
            T tooLow = T.Greater(further, zero);
            bounds.Below = T.Select(tooLow, x, bounds.Below);
            bounds.Above = T.Select(tooLow, bounds.Above, x);
            T move = further * tail / T.Max(point.Density, smallest);
            T done = T.LessOrEqual(T.Abs(move), T.Of(1e-8) * x);
            T next = T.Select(done, x + move, bounds.Step(x, move));
            x = T.Select(todo, next, x);
            todo = T.Both(todo, T.Not(done));
        }

        unfinished = todo;
        return x;
    }
}
