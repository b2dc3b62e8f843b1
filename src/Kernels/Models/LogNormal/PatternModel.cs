using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>
/// The log-Normal model for any pattern of missing data and any prior covariance T of the areas, with B and G integrated out. The number of sources does not enter the
/// cost of an evaluation: Σ over patterns of (instruments in the pattern)², plus N³/2 for one factorisation and inverse.
/// </summary>
/// <remarks>
/// <para>With w = 1/v, and in a pattern of m sources W = Σw, ω = w/W, δ_i = ȳ_i + v_i/2 − b_i: the precision of B is
/// S = T⁻¹ + Σ m(diag w − w wᵀ/W), a graph Laplacian over the instruments plus the prior, and B | η ~ N(b + μ, S⁻¹) with
/// Sμ = r = Σ m w∘(δ − ω·δ).</para>
/// <para>ln p(η|y) = −Σ(αη + βw) − ½ Σ n_i η_i − ½ Σ m ln W − ½ ln|S| − ½ (Σ_{i&lt;k} w_i w_k [D_ik + m(δ_i − δ_k)²]/W − rᵀμ).</para>
/// <para>The patterns enter through W alone, once as 1/W: S, r and the quadratic form need per pair of instruments the three sums
/// H = Σ (m, m·Δ, D + m·Δ²)/W, a matrix of data times the vector of 1/W. The gradient (Fisher's identity: the expected
/// complete-data gradient over B | η) needs the transposed product: φ = Σ over the pattern's pairs of
/// w_i w_k [D + m(e_i − e_k)² + m Var(B_i − B_k)]/W², e = δ − μ.</para>
/// </remarks>
/// <param name="statistics">Data sets, each laid out as <see cref="PatternLayout"/> says.</param>
/// <param name="priors">A problem's numbers as <see cref="PriorLayout"/> says, one problem after another.</param>
/// <param name="locations">Where each problem's data are: <see cref="PatternLayout.LocationLength"/> numbers a problem.</param>
/// <param name="instruments">N.</param>
/// <param name="mostPatterns">The largest number of patterns of any data set.</param>
public readonly struct PatternModel(
    ArrayView<double> statistics, ArrayView<double> priors, ArrayView<double> locations, int instruments, int mostPatterns)
    : ICollapsedModel<PatternModel>
{
    private readonly ArrayView<double> statistics = statistics;
    private readonly ArrayView<double> priors = priors;
    private readonly ArrayView<double> locations = locations;
    private readonly int instruments = instruments;
    private readonly int mostPatterns = mostPatterns;

    /// <inheritdoc/>
    public static int Instruments(in PatternModel model) => model.instruments;

    /// <inheritdoc/>
    public static int Scratch(in PatternModel model) => PatternScratch.Length(model.instruments) + model.mostPatterns;

    /// <inheritdoc/>
    public static T Evaluate<T>(
        in PatternModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        PatternData data = Data<T>(model, problem);
        PatternScratch rows = PatternScratch.At<T>(scratch, n);
        T quadratic = AreaSystem.Assemble<T>(data, eta, rows);
        T determinant = Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        T value = density ? Value(data, eta, rows, quadratic, determinant) : T.Of(0.0);
        Cholesky.Invert<T>(n, rows.Matrix);
        PatternSlopes.Fill<T>(data, rows, gradient);
        return value;
    }

    /// <inheritdoc/>
    public static T Density<T>(in PatternModel model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        PatternData data = Data<T>(model, problem);
        PatternScratch rows = PatternScratch.At<T>(scratch, n);
        T quadratic = AreaSystem.Assemble<T>(data, eta, rows);
        T determinant = Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        return Value(data, eta, rows, quadratic, determinant);
    }

    /// <inheritdoc/>
    public static void DrawAreas<T>(
        in PatternModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        PatternData data = Data<T>(model, problem);
        PatternScratch rows = PatternScratch.At<T>(scratch, n);
        AreaSystem.Assemble<T>(data, eta, rows);
        Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        AreaDraw.Draw(n, rows.Matrix, rows.Mean, data.Prior, stream, site, areas);
    }

    /// <inheritdoc/>
    public static void AreaMoments<T>(
        in PatternModel model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        PatternScratch rows = PatternScratch.At<T>(scratch, model.instruments);
        AreaDraw.Moments<T>(model.instruments, rows.Matrix, rows.Mean, Data<T>(model, problem).Prior, means, variances);
    }

    private static PatternData Data<T>(in PatternModel model, int problem)
        where T : unmanaged, ILane<T>
    {
        Strip location = T.At(model.locations, (long)problem * PatternLayout.LocationLength);
        return new PatternData(
            T.At(model.statistics, (long)T.LoadNumber(location, 0)),
            new PriorNumbers(T.At(model.priors, (long)problem * PriorLayout.Length(model.instruments)), model.instruments),
            model.instruments,
            (int)T.LoadNumber(location, 1),
            (long)T.LoadNumber(location, 2));
    }

    private static T Value<T>(in PatternData data, in Strip eta, in PatternScratch rows, T quadratic, T determinant)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        T half = T.Of(0.5);
        T sum = half * (quadratic + determinant);
        for (int i = 0; i < n; i++)
        {
            T perEta = T.MultiplyAdd(half, T.LoadUniform(data.Statistics, n + i), data.Prior.Alpha<T>(i));
            sum = T.MultiplyAdd(perEta, T.Load(eta, i * Tiles.Width), sum);
            sum = T.MultiplyAdd(data.Prior.Beta<T>(i), T.Load(rows.Precision, i * Tiles.Width), sum);
            sum -= half * T.Load(rows.Right, i * Tiles.Width) * T.Load(rows.Mean, i * Tiles.Width);
        }

        long at = PatternLayout.Head(n);
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            T count = T.LoadUniform(data.Statistics, at);
            sum -= half * count * Logarithm.Log(T.Load(rows.Inverse, pattern * Tiles.Width));
            at += PatternLayout.PatternLength((int)T.LoadNumber(data.Statistics, at + 1));
        }

        return -sum;
    }
}
