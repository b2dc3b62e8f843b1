using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>How CIAO's aprates is inferred to lay out its grid and to know when it is wide enough.</summary>
/// <param name="Resolution">Step as a fraction of σ.</param>
/// <param name="Sigmas">Half-width of the first grid, and by how much a later one is wider, in σ.</param>
/// <param name="Smallest">The grid is wide enough when the density at its ends, relative to its maximum, is below this.</param>
/// <param name="Iterations">Most grids tried.</param>
public readonly record struct GridRule(double Resolution, double Sigmas, double Smallest, int Iterations);

/// <summary>
/// One grid a lane: points Start + i·Step, i = 0 … Last, wide enough by the rule, with its maximum at point Peak.
/// </summary>
/// <remarks>
/// The density is unimodal, so the maximum over the points is at one of the two neighbours of the mode: widening a grid costs four
/// evaluations, not one a point.
/// </remarks>
/// <typeparam name="T">The lane type.</typeparam>
internal struct Grid<T>
    where T : unmanaged, ILane<T>
{
    /// <summary>x of point 0.</summary>
    public T Start;

    /// <summary>Distance between points.</summary>
    public T Step;

    /// <summary>Number of the last point.</summary>
    public T Last;

    /// <summary>Number of the highest point.</summary>
    public T Peak;

    /// <summary>Density there.</summary>
    public T AtPeak;

    /// <summary>Mask: the rule gave a grid of three points or more.</summary>
    public T Exists;

    /// <summary>Lays out grids around <paramref name="centre"/> ± Sigmas·<paramref name="sigma"/>, cut at 0, until wide enough.</summary>
    public static Grid<T> Widen<TDensity>(ref TDensity density, in GridRule rule, T centre, T sigma, T mode)
        where TDensity : struct, IDensity<T>
    {
        T zero = T.Of(0.0);
        Grid<T> grid = default;
        grid.Step = T.Of(rule.Resolution) * sigma;
        grid.Start = zero;
        grid.Last = zero;
        grid.Peak = zero;
        grid.AtPeak = T.Of(1.0);
        grid.Exists = T.Not(T.All);
        T todo = T.All;
        T width = T.Of(rule.Sigmas);
        for (int iteration = 0; iteration < rule.Iterations && T.Any(todo); iteration++)
        {
            T end = T.MultiplyAdd(width, sigma, centre);
            T start = T.Max(T.MultiplyAdd(-width, sigma, centre), zero);
            T last = PoissonTerm.Whole(T.Max((end - start) / grid.Step, zero));
            T enough = T.Both(todo, T.Greater(last, T.Of(1.5)));
            grid.Exists = T.Either(grid.Exists, enough);
            grid.Start = T.Select(enough, start, grid.Start);
            grid.Last = T.Select(enough, last, grid.Last);
            grid.FindPeak(ref density, mode, enough);
            T atEnd = At(ref density, grid.X(grid.Last));
            T atStart = T.Select(T.Greater(grid.Start, zero), At(ref density, grid.Start), zero);
            T wide = T.Less(T.Max(atEnd, atStart), T.Of(rule.Smallest) * grid.AtPeak);
            todo = T.Both(todo, T.Not(T.Both(enough, wide)));
            width = width + T.Of(rule.Sigmas);
        }

        return grid;
    }

    /// <summary>x of point <paramref name="i"/>.</summary>
    public readonly T X(T i) => T.MultiplyAdd(i, Step, Start);

    /// <summary>The density at x.</summary>
    public static T At<TDensity>(ref TDensity density, T x)
        where TDensity : struct, IDensity<T> => density.Shape(x) * density.Factor(x);

    private void FindPeak<TDensity>(ref TDensity density, T mode, T which)
        where TDensity : struct, IDensity<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T position = T.Max((mode - Start) / Step, zero);
        T nearest = PoissonTerm.Whole(position);
        T left = T.Select(T.Less(position, nearest), nearest - one, nearest);
        left = T.Min(left, T.Max(Last - one, zero));
        T right = left + one;
        T atLeft = At(ref density, X(left));
        T atRight = At(ref density, X(right));
        T higher = T.Less(atLeft, atRight);
        Peak = T.Select(which, T.Select(higher, right, left), Peak);
        AtPeak = T.Select(which, T.Select(higher, atRight, atLeft), AtPeak);
    }
}
