using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>
/// The log-Normal model when every instrument saw every source and the areas' priors are independent (Chen et al. 2019,
/// JASA, the hierarchical model of section 2, with B and G integrated out).
/// </summary>
/// <remarks>
/// <para>Split the data of m sources into m − 1 contrasts between sources, which know nothing of B, and the instruments' means
/// ȳ_i, which see each other only through one number, the mean log flux Ḡ. Given Ḡ the instruments are independent, so no
/// matrix is left. With w = 1/v, W = Σw, ω = w/W, D_ik = Σ_j (y_ij − y_kj − ȳ_i + ȳ_k)², q_i = 1/(1 + mτ_i²w_i),
/// p_i = 1/(τ_i² + v_i/m) = m·w_i·q_i, P = Σp, δ_i = ȳ_i + v_i/2 − b_i and δ̄ = Σpδ/P:</para>
/// <para>ln p(η|y) = −Σ(αη + βw) − (m−1)/2·(Ση + ln W) − Σ_{i&lt;k} w_i w_k D_ik/(2W) + ½Σ ln p − ½ ln P − ½ Σ p(δ − δ̄)².</para>
/// <para>Every sum has terms of one sign: nothing cancels, whatever the variances.</para>
/// </remarks>
/// <param name="statistics">A data set's numbers: m, then ȳ (N), then D (N × N), one data set after another.</param>
/// <param name="priors">A problem's rows of <see cref="PriorRows"/>, one problem after another.</param>
/// <param name="dataOf">The data set that each problem fits.</param>
/// <param name="instruments">N.</param>
public readonly struct CompleteModel(ArrayView<double> statistics, ArrayView<double> priors, ArrayView<double> dataOf, int instruments)
    : ICollapsedModel<CompleteModel>
{
    private readonly ArrayView<double> statistics = statistics;
    private readonly ArrayView<double> priors = priors;
    private readonly ArrayView<double> dataOf = dataOf;
    private readonly int instruments = instruments;

    /// <summary>Doubles that one data set of N instruments takes.</summary>
    public static int StatisticsLength(int instruments) => 1 + instruments + (instruments * instruments);

    /// <inheritdoc/>
    public static int Instruments(in CompleteModel model) => model.instruments;

    /// <inheritdoc/>
    public static int Scratch(in CompleteModel model) => 4 * model.instruments;

    /// <inheritdoc/>
    public static T Evaluate<T>(
        in CompleteModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Data<T>(model, problem, out Strip data, out Strip prior);
        T count = T.LoadUniform(data, 0);
        Precisions(n, data, prior, eta, scratch, out T total, out T totalPrior, out T weighted);

        // One division serves both sums.
        T inverse = T.Of(1.0) / (total * totalPrior);
        T inverseTotal = inverse * totalPrior;
        T inversePrior = inverse * total;
        T centre = weighted * inversePrior;
        T spread = Spreads(n, data, scratch, gradient, inverseTotal);
        Slopes(n, count, prior, scratch, gradient, inverseTotal, inversePrior, centre, spread);
        return density
            ? Value(n, count, prior, eta, scratch, total, totalPrior, centre, spread)
            : T.Of(0.0);
    }

    /// <inheritdoc/>
    public static T Density<T>(in CompleteModel model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Data<T>(model, problem, out Strip data, out Strip prior);
        Precisions(n, data, prior, eta, scratch, out T total, out T totalPrior, out T weighted);
        T inverse = T.Of(1.0) / (total * totalPrior);
        T inverseTotal = inverse * totalPrior;
        T spread = inverseTotal * inverseTotal * Spread<T>(n, data, scratch);
        return Value(n, T.LoadUniform(data, 0), prior, eta, scratch, total, totalPrior, weighted * inverse * total, spread);
    }

    /// <inheritdoc/>
    /// <remarks>Ḡ | v ~ N(δ̄, 1/P), then B_i | Ḡ, v ~ N(b_i + τ_i²p_i(δ_i − Ḡ), τ_i²q_i), independently: N + 1 normals.</remarks>
    public static void DrawAreas<T>(
        in CompleteModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Data<T>(model, problem, out Strip data, out Strip prior);
        Precisions(n, data, prior, eta, scratch, out _, out T totalPrior, out T weighted);
        stream.Normals(site, 0, out T first, out T second);
        T meanFlux = (weighted / totalPrior) + (first / T.Sqrt(totalPrior));
        for (int i = 0; i < n; i++)
        {
            T normal = second;
            if ((i & 1) == 1)
            {
                stream.Normals(site + ((i + 1) / 2), 0, out normal, out second);
            }

            T p = T.Load(scratch, (n + i) * Tiles.Width);
            T q = T.Load(scratch, ((2 * n) + i) * Tiles.Width);
            T delta = T.Load(scratch, ((3 * n) + i) * Tiles.Width);
            T tauSquared = T.LoadUniform(prior, (PriorRows.TauSquared * n) + i);
            T mean = T.MultiplyAdd(tauSquared * p, delta - meanFlux, T.LoadUniform(prior, (PriorRows.LogArea * n) + i));
            T.Store(areas, i * Tiles.Width, T.MultiplyAdd(T.Sqrt(tauSquared * q), normal, mean));
        }
    }

    /// <inheritdoc/>
    /// <remarks>With x_i = τ_i²p_i: E = b_i + x_i(δ_i − δ̄), Var = τ_i²q_i + x_i²/P, the second term being Ḡ's share.</remarks>
    public static void AreaMoments<T>(
        in CompleteModel model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        Data<T>(model, problem, out _, out Strip prior);
        T total = T.Of(0.0);
        T weighted = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T p = T.Load(scratch, (n + i) * Tiles.Width);
            total += p;
            weighted = T.MultiplyAdd(p, T.Load(scratch, ((3 * n) + i) * Tiles.Width), weighted);
        }

        T inverse = T.Of(1.0) / total;
        for (int i = 0; i < n; i++)
        {
            T tauSquared = T.LoadUniform(prior, (PriorRows.TauSquared * n) + i);
            T shrunk = tauSquared * T.Load(scratch, (n + i) * Tiles.Width);
            T delta = T.Load(scratch, ((3 * n) + i) * Tiles.Width);
            T q = T.Load(scratch, ((2 * n) + i) * Tiles.Width);
            T.Store(means, i * Tiles.Width, T.MultiplyAdd(shrunk, delta - (weighted * inverse), T.LoadUniform(prior, (PriorRows.LogArea * n) + i)));
            T.Store(variances, i * Tiles.Width, T.MultiplyAdd(shrunk * shrunk, inverse, tauSquared * q));
        }
    }

    private static void Data<T>(in CompleteModel model, int problem, out Strip data, out Strip prior)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        long set = (long)T.LoadNumber(T.At(model.dataOf, problem), 0);
        data = T.At(model.statistics, set * StatisticsLength(n));
        prior = T.At(model.priors, (long)problem * PriorRows.Count * n);
    }

    /// <summary>w, p, q and δ into the scratch's four rows; their sums W, P and Σpδ.</summary>
    private static void Precisions<T>(
        int n, in Strip data, in Strip prior, in Strip eta, in Strip scratch, out T total, out T totalPrior, out T weighted)
        where T : unmanaged, ILane<T>
    {
        T count = T.LoadUniform(data, 0);
        T one = T.Of(1.0);
        T sumW = T.Of(0.0);
        T sumP = T.Of(0.0);
        T sumPDelta = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T x = T.Max(T.Min(T.Load(eta, i * Tiles.Width), T.Of(300.0)), T.Of(-300.0));
            T w = Exponential.ExpOfModerate(-x);
            T odds = T.MultiplyAdd(T.LoadUniform(prior, (PriorRows.TauSquared * n) + i) * count, w, one);

            // 1/(w·odds) gives both v = 1/w and q = 1/odds for one division.
            T both = one / (w * odds);
            T v = both * odds;
            T q = both * w;
            T p = count * w * q;
            T delta = T.MultiplyAdd(T.Of(0.5), v, T.LoadUniform(data, 1 + i)) - T.LoadUniform(prior, (PriorRows.LogArea * n) + i);
            sumW += w;
            sumP += p;
            sumPDelta = T.MultiplyAdd(p, delta, sumPDelta);
            T.Store(scratch, i * Tiles.Width, w);
            T.Store(scratch, (n + i) * Tiles.Width, p);
            T.Store(scratch, ((2 * n) + i) * Tiles.Width, q);
            T.Store(scratch, ((3 * n) + i) * Tiles.Width, delta);
        }

        total = sumW;
        totalPrior = sumP;
        weighted = sumPDelta;
    }

    /// <summary>(Dω)_i into component i of <paramref name="rows"/>; returns ½ ωᵀDω.</summary>
    private static T Spreads<T>(int n, in Strip data, in Strip scratch, in Strip rows, T inverseTotal)
        where T : unmanaged, ILane<T>
    {
        T sum = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T row = T.Of(0.0);
            for (int k = 0; k < n; k++)
            {
                row = T.MultiplyAdd(T.LoadUniform(data, 1 + n + (i * n) + k), T.Load(scratch, k * Tiles.Width), row);
            }

            row *= inverseTotal;
            sum = T.MultiplyAdd(row, T.Load(scratch, i * Tiles.Width), sum);
            T.Store(rows, i * Tiles.Width, row);
        }

        return T.Of(0.5) * inverseTotal * sum;
    }

    /// <summary>½ wᵀDw, whose diagonal is zero.</summary>
    private static T Spread<T>(int n, in Strip data, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        T sum = T.Of(0.0);
        for (int i = 1; i < n; i++)
        {
            T row = T.Of(0.0);
            for (int k = 0; k < i; k++)
            {
                row = T.MultiplyAdd(T.LoadUniform(data, 1 + n + (i * n) + k), T.Load(scratch, k * Tiles.Width), row);
            }

            sum = T.MultiplyAdd(row, T.Load(scratch, i * Tiles.Width), sum);
        }

        return sum;
    }

    /// <summary>Turns (Dω)_i, component i of <paramref name="gradient"/>, into ∂ ln p/∂η_i.</summary>
    private static void Slopes<T>(
        int n, T count, in Strip prior, in Strip scratch, in Strip gradient, T inverseTotal, T inversePrior, T centre, T spread)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T contrasts = half * (count - T.Of(1.0));
        for (int i = 0; i < n; i++)
        {
            T w = T.Load(scratch, i * Tiles.Width);
            T p = T.Load(scratch, (n + i) * Tiles.Width);
            T q = T.Load(scratch, ((2 * n) + i) * Tiles.Width);
            T deviation = T.Load(scratch, ((3 * n) + i) * Tiles.Width) - centre;
            T variances = T.MultiplyAdd(T.LoadUniform(prior, (PriorRows.Beta * n) + i), w, -T.LoadUniform(prior, (PriorRows.Alpha * n) + i));
            T between = (half * w * (T.Load(gradient, i * Tiles.Width) - spread)) - (contrasts * (T.Of(1.0) - (w * inverseTotal)));
            T square = T.MultiplyAdd(deviation, deviation, inversePrior);
            T means = half * q * (T.MultiplyAdd(p, square, T.Of(-1.0)) - (count * deviation));
            T.Store(gradient, i * Tiles.Width, variances + between + means);
        }
    }

    private static T Value<T>(
        int n, T count, in Strip prior, in Strip eta, in Strip scratch, T total, T totalPrior, T centre, T spread)
        where T : unmanaged, ILane<T>
    {
        T half = T.Of(0.5);
        T contrasts = half * (count - T.Of(1.0));
        T sum = (contrasts * Logarithm.Log(total)) + (half * (Logarithm.Log(totalPrior) + (total * spread)));
        T product = T.Of(1.0);
        for (int i = 0; i < n; i++)
        {
            T deviation = T.Load(scratch, ((3 * n) + i) * Tiles.Width) - centre;
            T perEta = T.LoadUniform(prior, (PriorRows.Alpha * n) + i) + contrasts + half;
            sum = T.MultiplyAdd(perEta, T.Load(eta, i * Tiles.Width), sum);
            sum = T.MultiplyAdd(T.LoadUniform(prior, (PriorRows.Beta * n) + i), T.Load(scratch, i * Tiles.Width), sum);
            sum = T.MultiplyAdd(half * T.Load(scratch, (n + i) * Tiles.Width) * deviation, deviation, sum);
            product *= T.Load(scratch, ((2 * n) + i) * Tiles.Width);

            // The logarithm of a product costs one logarithm; four factors cannot leave the range of a double where a chain lives.
            if ((i & 3) == 3 || i == n - 1)
            {
                sum -= half * Logarithm.Log(product);
                product = T.Of(1.0);
            }
        }

        return -sum;
    }
}
