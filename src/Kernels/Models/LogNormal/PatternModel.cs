using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogNormal;

/// <summary>
/// The log-Normal model for any pattern of missing data, with B and G integrated out. The cost of an evaluation is
/// Σ over patterns of (instruments in the pattern)², plus N³/3 for one factorisation; the number of sources does not enter.
/// </summary>
/// <remarks>
/// <para>With w = 1/v, and in a pattern of m sources W = Σw, ω = w/W, δ_i = ȳ_i + v_i/2 − b_i: the precision of B is
/// S = T⁻¹ + Σ m(diag w − w wᵀ/W), a graph Laplacian over the instruments plus the prior, and B | η ~ N(b + μ, S⁻¹) with
/// Sμ = Σ m w∘(δ − ω·δ). Both are summed pair by pair, so the Laplacian's rows add up to nothing but the prior.</para>
/// <para>ln p(η|y) = −Σ(αη + βw) − ½ Σ m(Ση + ln W) − ½ ln|S| − ½ (Σ_{i&lt;k} w_i w_k [D_ik + m(δ_i − δ_k)²]/W − μᵀSμ).</para>
/// <para>The gradient is Fisher's identity, the expected complete-data gradient over B | η: with e = δ − μ,
/// F_ik = D_ik + m[(e_i − e_k)² + Var(B_i − B_k)], each pattern adds ½m(ω_i − 1) + ½w_i[(Fω)_i − ½ωᵀFω] − ½m(e_i − ω·e).</para>
/// </remarks>
/// <param name="statistics">A data set's patterns, one after another: m, n, n instrument indices, n means ȳ, then D_ik for k &lt; i, row by row.</param>
/// <param name="priors">A problem's rows of <see cref="PriorRows"/>, one problem after another.</param>
/// <param name="dataOf">For each problem: where its data set starts in <paramref name="statistics"/>, and its number of patterns.</param>
/// <param name="instruments">N.</param>
public readonly struct PatternModel(ArrayView<double> statistics, ArrayView<double> priors, ArrayView<double> dataOf, int instruments)
    : ICollapsedModel<PatternModel>
{
    private readonly ArrayView<double> statistics = statistics;
    private readonly ArrayView<double> priors = priors;
    private readonly ArrayView<double> dataOf = dataOf;
    private readonly int instruments = instruments;

    /// <summary>Doubles that a pattern of n instruments takes.</summary>
    public static int PatternLength(int instruments) => 2 + (2 * instruments) + (instruments * (instruments - 1) / 2);

    /// <inheritdoc/>
    public static int Instruments(in PatternModel model) => model.instruments;

    /// <inheritdoc/>
    public static int Scratch(in PatternModel model) => PatternScratch.Length(model.instruments);

    /// <inheritdoc/>
    public static T Evaluate<T>(
        in PatternModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        PatternData data = PatternData.Of<T>(model.statistics, model.priors, model.dataOf, problem, n);
        PatternScratch rows = PatternScratch.At<T>(scratch, n);
        T quadratic = AreaSystem.Assemble<T>(data, eta, rows);
        T determinant = Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        T value = density ? Density(data, eta, rows, quadratic, determinant) : T.Of(0.0);
        Cholesky.Invert<T>(n, rows.Matrix);
        Slopes<T>(data, rows, gradient);
        return value;
    }

    /// <inheritdoc/>
    public static void DrawAreas<T>(
        in PatternModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        PatternData data = PatternData.Of<T>(model.statistics, model.priors, model.dataOf, problem, n);
        PatternScratch rows = PatternScratch.At<T>(scratch, n);
        AreaSystem.Assemble<T>(data, eta, rows);
        Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        T second = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T normal = second;
            if ((i & 1) == 0)
            {
                stream.Normals(site + (i / 2), 0, out normal, out second);
            }

            T.Store(areas, i * Tiles.Width, normal);
        }

        Cholesky.Colour<T>(n, rows.Matrix, areas);
        for (int i = 0; i < n; i++)
        {
            T mean = T.Load(rows.Mean, i * Tiles.Width) + T.LoadUniform(data.Prior, (PriorRows.LogArea * n) + i);
            T.Store(areas, i * Tiles.Width, T.Load(areas, i * Tiles.Width) + mean);
        }
    }

    private static T Density<T>(in PatternData data, in Strip eta, in PatternScratch rows, T quadratic, T determinant)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        T half = T.Of(0.5);
        T sum = half * (quadratic + determinant);
        for (int i = 0; i < n; i++)
        {
            sum = T.MultiplyAdd(T.LoadUniform(data.Prior, (PriorRows.Alpha * n) + i), T.Load(eta, i * Tiles.Width), sum);
            sum = T.MultiplyAdd(T.LoadUniform(data.Prior, (PriorRows.Beta * n) + i), T.Load(rows.Precision, i * Tiles.Width), sum);
            sum -= half * T.Load(rows.Right, i * Tiles.Width) * T.Load(rows.Mean, i * Tiles.Width);
        }

        long at = 0;
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            int members = (int)T.LoadNumber(data.Statistics, at + 1);
            T total = T.Of(0.0);
            T etas = T.Of(0.0);
            for (int a = 0; a < members; a++)
            {
                long row = (long)T.LoadNumber(data.Statistics, at + 2 + a) * Tiles.Width;
                total += T.Load(rows.Precision, row);
                etas += T.Load(eta, row);
            }

            sum = T.MultiplyAdd(half * T.LoadUniform(data.Statistics, at), etas + Logarithm.Log(total), sum);
            at += PatternLength(members);
        }

        return -sum;
    }

    private static void Slopes<T>(in PatternData data, in PatternScratch rows, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        for (int i = 0; i < n; i++)
        {
            // From here on the row of offsets, v/2 − b, is short of μ as well: added to ȳ it gives e.
            T.Store(rows.Offset, i * Tiles.Width, T.Load(rows.Offset, i * Tiles.Width) - T.Load(rows.Mean, i * Tiles.Width));
            T slope = T.MultiplyAdd(
                T.LoadUniform(data.Prior, (PriorRows.Beta * n) + i),
                T.Load(rows.Precision, i * Tiles.Width),
                -T.LoadUniform(data.Prior, (PriorRows.Alpha * n) + i));
            T.Store(gradient, i * Tiles.Width, slope);
        }

        long at = 0;
        for (int pattern = 0; pattern < data.Patterns; pattern++)
        {
            int members = (int)T.LoadNumber(data.Statistics, at + 1);
            PatternSlopes.Add<T>(data, at, members, rows, gradient);
            at += PatternLength(members);
        }
    }
}
