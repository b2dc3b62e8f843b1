using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using ILGPU;

namespace GpuConcord.Kernels.Photometry.Hardness;

/// <summary>Buffers of one launch of <see cref="HardnessKernel"/>.</summary>
/// <param name="Soft">The soft band: inputs and scratch as of <see cref="SeriesKernel"/>; its outputs take <see cref="HardnessOutput"/>, the others' are unused.</param>
/// <param name="Hard">The hard band.</param>
/// <param name="Rules">
/// Nodes and weights by turns of a rule of Gauss and Laguerre, exact to the sum of both bands' terms; then of one of Gauss and Legendre on [0, 1].
/// </param>
/// <param name="Laguerre">Nodes of the first rule.</param>
/// <param name="Legendre">Nodes of the second rule.</param>
public readonly record struct HardnessArguments(ApertureArguments Soft, ApertureArguments Hard, ArrayView<double> Rules, int Laguerre, int Legendre);

/// <summary>Rows of the outputs of <see cref="HardnessKernel"/>.</summary>
public static class HardnessOutput
{
    /// <summary>ln(y/x) at the posterior's median, x = h·S of the soft band, y of the hard one.</summary>
    public const int Median = 0;

    /// <summary>The same at the lower end of the equal-tail interval.</summary>
    public const int Low = 1;

    /// <summary>The same at the upper end.</summary>
    public const int High = 2;

    /// <summary>E[S/(S + H)], the soft band's share.</summary>
    public const int Share = 3;

    /// <summary>1 when a search ran out of iterations, else 0.</summary>
    public const int Unfinished = 4;

    /// <summary>Number of rows.</summary>
    public const int Count = 5;
}

/// <summary>
/// The exact posterior of the hardness ratio (H − S)/(H + S) = tanh((ln(y/x) − ln(h'/h))/2) of sources with at most
/// <see cref="SeriesKernel.MaxTerms"/> terms in either band: three quantiles of ln(y/x) by <see cref="ShareSeries{T}"/>, and the mean.
/// </summary>
public readonly struct HardnessKernel : IKernel<HardnessArguments>
{
    private const int MostSteps = 100;

    /// <inheritdoc/>
    public static void Run<T>(int index, in HardnessArguments arguments)
        where T : unmanaged, ILane<T>
    {
        Aperture<T> softAperture = new(index, arguments.Soft);
        Aperture<T> hardAperture = new(index, arguments.Hard);
        Workspace<T> soft = new(index, arguments.Soft, softAperture.Rows(arguments.Soft.Rows), divides: true);
        Workspace<T> hard = new(index, arguments.Hard, hardAperture.Rows(arguments.Hard.Rows), divides: true);
        Moments<T> softMoments = arguments.Soft.Leaky != 0 ? LeakyWeights.Fill(softAperture, soft) : CleanWeights.Fill(softAperture, soft);
        Moments<T> hardMoments = arguments.Hard.Leaky != 0 ? LeakyWeights.Fill(hardAperture, hard) : CleanWeights.Fill(hardAperture, hard);
        T inverse = T.Of(1.0) / (softMoments.Total * hardMoments.Total);
        Strip rules = T.At(arguments.Rules, 0);
        ShareSeries<T> below = new(hard, soft, rules, arguments.Laguerre, inverse);
        ShareSeries<T> above = new(soft, hard, rules, arguments.Laguerre, inverse);

        Start(softMoments, out T softMean, out T softVariance);
        Start(hardMoments, out T hardMean, out T hardVariance);
        T centre = hardMean - softMean;
        T width = T.Sqrt(softVariance + hardVariance);
        Strip inputs = T.At(arguments.Soft.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count));
        Strip outputs = T.At(arguments.Soft.Outputs, Tiles.Offset((long)index * T.Width, HardnessOutput.Count));
        T half = T.Of(0.5);
        T tail = half * (T.Of(1.0) - T.Load(inputs, ApertureInput.Confidence * Tiles.Width));
        T reach = T.Load(inputs, ApertureInput.TwoSidedDeviate * Tiles.Width) * width;
        T median = Search(below, centre, width, half, out T late);
        T unfinished = late;
        T low = Search(below, centre - reach, width, tail, out late);
        unfinished = T.Either(unfinished, late);
        T high = -Search(above, -centre - reach, width, tail, out late);
        unfinished = T.Either(unfinished, late);
        T.Store(outputs, HardnessOutput.Median * Tiles.Width, median);
        T.Store(outputs, HardnessOutput.Low * Tiles.Width, low);
        T.Store(outputs, HardnessOutput.High * Tiles.Width, high);
        T.Store(outputs, HardnessOutput.Unfinished * Tiles.Width, T.Select(unfinished, T.Of(1.0), T.Of(0.0)));

        T ratio = Counts<T>(index, arguments.Soft) / Counts<T>(index, arguments.Hard);
        Strip legendre = T.At(arguments.Rules, 2L * arguments.Laguerre);
        T share = Share(soft, hard, legendre, arguments.Legendre, ratio) * inverse;
        T.Store(outputs, HardnessOutput.Share * Tiles.Width, share);
    }

    /// <summary>h = f + g, counts a unit of S.</summary>
    private static T Counts<T>(int index, in ApertureArguments band)
        where T : unmanaged, ILane<T>
    {
        Strip inputs = T.At(band.Inputs, Tiles.Offset((long)index * T.Width, ApertureInput.Count));
        return T.Load(inputs, ApertureInput.F * Tiles.Width) + T.Load(inputs, ApertureInput.G * Tiles.Width);
    }

    /// <summary>Mean and variance of ln x of a Gamma law of the same mean and variance, near enough to start from.</summary>
    private static void Start<T>(in Moments<T> moments, out T mean, out T variance)
        where T : unmanaged, ILane<T>
    {
        moments.OfMixture(T.Of(0.0), out T average, out T square, out _);
        T shape = average * average / square;

        // ψ(k) ≈ ln k − 1/(2k) − 1/(12k²), ψ′(k) ≈ 1/k + 1/(2k²) + 1/(6k³).
        T inverse = T.Of(1.0) / shape;
        mean = Logarithm.Log(average) - (inverse * T.MultiplyAdd(inverse, T.Of(1.0 / 12.0), T.Of(0.5)));
        variance = inverse * T.MultiplyAdd(inverse, T.MultiplyAdd(inverse, T.Of(1.0 / 6.0), T.Of(0.5)), T.Of(1.0));
    }

    /// <summary>The t with P(outer ≤ e^t inner) = <paramref name="probability"/>, at most 1/2: Newton on the logarithm of that probability, within bounds.</summary>
    private static T Search<T>(in ShareSeries<T> series, T guess, T width, T probability, out T unfinished)
        where T : unmanaged, ILane<T>
    {
        T one = T.Of(1.0);
        T smallest = T.Of(1e-300);
        T farthest = T.Of(4.0);
        T below = T.Of(-700.0);
        T above = T.Of(700.0);
        T enough = T.Of(1e-8) * T.Min(width, one);
        T logTarget = Logarithm.Log(probability);
        T t = T.Min(T.Max(guess, T.Of(-600.0)), T.Of(600.0));
        T todo = T.All;
        for (int step = 0; step < MostSteps && T.Any(todo); step++)
        {
            // q and 1 − q, each with all its digits.
            T e = Exponential.ExpOfModerate(-T.Abs(t));
            T larger = one / (one + e);
            T smaller = e * larger;
            T positive = T.Greater(t, T.Of(0.0));
            T q = T.Select(positive, larger, smaller);
            T p = T.Select(positive, smaller, larger);
            series.At(q, p, out T tail, out T density);
            tail = T.Max(tail, smallest);
            T excess = Logarithm.LogOfNormal(tail) - logTarget;
            T tooLow = T.Less(excess, T.Of(0.0));
            below = T.Select(tooLow, t, below);
            above = T.Select(tooLow, above, t);
            T move = T.Min(T.Max(-excess * tail / T.Max(density, smallest), -farthest), farthest);
            T done = T.LessOrEqual(T.Abs(move), enough);
            T next = t + move;
            T inside = T.Both(T.Less(below, next), T.Less(next, above));
            next = T.Select(T.Either(inside, done), next, T.Of(0.5) * (below + above));
            t = T.Select(todo, next, t);
            todo = T.Both(todo, T.Not(done));
        }

        unfinished = todo;
        return t;
    }

    /// <summary>
    /// E[x/(x + ρy)] = ∫ −dM(s)/ds · M'(ρs) ds by both Laplace transforms, M(s) = Σ W_l z^(l+1), z = 1/(1 + s): over 0 &lt; z &lt; 1 the integral of
    /// Σ W_l (l + 1) z^l · Σ W'_k w^(k+1), w = z/(z + ρ(1 − z)), a polynomial when ρ = 1. Overwrites the weights.
    /// </summary>
    private static T Share<T>(in Workspace<T> soft, in Workspace<T> hard, in Strip rule, int count, T ratio)
        where T : unmanaged, ILane<T>
    {
        // The weights without their factorials, and those of the soft band times l + 1.
        for (int j = 0; j < soft.Rows; j++)
        {
            soft.SetWeight(j, soft.Weight(j) / soft.Scale(j) * T.Of(j + 1));
        }

        for (int j = 0; j < hard.Rows; j++)
        {
            hard.SetWeight(j, hard.Weight(j) / hard.Scale(j));
        }

        T one = T.Of(1.0);
        T sum = T.Of(0.0);
        for (int k = 0; k < 2 * count; k += 2)
        {
            T z = T.LoadUniform(rule, k);
            T w = z / T.MultiplyAdd(ratio, one - z, z);
            T s = ShareSeries<T>.Weights(soft, z);
            T t = ShareSeries<T>.Weights(hard, w);
            sum = T.MultiplyAdd(T.LoadUniform(rule, k + 1), s * (w * t), sum);
        }

        return sum;
    }
}
