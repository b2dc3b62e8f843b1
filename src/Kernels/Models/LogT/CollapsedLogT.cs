using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using ILGPU;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>
/// The log-t model (Chen et al. 2019, arXiv:1711.09429) with every latent variance ψ, weight ξ and log flux G integrated out: a density of θ = (B − b, ln σ²) alone,
/// of D = N + S dimensions, S = 0, 1 or N.
/// </summary>
/// <remarks>
/// <para>With k = (ν + 1)/2, r = y − B − G, q = σ² + r² and x = √q/2, an observation has the density f(r) ∝ σ^ν e^(−r/2) q^(−k) κ(x), κ(x) = xᵏK_k(x)/κ(0), a generalised
/// hyperbolic skew t. ln p(θ | y) = Σ_j ln ∫ Π_i f dG + priors. Π e^(−r/2) does not depend on how B is dealt out but through e^(Σ n_i B_i/2) and goes out of the
/// integral, as σ^ν does; the rest is a sum over the nodes of a rule made for the source (<see cref="FluxRule"/>), κ a polynomial of √q,
/// one for members near their flux and others for outliers.</para>
/// <para>The rules are good to what they were made for in a region about the mode, an ellipsoid that holds all of the posterior but a share that no number of draws would
/// show; outside it the density is 0.</para>
/// <para>In place of a gradient stands that of the normal approximation: a trajectory may be drawn along any field, it is the density at its end that decides.</para>
/// </remarks>
/// <param name="sources">See <see cref="FluxRule"/>.</param>
/// <param name="law">See <see cref="CollapsedLaw"/>.</param>
/// <param name="instruments">N.</param>
/// <param name="scales">S.</param>
public readonly struct CollapsedLogT(ArrayView<double> sources, ArrayView<double> law, int instruments, int scales) : ICollapsedModel<CollapsedLogT>
{
    private readonly ArrayView<double> sources = sources;
    private readonly ArrayView<double> law = law;
    private readonly int instruments = instruments;
    private readonly int scales = scales;

    /// <summary>N.</summary>
    internal int Areas => instruments;

    /// <summary>See <see cref="CollapsedLaw"/>.</summary>
    internal ArrayView<double> Law => law;

    /// <summary>See <see cref="FluxRule"/>.</summary>
    internal ArrayView<double> Rules => sources;

    /// <summary>D.</summary>
    public static int Instruments(in CollapsedLogT model) => model.instruments + model.scales;

    /// <inheritdoc/>
    public static int Scratch(in CollapsedLogT model) => LogTRowsOfSource.Length(model.instruments);

    /// <inheritdoc/>
    public static T Evaluate<T>(in CollapsedLogT model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>
    {
        Pull<T>(model, eta, gradient);
        return density ? Density<T>(model, problem, eta, scratch) : T.Of(0.0);
    }

    /// <inheritdoc/>
    public static T Density<T>(in CollapsedLogT model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>
    {
        Strip shared = T.At(model.law, 0);
        Strip at = T.At(model.sources, 0);
        LogTRowsOfSource rows = LogTRowsOfSource.At<T>(scratch, model.instruments);
        T sum = Begin<T>(model, shared, eta, rows, out _);
        SourceTerms<T> terms = SourceTerms<T>.Of(shared);
        LogProduct<T> product = LogProduct<T>.One;
        int count = (int)T.LoadNumber(shared, CollapsedLaw.Sources);
        long length = 0;
        for (int j = 0; j < count; j++)
        {
            at = T.Skip(at, length);
            int members = (int)T.LoadNumber(at, 0);
            int nodes = (int)T.LoadNumber(at, 1);
            rows.Take<T>(at, members);
            product = product.Times(terms.Integral(shared, at, members, nodes, rows));
            length = FluxRule.Length(members, nodes);
        }

        T form = Form<T>(model, shared, eta);
        return T.Select(T.LessOrEqual(form, T.LoadUniform(shared, CollapsedLaw.Reach)), sum + product.Log(), T.Of(double.NegativeInfinity));
    }

    /// <summary>θ itself: there is nothing left to draw.</summary>
    public static void DrawAreas<T>(
        in CollapsedLogT model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < Instruments(model); i++)
        {
            T.Store(areas, i * Tiles.Width, T.Load(eta, i * Tiles.Width));
        }
    }

    /// <summary>θ itself, known.</summary>
    public static void AreaMoments<T>(
        in CollapsedLogT model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < Instruments(model); i++)
        {
            T.Store(means, i * Tiles.Width, T.Load(eta, i * Tiles.Width));
            T.Store(variances, i * Tiles.Width, T.Of(0.0));
        }
    }

    /// <summary>
    /// Fills the rows of the instruments, B less its mean shift from the centre, by which every flux is moved the other way: only what B differs by moves an integrand against its
    /// nodes. Returns what of ln p no source has a share in: priors, Σ n_i B_i/2 of the B in the rows and Σ n_i ν ln σ_i²/2, all less their value at the region's
    /// centre but for the priors.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static T Begin<T>(in CollapsedLogT model, in Strip law, in Strip eta, in LogTRowsOfSource rows, out T shift)
        where T : unmanaged, ILane<T>
    {
        int n = model.instruments;
        int d = n + model.scales;
        T half = T.Of(0.5);
        T inverse = T.Of(1.0) / T.LoadUniform(law, CollapsedLaw.Unit);
        T halfNu = half * (T.LoadUniform(law, CollapsedLaw.TwiceShape) - T.Of(1.0));
        T sum = T.Of(0.0);
        shift = T.Of(0.0);
        for (int i = 0; i < n; i++)
        {
            T away = T.Load(eta, i * Tiles.Width) - T.LoadUniform(law, CollapsedLaw.Centre + i);
            shift = T.MultiplyAdd(T.LoadUniform(law, CollapsedLaw.Shares(d, n) + i), away, shift);
        }

        for (int i = 0; i < n; i++)
        {
            T area = T.Load(eta, i * Tiles.Width);
            T moved = area - shift;
            T.Store(rows.Area, i * Tiles.Width, moved * inverse);
            T count = T.LoadUniform(law, CollapsedLaw.Counts(d) + i);
            sum += half * count * (moved - T.LoadUniform(law, CollapsedLaw.Centre + i));
            for (int k = 0; k <= i; k++)
            {
                T both = area * T.Load(eta, k * Tiles.Width) * T.LoadUniform(law, CollapsedLaw.AreaPrecision(d, n) + Cholesky.Length(i) + k);
                sum -= k == i ? half * both : both;
            }

            if (model.scales == 0)
            {
                T.Store(rows.Scale, i * Tiles.Width, T.LoadUniform(law, CollapsedLaw.KnownScale));
                continue;
            }

            int own = n + (model.scales == 1 ? 0 : i);
            T logarithm = T.Max(T.Min(T.Load(eta, own * Tiles.Width), T.Of(300.0)), T.Of(-300.0));
            T scale = Exponential.ExpOfModerate(logarithm);
            T.Store(rows.Scale, i * Tiles.Width, scale * inverse * inverse);
            sum += count * halfNu * (logarithm - T.LoadUniform(law, CollapsedLaw.Centre + own));
            if (i == 0 || model.scales > 1)
            {
                int alpha = CollapsedLaw.Alpha(d, n) + own - n;
                sum -= T.MultiplyAdd(T.LoadUniform(law, alpha), logarithm, T.LoadUniform(law, alpha + model.scales) / scale);
            }
        }

        return sum;
    }

    /// <summary>The region's quadratic form.</summary>
    private static T Form<T>(in CollapsedLogT model, in Strip law, in Strip eta)
        where T : unmanaged, ILane<T>
    {
        int d = Instruments(model);
        T form = T.Of(0.0);
        for (int i = 0; i < d; i++)
        {
            T own = T.Load(eta, i * Tiles.Width) - T.LoadUniform(law, CollapsedLaw.Centre + i);
            for (int k = 0; k <= i; k++)
            {
                T other = T.Load(eta, k * Tiles.Width) - T.LoadUniform(law, CollapsedLaw.Centre + k);
                T both = own * other * T.LoadUniform(law, CollapsedLaw.Precision(d) + Cholesky.Length(i) + k);
                form += k == i ? both : both + both;
            }
        }

        return form;
    }

    private static void Pull<T>(in CollapsedLogT model, in Strip eta, in Strip gradient)
        where T : unmanaged, ILane<T>
    {
        int d = Instruments(model);
        Strip shared = T.At(model.law, 0);
        for (int i = 0; i < d; i++)
        {
            T sum = T.Of(0.0);
            for (int k = 0; k < d; k++)
            {
                int place = k <= i ? Cholesky.Length(i) + k : Cholesky.Length(k) + i;
                T away = T.Load(eta, k * Tiles.Width) - T.LoadUniform(shared, CollapsedLaw.Centre + k);
                sum -= T.LoadUniform(shared, CollapsedLaw.Precision(d) + place) * away;
            }

            T.Store(gradient, i * Tiles.Width, sum);
        }
    }
}
