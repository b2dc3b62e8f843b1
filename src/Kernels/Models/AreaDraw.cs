using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Models;

/// <summary>The exact draw of the areas given the variances, once their precision has been factored.</summary>
internal static class AreaDraw
{
    /// <summary>B ~ N(b + μ, S⁻¹) into <paramref name="areas"/>: N normals, two a site, coloured by the factor of S.</summary>
    /// <param name="n">N.</param>
    /// <param name="factor">Cholesky factor of S.</param>
    /// <param name="mean">μ = E[B] − b.</param>
    /// <param name="prior">Whose b it is.</param>
    /// <param name="stream">Random numbers.</param>
    /// <param name="site">First site.</param>
    /// <param name="areas">Receives B.</param>
    public static void Draw<T>(
        int n, in Strip factor, in Strip mean, in PriorNumbers prior, in Stream<T> stream, long site, in Strip areas)
        where T : unmanaged, ILane<T>
    {
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

        Cholesky.Colour<T>(n, factor, areas);
        for (int i = 0; i < n; i++)
        {
            T centre = T.Load(mean, i * Tiles.Width) + prior.LogArea<T>(i);
            T.Store(areas, i * Tiles.Width, T.Load(areas, i * Tiles.Width) + centre);
        }
    }

    /// <summary>E[B_i] = b_i + μ_i and Var[B_i] = (S⁻¹)_ii; overwrites the factor.</summary>
    /// <param name="n">N.</param>
    /// <param name="factor">Cholesky factor of S.</param>
    /// <param name="mean">μ = E[B] − b.</param>
    /// <param name="prior">Whose b it is.</param>
    /// <param name="means">Receives the means.</param>
    /// <param name="variances">Receives the variances.</param>
    public static void Moments<T>(int n, in Strip factor, in Strip mean, in PriorNumbers prior, in Strip means, in Strip variances)
        where T : unmanaged, ILane<T>
    {
        Cholesky.Invert<T>(n, factor);
        for (int i = 0; i < n; i++)
        {
            T.Store(means, i * Tiles.Width, T.Load(mean, i * Tiles.Width) + prior.LogArea<T>(i));
            T.Store(variances, i * Tiles.Width, T.Load(factor, Cholesky.At(i, i)));
        }
    }
}
