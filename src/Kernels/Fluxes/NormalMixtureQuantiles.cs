using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;

namespace GpuConcord.Kernels.Fluxes;

/// <summary>What <see cref="NormalMixtureQuantiles"/> reads and writes. A lane is a source; eight neighbouring lanes share a pattern.</summary>
public struct NormalMixtureQuantilesArguments
{
    /// <summary>Tables made by <see cref="ComponentTables"/>.</summary>
    public ArrayView<double> Components;

    /// <summary>A row of <see cref="SourceGroup"/> for every eight lanes.</summary>
    public ArrayView<double> Groups;

    /// <summary>Per group: rows of eight differences x_i − x₀, x_i = y_ij − b_i, one row for each i = 1 … n − 1.</summary>
    public ArrayView<double> Differences;

    /// <summary>Three rows of Lanes: the 2.5 %, 50 % and 97.5 % quantiles of the mixture in units of its own sd, from its own mean.</summary>
    public ArrayView<double> Quantiles;

    /// <summary>Number of lanes.</summary>
    public int Lanes;

    /// <summary>Components of a mixture.</summary>
    public int Draws;
}

/// <summary>Eight sources of one pattern.</summary>
public static class SourceGroup
{
    /// <summary>Lanes of a group: the widest vector, so that a vector never mixes patterns.</summary>
    public const int Width = 8;

    /// <summary>Offset of the pattern's table in <see cref="NormalMixtureQuantilesArguments.Components"/>.</summary>
    public const int Table = 0;

    /// <summary>n, the number of instruments.</summary>
    public const int Members = 1;

    /// <summary>Offset of the group's rows in <see cref="NormalMixtureQuantilesArguments.Differences"/>.</summary>
    public const int Differences = 2;

    /// <summary>Length of a row.</summary>
    public const int Length = 3;
}

/// <summary>
/// Quantiles of mixtures of normals, F(x) = mean over draws of Φ((x − m_d)/s_d), by Halley's iteration from the normal quantile.
/// Cantelli's inequality brackets every quantile, |x − mean| ≤ sd·√(p/(1 − p)) with p the larger tail; a step out of the
/// bracket becomes a bisection. Each lane and quantile stops on its own account, so the width of a vector cannot show.
/// </summary>
public readonly struct NormalMixtureQuantiles : IKernel<NormalMixtureQuantilesArguments>
{
    /// <summary>Distance from the median of the outer two probabilities.</summary>
    public const double Tail = 0.475;

    private const double NormalQuantile = 1.959963984540054;
    private const double Cantelli = 6.244997998398398;

    // Halley's error is cubic: a last step this long (in sd) leaves about its cube.
    private const double LastStep = 1e-4;
    private const double Narrow = 1e-13;
    private const int MostPasses = 100;

    /// <inheritdoc/>
    public static void Run<T>(int index, in NormalMixtureQuantilesArguments arguments)
        where T : unmanaged, ILane<T>
    {
        int lane = index * T.Width;
        Strip group = T.At(arguments.Groups, lane / SourceGroup.Width * SourceGroup.Length);
        NormalMixture mixture = new(
            T.At(arguments.Components, (long)T.LoadNumber(group, SourceGroup.Table)),
            T.At(arguments.Differences, (long)T.LoadNumber(group, SourceGroup.Differences) + (lane & (SourceGroup.Width - 1))),
            (int)T.LoadNumber(group, SourceGroup.Members),
            arguments.Draws);
        mixture.Moments(out T mean, out T sd);
        for (int q = 0; q < 3; q++)
        {
            T x = Solve(mixture, mean, sd, q - 1);
            T.Store(T.At(arguments.Quantiles, ((long)q * arguments.Lanes) + lane), 0, (x - mean) / sd);
        }
    }

    private static T Solve<T>(in NormalMixture mixture, T mean, T sd, int side)
        where T : unmanaged, ILane<T>
    {
        T probability = T.Of(0.5 + (side * Tail));
        T reach = sd * T.Of(side == 0 ? 1.0 : Cantelli);
        T low = mean - reach;
        T high = mean + reach;
        T x = T.MultiplyAdd(T.Of(side * NormalQuantile), sd, mean);
        T last = T.Of(LastStep) * sd;
        T narrow = T.Of(Narrow) * sd;
        T half = T.Of(0.5);
        T todo = T.All;
        for (int pass = 0; pass < MostPasses && T.Any(todo); pass++)
        {
            mixture.Distribution(x, out T below, out T density, out T slope);
            T excess = below - probability;
            low = T.Select(T.Less(excess, T.Of(0.0)), x, low);
            high = T.Select(T.Greater(excess, T.Of(0.0)), x, high);

            T newton = excess / density;
            T bend = T.AtLeast(T.AtMost(T.Of(1.0) - (half * newton * slope / density), T.Of(2.0)), half);
            T next = x - (newton / bend);
            T inside = T.Both(T.LessOrEqual(low, next), T.LessOrEqual(next, high));
            next = T.Select(inside, next, half * (low + high));
            T arrived = T.Either(
                T.Both(inside, T.LessOrEqual(T.Abs(next - x), last)), T.LessOrEqual(high - low, narrow));
            x = T.Select(todo, next, x);
            todo = T.Both(todo, T.Not(arrived));
        }

        return x;
    }
}

/// <summary>The mixture of one source a lane, x₀ being the origin.</summary>
internal readonly struct NormalMixture(Strip components, Strip differences, int members, int draws)
{
    private readonly Strip components = components;
    private readonly Strip differences = differences;
    private readonly int members = members;
    private readonly int draws = draws;

    /// <summary>Mean and standard deviation.</summary>
    public void Moments<T>(out T mean, out T sd)
        where T : unmanaged, ILane<T>
    {
        T first = Mean<T>(0);
        T sum = T.Of(0.0);
        T squares = T.Of(0.0);
        for (int d = 0; d < draws; d++)
        {
            T m = Mean<T>(d) - first;
            sum += m;
            squares = T.MultiplyAdd(m, m, squares + T.LoadUniform(components, At(d, Component.Variance(members))));
        }

        T share = T.Of(1.0 / draws);
        sum *= share;
        mean = first + sum;
        sd = T.Sqrt(T.MultiplyAdd(squares, share, -(sum * sum)));
    }

    /// <summary>Distribution function, density and its derivative at <paramref name="x"/>.</summary>
    public void Distribution<T>(T x, out T below, out T density, out T slope)
        where T : unmanaged, ILane<T>
    {
        T f = T.Of(0.0);
        T g = T.Of(0.0);
        T h = T.Of(0.0);
        for (int d = 0; d < draws; d++)
        {
            T inverse = T.LoadUniform(components, At(d, Component.InverseSd));
            T t = (x - Mean<T>(d)) * inverse;
            f += NormalDistribution.CdfAndDensity(t, out T bell);
            T scaled = bell * inverse;
            g += scaled;
            h = T.MultiplyAdd(-(t * inverse), scaled, h);
        }

        T share = T.Of(1.0 / draws);
        below = f * share;
        density = g * share;
        slope = h * share;
    }

    /// <summary>V and S of <see cref="NormalMixtureErrors"/> at the quantile mean + score · sd, in units of sd².</summary>
    public void Influence<T>(T mean, T sd, T score, T probability, int strata, out T whole, out T chosen)
        where T : unmanaged, ILane<T>
    {
        T x = T.MultiplyAdd(score, sd, mean);
        T unit = T.Of(1.0) / sd;
        T half = T.Of(0.5) * score;
        T zero = T.Of(0.0);
        (T density, T squares, T ff, T fc, T cc) = (zero, zero, zero, zero, zero);
        (T lastExcess, T lastShift) = (zero, zero);
        int lastStratum = -1;
        int pairs = 0;

        // Draw d is of stratum ⌊(2d + 1)·strata/(2·draws)⌋, counted up: a quotient of 64 bits is a call on a GPU.
        int stratum = 0;
        long end = 2L * draws;
        for (int d = 0; d < draws; d++)
        {
            T inverse = T.LoadUniform(components, At(d, Component.InverseSd));
            T m = Mean<T>(d);
            T excess = NormalDistribution.CdfAndDensity((x - m) * inverse, out T bell) - probability;
            density += bell * inverse;
            squares = T.MultiplyAdd(excess, excess, squares);
            T off = (m - mean) * unit;
            T ratio = T.LoadUniform(components, At(d, Component.Variance(members))) * unit * unit;
            T shift = T.MultiplyAdd(half, T.MultiplyAdd(off, off, ratio - T.Of(1.0)), off);
            for (long place = ((2L * d) + 1) * strata; place >= end; end += 2L * draws)
            {
                stratum++;
            }

            if (stratum == lastStratum)
            {
                T f = excess - lastExcess;
                T c = shift - lastShift;
                ff = T.MultiplyAdd(f, f, ff);
                fc = T.MultiplyAdd(f, c, fc);
                cc = T.MultiplyAdd(c, c, cc);
                pairs++;
            }

            lastExcess = excess;
            lastShift = shift;
            lastStratum = stratum;
        }

        // h = −excess/f − shift, all in units of sd.
        T scale = T.Of((double)draws) / (density * sd);
        whole = squares * scale * scale * T.Of(1.0 / draws);
        T jumps = T.MultiplyAdd(scale, T.MultiplyAdd(scale, ff, fc + fc), cc);
        chosen = pairs == 0 ? zero : jumps * T.Of(1.0 / (2.0 * pairs * draws));
    }

    private T Mean<T>(int d)
        where T : unmanaged, ILane<T>
    {
        T mean = T.LoadUniform(components, At(d, Component.Shift(members)));
        for (int i = 1; i < members; i++)
        {
            mean = T.MultiplyAdd(
                T.LoadUniform(components, At(d, i)), T.Load(differences, (i - 1) * SourceGroup.Width), mean);
        }

        return mean;
    }

    private long At(int draw, int row) => Tiles.Offset(draw, Component.Length(members)) + ((long)row * Tiles.Width);
}
