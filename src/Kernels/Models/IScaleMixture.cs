using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Models;

/// <summary>
/// A concordance model whose every observation has a variance of its own, y_ij | ψ ~ N(B_i + G_j − ψ_ij/2, ψ_ij), drawn about a scale
/// s_i = σ_i²: a normal scale mixture. Given ψ the areas and fluxes are jointly normal, so a sampler needs to know of the model only
/// how ψ and σ² are drawn.
/// </summary>
/// <typeparam name="TModel">The implementing struct, passed by value to a device.</typeparam>
public interface IScaleMixture<TModel>
    where TModel : struct, IScaleMixture<TModel>
{
    /// <summary>One draw a lane of the precision w = 1/ψ of an observation.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="scale">σ², greater than 0.</param>
    /// <param name="square">(y − B − G)², without the half variance.</param>
    static abstract T Precision<T>(in TModel model, in Stream<T> stream, long site, T scale, T square)
        where T : unmanaged, ILane<T>;

    /// <summary>
    /// Draws σ² of every instrument into <paramref name="scales"/>, and into <paramref name="factors"/> what every precision of the
    /// instrument must be multiplied by on that account (1 where σ² does not move ψ).
    /// </summary>
    /// <remarks>Which moves it makes may depend on the number of the iteration, but on nothing drawn.</remarks>
    static abstract void DrawScales<T>(
        in TModel model, in Stream<T> stream, long site, int iteration, in ScaleSums sums, in Strip scales, in Strip factors)
        where T : unmanaged, ILane<T>;
}

/// <summary>What the conditionals of σ² need of the observations: sums over each instrument's, a row of a lane an instrument.</summary>
/// <param name="precision">Row 0 of Σ 1/ψ.</param>
/// <param name="variance">Row 0 of Σ ψ.</param>
/// <param name="square">Row 0 of Σ r²/ψ, r = y − B − G.</param>
public readonly struct ScaleSums(Strip precision, Strip variance, Strip square)
{
    /// <summary>Rows of Σ 1/ψ.</summary>
    public readonly Strip Precision = precision;

    /// <summary>Rows of Σ ψ.</summary>
    public readonly Strip Variance = variance;

    /// <summary>Rows of Σ r²/ψ.</summary>
    public readonly Strip Square = square;
}
