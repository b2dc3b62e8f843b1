using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;

namespace GpuConcord.Kernels.Photometry;

/// <summary>
/// A mixture well away from x = 0, as a short power series about its mean c: with τ = ln(x/c) and q = e^(sτ),
/// p(x) = exp((First − c)τ − D(c, x)) Σ_i P_i q^i, P_i = s W_l Pois(l; c), l = First + s·i, D(c, x) = c ln(c/x) + x − c.
/// </summary>
/// <remarks>
/// Of W_l Pois(l; x), as smooth in l as a Gaussian density of width σ, every s-th term is enough: the trapezoidal sum differs from the whole by
/// exp(−σ²(1 − cos(2π/s))) of it, so that some fifty terms serve any counts (s is the host's choice, 1 where the weights end abruptly). Survival needs the
/// terms' upper sums, which reach from 0 to √x beyond x; here the density is integrated instead, by Gauss and Legendre, from the mean outward. The whole
/// integral has to be 1, and thinning has to leave the sum of the weights as it is wherever it begins: a lane of which this is not true says so
/// (<see cref="Doubtful"/>).
/// </remarks>
/// <typeparam name="T">The lane type.</typeparam>
internal readonly struct ThinnedGammaMixture<T> : IGammaMixture<T>
    where T : unmanaged, ILane<T>
{
    // Where panels of the whole integral meet, in standard deviations.
    private const double Panel = 3.0;

    private const double Tolerance = 1e-12;

    private readonly Workspace<T> workspace;
    private readonly Strip nodes;
    private readonly int terms;
    private readonly T stride;
    private readonly T first;
    private readonly T centre;
    private readonly T inverseCentre;
    private readonly T nearLow;
    private readonly T nearHigh;
    private readonly T lowest;
    private readonly T upper;

    public ThinnedGammaMixture(in Workspace<T> workspace, in ApertureArguments arguments, T first, in Moments<T> moments)
    {
        this.workspace = workspace;
        this.first = first;
        nodes = T.At(arguments.Factorials, SeriesKernel.MaxTerms);
        stride = T.Of(arguments.Stride);
        terms = ((workspace.Rows - 1) / arguments.Stride) + 1;
        moments.OfMixture(first, out T mean, out T variance, out _);
        T deviation = T.Sqrt(variance);
        centre = mean;
        inverseCentre = T.Of(1.0) / mean;
        lowest = T.Max(T.MultiplyAdd(T.Of(-ThinnedKernel.Below), deviation, mean), T.Of(ThinnedKernel.Least) * mean);
        Largest = T.MultiplyAdd(T.Of(ThinnedKernel.Above), deviation, mean);
        upper = T.Of(0.0);
        Doubtful = T.All;

        Thin(workspace, arguments.Stride, terms, first, mean, stride / moments.Total);
        nearLow = T.Max(T.MultiplyAdd(T.Of(-Panel), deviation, mean), lowest);
        nearHigh = T.MultiplyAdd(T.Of(Panel), deviation, mean);
        T farther = T.MultiplyAdd(T.Of(1.9 * Panel), deviation, mean);
        T lower = T.Max(T.MultiplyAdd(T.Of(-1.9 * Panel), deviation, mean), lowest);
        upper = Integral(mean, nearHigh) + (Integral(nearHigh, farther) + Integral(farther, Largest));
        T whole = upper + (Integral(nearLow, mean) + (Integral(lower, nearLow) + Integral(lowest, lower)));
        Doubtful = T.Not(T.LessOrEqual(T.Max(T.Abs(whole - T.Of(1.0)), Ripple(workspace, arguments.Stride, moments.Total)), T.Of(Tolerance)));
    }

    /// <summary>Mask: the series is not the mixture to a part in 10¹².</summary>
    public T Doubtful { get; }

    /// <inheritdoc/>
    public T Largest { get; }

    /// <inheritdoc/>
    public T AtZero => T.Of(0.0);

    /// <inheritdoc/>
    public void At(T x, out Point<T> point)
    {
        Local(x, out point);
        point.Survival = Survival(x);
    }

    /// <inheritdoc/>
    public void At(T low, T high, out Point<T> atLow, out Point<T> atHigh)
    {
        At(low, out atLow);
        At(high, out atHigh);
    }

    /// <inheritdoc/>
    public void Local(T x, out Point<T> point)
    {
        x = T.Min(T.Max(x, lowest), Largest);
        Locate(x, out T q, out T factor);
        Sum(workspace, terms, q, out T s0, out T s1, out T s2);

        // x d/dx acts on the factor as First − x, on the series as s·q d/dq.
        T away = first - x;
        T sq = stride * q;
        T inner = sq * s1;
        T slope = T.MultiplyAdd(away, s0, inner);
        T turn = T.MultiplyAdd(T.Of(2.0) * stride * sq * q, s2, stride * inner);
        T curvature = T.MultiplyAdd(away, slope, T.MultiplyAdd(away, inner, turn - (x * s0))) - slope;
        T inverse = T.Of(1.0) / x;
        T slopeFactor = factor * inverse;
        point = default;
        point.Density = s0 * factor;
        point.Slope = slope * slopeFactor;
        point.Curvature = curvature * (slopeFactor * inverse);
    }

    /// <inheritdoc/>
    public T Shape(T x)
    {
        Local(x, out Point<T> point);
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

    /// <summary>P_i into the rows of the upper sums, which nothing else needs here.</summary>
    private static void Thin(in Workspace<T> workspace, int stride, int terms, T first, T centre, T scale)
    {
        for (int i = 0; i < terms; i++)
        {
            T term = PoissonTerm.At(first + T.Of(i * stride), centre);
            workspace.SetUpperSum(i, workspace.Weight(i * stride) * scale * term);
        }
    }

    /// <summary>
    /// The most by which sums over every s-th weight, begun at each quarter of a stride, differ from one another, relative to the whole: the amplitude of
    /// what thinning leaves.
    /// </summary>
    private static T Ripple(in Workspace<T> workspace, int stride, T total)
    {
        T ripple = T.Of(0.0);
        int quarter = stride >= 4 ? stride / 4 : 1;
        for (int phase = 0; stride > 1 && phase < stride; phase += quarter)
        {
            T sum = T.Of(0.0);
            for (int j = phase; j < workspace.Rows; j += stride)
            {
                sum += workspace.Weight(j);
            }

            ripple = T.Max(ripple, T.Abs((T.Of(stride) * sum / total) - T.Of(1.0)));
        }

        return ripple;
    }

    /// <summary>The series and its first two derivatives, the second halved: the loop alone, so that nothing is spilled around calls.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum(in Workspace<T> workspace, int terms, T q, out T series, out T slope, out T halfCurvature)
    {
        T zero = T.Of(0.0);
        T s0 = zero, s1 = zero, s2 = zero;
        for (int i = terms - 1; i >= 0; i--)
        {
            s2 = T.MultiplyAdd(s2, q, s1);
            s1 = T.MultiplyAdd(s1, q, s0);
            s0 = T.MultiplyAdd(s0, q, workspace.UpperSum(i));
        }

        series = s0;
        slope = s1;
        halfCurvature = s2;
    }

    /// <summary>Four values of the series: four chains of arithmetic side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumOfFour(in Workspace<T> workspace, int terms, ref T a, ref T b, ref T c, ref T d)
    {
        T zero = T.Of(0.0);
        T qa = a, qb = b, qc = c, qd = d;
        T sa = zero, sb = zero, sc = zero, sd = zero;
        for (int i = terms - 1; i >= 0; i--)
        {
            T term = workspace.UpperSum(i);
            sa = T.MultiplyAdd(sa, qa, term);
            sb = T.MultiplyAdd(sb, qb, term);
            sc = T.MultiplyAdd(sc, qc, term);
            sd = T.MultiplyAdd(sd, qd, term);
        }

        a = sa;
        b = sb;
        c = sc;
        d = sd;
    }

    /// <summary>q and the factor of the series at x.</summary>
    private void Locate(T x, out T q, out T factor)
    {
        // τ from the deviance, which does not cancel: D(c, x) = x − c − cτ.
        T deviance = PoissonTerm.Deviance(centre, x);
        T tau = (x - centre - deviance) * inverseCentre;
        q = Exponential.ExpOfModerate(stride * tau);
        factor = Exponential.ExpOfModerate(T.MultiplyAdd(first - centre, tau, -deviance));
    }

    private T Survival(T x)
    {
        x = T.Min(T.Max(x, lowest), Largest);
        T near = T.Min(T.Max(x, nearLow), nearHigh);
        T part = Integral(centre, near);
        if (T.Any(T.Not(T.EqualBits(x, near))))
        {
            // (A lane that ends inside adds a panel of no width.)
            part += Integral(near, x);
        }

        return upper - part;
    }

    /// <summary>∫ p from <paramref name="from"/> to <paramref name="to"/>, in one panel.</summary>
    private T Integral(T from, T to)
    {
        T half = T.Of(0.5);
        T middle = half * (from + to);
        T reach = half * (to - from);
        T sum = T.Of(0.0);
        for (int k = 0; k < 2 * ThinnedKernel.Nodes; k += 8)
        {
            Locate(T.MultiplyAdd(reach, T.LoadUniform(nodes, k), middle), out T a, out T factorA);
            Locate(T.MultiplyAdd(reach, T.LoadUniform(nodes, k + 2), middle), out T b, out T factorB);
            Locate(T.MultiplyAdd(reach, T.LoadUniform(nodes, k + 4), middle), out T c, out T factorC);
            Locate(T.MultiplyAdd(reach, T.LoadUniform(nodes, k + 6), middle), out T d, out T factorD);
            SumOfFour(workspace, terms, ref a, ref b, ref c, ref d);
            sum = T.MultiplyAdd(T.LoadUniform(nodes, k + 1), a * factorA, sum);
            sum = T.MultiplyAdd(T.LoadUniform(nodes, k + 3), b * factorB, sum);
            sum = T.MultiplyAdd(T.LoadUniform(nodes, k + 5), c * factorC, sum);
            sum = T.MultiplyAdd(T.LoadUniform(nodes, k + 7), d * factorD, sum);
        }

        return reach * sum;
    }
}
