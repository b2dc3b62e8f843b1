using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>The mode of a log-concave posterior: Newton on (ln p)′, which falls throughout, within bounds.</summary>
internal static class ModeSearch
{
    private const int MostSteps = 100;

    /// <summary>Finds the mode where <paramref name="interior"/> holds, elsewhere 0.</summary>
    /// <param name="mixture">The posterior.</param>
    /// <param name="guess">Where to start, greater than 0.</param>
    /// <param name="interior">Mask: the mode is greater than 0.</param>
    /// <param name="unfinished">Mask: ran out of steps.</param>
    public static T Find<T, TMixture>(ref TMixture mixture, T guess, T interior, out T unfinished)
        where T : unmanaged, ILane<T>
        where TMixture : struct, IGammaMixture<T>
    {
        T zero = T.Of(0.0);
        Bounds<T> bounds = new(zero, mixture.Largest);
        T x = T.Select(interior, guess, zero);
        T todo = interior;
        for (int step = 0; step < MostSteps && T.Any(todo); step++)
        {
            mixture.Local(x, out Point<T> point);
            T rising = T.Greater(point.Slope, zero);
            bounds.Below = T.Select(rising, x, bounds.Below);
            bounds.Above = T.Select(rising, bounds.Above, x);

            // (ln p)′ = p′/p, (ln p)″ = p″/p − (p′/p)².
            T move = point.Slope * point.Density / T.MultiplyAdd(point.Slope, point.Slope, -(point.Curvature * point.Density));
            T done = T.LessOrEqual(T.Abs(move), T.Of(1e-8) * x);
            T next = T.Select(done, x + move, bounds.Step(x, move));
            x = T.Select(todo, next, x);
            todo = T.Both(todo, T.Not(done));
        }

        unfinished = todo;
        return x;
    }
}
