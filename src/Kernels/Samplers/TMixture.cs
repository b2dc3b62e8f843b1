using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Samplers;

/// <summary>Draws from a mixture of multivariate t distributions, and its density; see <see cref="TMixtureLayout"/>.</summary>
internal static class TMixture
{
    /// <summary>
    /// A point into component i of <paramref name="point"/>: m_k + L_k z √(ν/χ²_ν), z standard normal, component k with its share. N/2 + ν/6 random sites.
    /// </summary>
    /// <param name="n">N.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="stream">Random numbers.</param>
    /// <param name="normals">Room for N.</param>
    /// <param name="point">Receives the point.</param>
    /// <param name="accept">An independent uniform of 32 bits.</param>
    public static void Draw<T>(int n, in Strip mixture, in Stream<T> stream, in Strip normals, in Strip point, out T accept)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < n; i += 2)
        {
            stream.Normals(Sites.Proposal + (i / 2), 0, out T first, out T second);
            T.Store(normals, i * Tiles.Width, first);
            if (i + 1 < n)
            {
                T.Store(normals, (i + 1) * Tiles.Width, second);
            }
        }

        T stretch = Stretch(mixture, stream);
        stream.ThreeUniforms(Sites.ProposalComponent, 0, out T which, out accept, out _);
        Choose(n, mixture, normals, stretch, which, point);
    }

    /// <summary>The point that a <see cref="StandardPoint"/> stands for in this mixture, component i into component i of <paramref name="point"/>.</summary>
    /// <param name="n">N.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="standard">A standard point a lane.</param>
    /// <param name="point">Receives the point.</param>
    public static void Place<T>(int n, in Strip mixture, in Strip standard, in Strip point)
        where T : unmanaged, ILane<T>
    {
        long stretch = StandardPoint.Stretch(n) + (long)T.LoadNumber(mixture, TMixtureLayout.FreedomPlace);
        T which = T.Load(standard, StandardPoint.Component(n) * Tiles.Width);
        Choose(n, mixture, standard, T.Load(standard, stretch * Tiles.Width), which, point);
    }

    /// <summary>m_k + s·L_k z of the component k in whose share <paramref name="which"/> falls.</summary>
    private static void Choose<T>(int n, in Strip mixture, in Strip normals, T stretch, T which, in Strip point)
        where T : unmanaged, ILane<T>
    {
        int components = (int)T.LoadNumber(mixture, TMixtureLayout.Components);
        T left = T.Of(0.0);
        for (int k = 0; k < components; k++)
        {
            Strip component = Component<T>(n, mixture, k);
            T cumulative = T.LoadUniform(component, TMixtureLayout.Cumulative);
            Place(n, component, normals, stretch, T.LessOrEqual(left, which), point);
            left = cumulative;
        }
    }

    /// <summary>ln of the mixture's density at <paramref name="point"/>, by N²/2 operations a component.</summary>
    /// <param name="n">N.</param>
    /// <param name="mixture">The mixture.</param>
    /// <param name="point">Where.</param>
    /// <param name="whitened">Room for N.</param>
    public static T LogDensity<T>(int n, in Strip mixture, in Strip point, in Strip whitened)
        where T : unmanaged, ILane<T>
    {
        int components = (int)T.LoadNumber(mixture, TMixtureLayout.Components);
        T freedom = T.LoadUniform(mixture, TMixtureLayout.Freedom);
        T power = T.Of(-0.5) * (freedom + T.Of(n));
        T inverse = T.Of(1.0) / freedom;
        T highest = T.Of(0.0);
        T sum = T.Of(1.0);
        for (int k = 0; k < components; k++)
        {
            Strip component = Component<T>(n, mixture, k);
            T square = Square<T>(n, component, point, whitened);
            T own = T.MultiplyAdd(power, Logarithm.Log(T.MultiplyAdd(square, inverse, T.Of(1.0))), T.LoadUniform(component, TMixtureLayout.Constant));
            if (k == 0)
            {
                highest = own;
            }
            else
            {
                T top = T.Max(highest, own);
                sum = T.MultiplyAdd(sum, Exponential.Exp(highest - top), Exponential.Exp(own - top));
                highest = top;
            }
        }

        return components == 1 ? highest : highest + Logarithm.Log(sum);
    }

    private static Strip Component<T>(int n, in Strip mixture, int k)
        where T : unmanaged, ILane<T> => T.Skip(mixture, TMixtureLayout.Head + ((long)k * TMixtureLayout.ComponentLength(n)));

    /// <summary>√(ν/χ²_ν).</summary>
    private static T Stretch<T>(in Strip mixture, in Stream<T> stream)
        where T : unmanaged, ILane<T>
    {
        int threes = (int)T.LoadNumber(mixture, TMixtureLayout.Freedom) / TMixtureLayout.FreedomUnit;
        T logarithm = T.Of(0.0);
        for (int k = 0; k < threes; k++)
        {
            stream.ThreeUniforms(Sites.ProposalScale + k, 0, out T first, out T second, out T third);
            logarithm += Logarithm.LogOfNormal(first * second * third);
        }

        return T.Sqrt(T.LoadUniform(mixture, TMixtureLayout.Freedom) / (T.Of(-2.0) * logarithm));
    }

    /// <summary>m + s·Lz of one component, on the lanes that reach it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Place<T>(int n, in Strip component, in Strip normals, T stretch, T chosen, in Strip point)
        where T : unmanaged, ILane<T>
    {
        long row = TMixtureLayout.Factor(n);
        for (int i = 0; i < n; i++)
        {
            T sum = T.Of(0.0);
            for (int k = 0; k <= i; k++)
            {
                sum = T.MultiplyAdd(T.LoadUniform(component, row + k), T.Load(normals, k * Tiles.Width), sum);
            }

            T place = T.MultiplyAdd(stretch, sum, T.LoadUniform(component, TMixtureLayout.Mean + i));
            T.Store(point, i * Tiles.Width, T.Select(chosen, place, T.Load(point, i * Tiles.Width)));
            row += i + 1;
        }
    }

    /// <summary>|L⁻¹(x − m)|².</summary>
    private static T Square<T>(int n, in Strip component, in Strip point, in Strip whitened)
        where T : unmanaged, ILane<T>
    {
        T square = T.Of(0.0);
        long row = TMixtureLayout.Factor(n);
        for (int i = 0; i < n; i++)
        {
            T rest = T.Load(point, i * Tiles.Width) - T.LoadUniform(component, TMixtureLayout.Mean + i);
            for (int k = 0; k < i; k++)
            {
                rest -= T.LoadUniform(component, row + k) * T.Load(whitened, k * Tiles.Width);
            }

            T white = rest * T.LoadUniform(component, TMixtureLayout.Reciprocal(n) + i);
            T.Store(whitened, i * Tiles.Width, white);
            square = T.MultiplyAdd(white, white, square);
            row += i + 1;
        }

        return square;
    }
}
