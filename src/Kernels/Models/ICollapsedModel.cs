using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Models;

/// <summary>
/// A concordance model with areas and fluxes integrated out: a density of η = ln v alone, whose cost does not depend on the
/// number of sources, and the exact draw of the areas that goes with it. Samplers know a model by this and nothing else.
/// </summary>
/// <typeparam name="TModel">The implementing struct: views of its statistics and priors, passed by value to a device.</typeparam>
public interface ICollapsedModel<TModel>
    where TModel : struct, ICollapsedModel<TModel>
{
    /// <summary>N, the number of variances and of areas.</summary>
    static abstract int Instruments(in TModel model);

    /// <summary>Components of scratch that one lane needs.</summary>
    static abstract int Scratch(in TModel model);

    /// <summary>
    /// ∂ ln p(η | y)/∂η_i into component i of <paramref name="gradient"/>; returns ln p(η | y) up to a constant of the problem when
    /// <paramref name="density"/> is set, else 0. The Jacobian of η = ln v is in; |η_i| is clamped to 300.
    /// </summary>
    static abstract T Evaluate<T>(
        in TModel model, int problem, in Strip eta, in Strip gradient, in Strip scratch, bool density)
        where T : unmanaged, ILane<T>;

    /// <summary>ln p(η | y), as <see cref="Evaluate"/> returns it, without the work of a gradient.</summary>
    static abstract T Density<T>(in TModel model, int problem, in Strip eta, in Strip scratch)
        where T : unmanaged, ILane<T>;

    /// <summary>One exact draw of B given η and the data into component i of <paramref name="areas"/>; sites from <paramref name="site"/> on.</summary>
    static abstract void DrawAreas<T>(
        in TModel model, int problem, in Strip eta, in Strip scratch, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>;

    /// <summary>
    /// E[B_i | η, y] and Var[B_i | η, y] into component i of <paramref name="means"/> and <paramref name="variances"/>, right after <see cref="DrawAreas"/>, from what
    /// that left in <paramref name="scratch"/>.
    /// </summary>
    static abstract void AreaMoments<T>(
        in TModel model, int problem, in Strip eta, in Strip scratch, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>;
}
