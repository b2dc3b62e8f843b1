using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// Bounds by summation outward from the grid's maximum: trapezoid after trapezoid, each time over the neighbour of higher density,
/// upward on ties, upward only once point 0 is reached, until the sum is the wanted share of the whole grid's.
/// </summary>
/// <typeparam name="T">The lane type.</typeparam>
internal struct GridSummation<T>
    where T : unmanaged, ILane<T>
{
    private const double Tie = 1e-12;

    /// <summary>Number of the lower bound's point.</summary>
    public T Lower;

    /// <summary>Number of the upper bound's point.</summary>
    public T Upper;

    /// <summary>Twice the sum of the trapezoids of the whole grid, in units of the step.</summary>
    public static T Whole<TDensity>(ref TDensity density, in Grid<T> grid)
        where TDensity : struct, IDensity<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T seven = T.Of(7.0);
        T step = grid.Step;
        T ratio = density.Ratio(step);
        T ratioOfFour = (ratio * ratio) * (ratio * ratio);
        T ratioOfEight = ratioOfFour * ratioOfFour;
        T factor = density.Factor(grid.Start);
        T sum = zero;
        T i = zero;
        T fits = T.GreaterOrEqual(grid.Last, seven);
        while (T.Any(fits))
        {
            sum = T.Select(fits, T.MultiplyAdd(density.SumOfEight(grid.X(i), step, ratio), factor, sum), sum);
            factor = T.Select(fits, factor * ratioOfEight, factor);
            i = T.Select(fits, i + T.Of(8.0), i);
            fits = T.LessOrEqual(i + seven, grid.Last);
        }

        T rest = T.LessOrEqual(i, grid.Last);
        while (T.Any(rest))
        {
            sum = T.Select(rest, T.MultiplyAdd(density.Shape(grid.X(i)), factor, sum), sum);
            factor = T.Select(rest, factor * ratio, factor);
            i = T.Select(rest, i + one, i);
            rest = T.LessOrEqual(i, grid.Last);
        }

        return (T.Of(2.0) * sum) - Grid<T>.At(ref density, grid.Start) - Grid<T>.At(ref density, grid.X(grid.Last));
    }

    /// <summary>Sums outward until <paramref name="share"/> of <paramref name="whole"/>.</summary>
    public static GridSummation<T> Outward<TDensity>(ref TDensity density, in Grid<T> grid, T share, T whole)
        where TDensity : struct, IDensity<T>
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T target = share * whole;
        T tie = T.Of(Tie) * grid.AtPeak;
        T lower = grid.Peak;
        T upper = grid.Peak;
        T atLower = grid.AtPeak;
        T atUpper = grid.AtPeak;
        T ratio = density.Ratio(grid.Step);
        T inverse = one / ratio;
        T factorBelow = density.Factor(grid.X(lower)) * inverse;
        T factorAbove = density.Factor(grid.X(upper)) * ratio;
        T below = density.Shape(grid.X(T.Max(lower - one, zero))) * factorBelow;
        T above = density.Shape(grid.X(upper + one)) * factorAbove;
        T sum = zero;
        T todo = T.Both(grid.Exists, T.Greater(target, sum));
        while (T.Any(todo))
        {
            T canFall = T.Greater(lower, zero);
            T canRise = T.Less(upper, grid.Last);
            T falls = T.Both(canFall, T.Either(T.Not(canRise), T.Less(above + tie, below)));
            T down = T.Both(todo, falls);
            T up = T.Both(todo, T.Both(canRise, T.Not(falls)));

            sum = sum + T.Select(down, atLower + below, T.Select(up, atUpper + above, zero));
            lower = T.Select(down, lower - one, lower);
            upper = T.Select(up, upper + one, upper);
            atLower = T.Select(down, below, atLower);
            atUpper = T.Select(up, above, atUpper);
            T next = density.Shape(grid.X(T.Select(down, T.Max(lower - one, zero), upper + one)));
            factorBelow = T.Select(down, factorBelow * inverse, factorBelow);
            factorAbove = T.Select(up, factorAbove * ratio, factorAbove);
            below = T.Select(down, next * factorBelow, below);
            above = T.Select(up, next * factorAbove, above);
            todo = T.Both(T.Either(down, up), T.Greater(target, sum));
        }

        GridSummation<T> result = default;
        result.Lower = lower;
        result.Upper = upper;
        return result;
    }
}
