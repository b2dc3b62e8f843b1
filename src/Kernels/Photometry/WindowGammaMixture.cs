using GpuConcord.Kernels.Lanes;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// A mixture of any number of terms, First … Last. At one x only the O(√x) terms count whose Poisson probability is not negligible:
/// they start from one probability in closed form and go down by Pois(l − 1; x) = Pois(l; x)·l/x, which needs no division.
/// </summary>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct WindowGammaMixture<T> : IGammaMixture<T>
    where T : unmanaged, ILane<T>
{
    // Poisson terms further than this many √x from x are below 1e-19 of the largest; the constant serves small x.
    private const double Reach = 9.5;
    private const double Margin = 25.0;

    private readonly Workspace<T> workspace;
    private readonly T first;
    private readonly T last;
    private readonly T total;
    private readonly T inverseTotal;

    public WindowGammaMixture(in Workspace<T> workspace, in Aperture<T> aperture, in Moments<T> moments)
    {
        this.workspace = workspace;
        first = aperture.First;
        last = aperture.Last;
        total = moments.Total;
        inverseTotal = T.Of(1.0) / total;

        // The tails fall at least as fast as a Gamma density's: nothing is left 60 deviations out.
        moments.OfMixture(first, out T mean, out T variance, out _);
        Largest = T.MultiplyAdd(T.Of(60.0), T.Sqrt(variance), mean);
    }

    /// <inheritdoc/>
    public T Largest { get; }

    /// <inheritdoc/>
    public T AtZero => T.Select(T.LessOrEqual(first, T.Of(0.0)), workspace.Weight(0) * inverseTotal, T.Of(0.0));

    /// <inheritdoc/>
    public void At(T low, T high, out Point<T> atLow, out Point<T> atHigh)
    {
        At(low, out atLow);
        At(high, out atHigh);
    }

    /// <inheritdoc/>
    public void Local(T x, out Point<T> point) => At(x, out point);

    /// <inheritdoc/>
    public T Shape(T x)
    {
        At(x, out Point<T> point);
        return point.Density;
    }

    /// <inheritdoc/>
    public T Factor(T x) => T.Of(1.0);

    /// <inheritdoc/>
    public T Ratio(T step) => T.Of(1.0);

    /// <inheritdoc/>
    public T SumOfEight(T x, T step, T ratio)
    {
        T sum = Shape(x);
        for (int i = 1; i < 8; i++)
        {
            x += step;
            sum += Shape(x);
        }

        return sum;
    }

    /// <inheritdoc/>
    public void At(T x, out Point<T> point)
    {
        T zero = T.Of(0.0);
        T one = T.Of(1.0);
        T reach = T.MultiplyAdd(T.Of(Reach), T.Sqrt(x), T.Of(Margin));
        T top = T.Min(PoissonTerm.Whole(x + reach), last);
        T bottom = T.Max(PoissonTerm.Whole(T.Max(x - reach, zero)), zero);
        T inverse = one / T.Max(x, T.Of(1e-290));

        Terms<T> terms = new(PoissonTerm.At(top, x), top, bottom);

        // Rows count from each lane's own first term. Two rows above the top are read for the differences of the weights there.
        int j = workspace.Rows - 1;
        const int Stride = 64;
        while (j >= Stride && !T.Any(T.LessOrEqual(first + T.Of(j - Stride - 2), top)))
        {
            j -= Stride;
        }

        T above = zero;
        T aboveThat = zero;
        for (; j >= 0 && T.Any(T.LessOrEqual(bottom, first + T.Of(j))); j--)
        {
            T weight = workspace.Weight(j);
            terms.Add(first + T.Of(j), weight, above - weight, (aboveThat - above) - (above - weight), workspace.UpperSum(j), inverse);
            aboveThat = above;
            above = weight;
        }

        // Below the window the weights are 0 and the upper sum is everything.
        for (; T.Any(T.LessOrEqual(bottom, first + T.Of(j))); j--)
        {
            terms.Add(first + T.Of(j), zero, above, aboveThat - (above + above), total, inverse);
            aboveThat = above;
            above = zero;
        }

        point = terms.Sums(inverseTotal);
    }
}
