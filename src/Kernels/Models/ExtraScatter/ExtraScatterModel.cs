using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.ExtraScatter;

/// <summary>
/// The log-Normal model with a known variance for every observation and one unknown variance an instrument added to it,
/// y_ij ~ N(B_i + G_j − t_ij/2, t_ij), t_ij = s_ij + v_i, with B and G integrated out (Chen et al. 2019, arXiv:1711.09429, whose
/// models with known and with fitted variances are its ends: s = 0 and v = 0). Any pattern of missing data, and any prior covariance T of the areas.
/// </summary>
/// <remarks>
/// <para>Every source weighs differently, so nothing condenses beforehand: an evaluation makes two passes over the observations,
/// Σ_j n_j² operations each, and one factorisation and inverse of an N × N matrix. With w = 1/t, and in a source W = Σw, ω = w/W,
/// δ_i = y_ij + t_ij/2 − b_i: S = T⁻¹ + Σ_j (diag w − w wᵀ/W) and B | η ~ N(b + μ, S⁻¹), Sμ = r = Σ_j w∘(δ − ω·δ).</para>
/// <para>ln p(η|y) = −Σ(αη + β/v) − ½ Σ ln t_ij − ½ Σ ln W_j − ½ ln|S| − ½ (Σ_j Σ_{a&lt;b} w_a w_b (δ_a − δ_b)²/W − rᵀμ).</para>
/// <para>The gradient is Fisher's identity, the expected complete-data gradient over (B, G) | η: with
/// D_ab = (e_a − e_b)² + Var(B_a − B_b), e = δ − μ,
/// 2 ∂ ln p/∂t_a = w_a [w_a (Σ_b ω_b D_ab − Σ_{b&lt;c} ω_b ω_c D_bc) − Σ_b ω_b (e_a − e_b) − (1 − ω_a)], and ∂t/∂η = v.
/// Pairs instead of means: nothing cancels when one variance is far below the others.</para>
/// </remarks>
/// <param name="observations">Data sets, each laid out as <see cref="SourceLayout"/> says.</param>
/// <param name="priors">A problem's numbers as <see cref="PriorLayout"/> says, one problem after another.</param>
/// <param name="locations">Where each problem's data are: <see cref="SourceLayout.LocationLength"/> numbers a problem.</param>
/// <param name="instruments">N.</param>
public readonly struct ExtraScatterModel(
    ArrayView<double> observations, ArrayView<double> priors, ArrayView<double> locations, int instruments)
    : ICollapsedModel<ExtraScatterModel>
{
    private readonly ArrayView<double> observations = observations;
    private readonly ArrayView<double> priors = priors;
    private readonly ArrayView<double> locations = locations;
    private readonly int instruments = instruments;

    /// <inheritdoc/>
    public static int Instruments(in ExtraScatterModel model) => model.instruments;

    /// <inheritdoc/>
    public static int Scratch(in ExtraScatterModel model) => SourceScratch.Length(model.instruments);

    /// <inheritdoc/>
    public static T Evaluate<T>(
        in ExtraScatterModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        SourceData data = Data<T>(model, problem);
        SourceScratch rows = SourceScratch.At<T>(scratch, n);
        T sum = SourceSystem.Assemble<T>(data, eta, rows, density);
        sum += Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        T value = density ? Value(data, eta, rows, sum) : T.Of(0.0);
        Cholesky.Invert<T>(n, rows.Matrix);
        SourceSlopes.Fill<T>(data, rows, gradient);
        return value;
    }

    /// <inheritdoc/>
    public static T Density<T>(in ExtraScatterModel model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        SourceData data = Data<T>(model, problem);
        SourceScratch rows = SourceScratch.At<T>(scratch, n);
        T sum = SourceSystem.Assemble<T>(data, eta, rows, true);
        sum += Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        return Value(data, eta, rows, sum);
    }

    /// <inheritdoc/>
    public static void DrawAreas<T>(
        in ExtraScatterModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        SourceData data = Data<T>(model, problem);
        SourceScratch rows = SourceScratch.At<T>(scratch, n);
        SourceSystem.Assemble<T>(data, eta, rows, false);
        Cholesky.Factor<T>(n, rows.Matrix);
        Cholesky.Solve<T>(n, rows.Matrix, rows.Mean);
        AreaDraw.Draw(n, rows.Matrix, rows.Mean, data.Prior, stream, site, areas);
    }

    /// <inheritdoc/>
    public static void AreaMoments<T>(
        in ExtraScatterModel model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        SourceScratch rows = SourceScratch.At<T>(scratch, model.instruments);
        AreaDraw.Moments<T>(model.instruments, rows.Matrix, rows.Mean, Data<T>(model, problem).Prior, means, variances);
    }

    private static SourceData Data<T>(in ExtraScatterModel model, int problem)
        where T : unmanaged, ILane<T>
    {
        Strip location = T.At(model.locations, (long)problem * SourceLayout.LocationLength);
        return new SourceData(
            T.At(model.observations, (long)T.LoadNumber(location, 0)),
            new PriorNumbers(T.At(model.priors, (long)problem * PriorLayout.Length(model.instruments)), model.instruments),
            model.instruments,
            (int)T.LoadNumber(location, 1));
    }

    private static T Value<T>(in SourceData data, in Strip eta, in SourceScratch rows, T sum)
        where T : unmanaged, ILane<T>
    {
        int n = data.Instruments;
        T half = T.Of(0.5);
        T value = half * sum;
        for (int i = 0; i < n; i++)
        {
            T scale = data.Prior.Beta<T>(i) / T.Load(rows.Variance, i * Tiles.Width);
            value += T.MultiplyAdd(data.Prior.Alpha<T>(i), T.Load(eta, i * Tiles.Width), scale);
            value -= half * T.Load(rows.Right, i * Tiles.Width) * T.Load(rows.Mean, i * Tiles.Width);
        }

        return -value;
    }
}
