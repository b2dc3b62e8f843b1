using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Tests.Kernels.Random;

/// <summary>Every kind of draw in the form that <see cref="DrawKernel{TDraw}"/> makes.</summary>
public static class Draws
{
    public readonly struct FirstUniform : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.Uniforms(3, 0, out T first, out _);
            return first;
        }
    }

    public readonly struct SecondUniform : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.Uniforms(3, 0, out _, out T second);
            return second;
        }
    }

    public readonly struct FirstNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.Normals(4, 0, out T first, out _);
            return first;
        }
    }

    public readonly struct SecondNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.Normals(4, 0, out _, out T second);
            return second;
        }
    }

    public readonly struct ProposalNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalAndUniform(5, 0, out T normal, out _);
            return normal;
        }
    }

    public readonly struct ProposalUniform : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalAndUniform(5, 0, out _, out T uniform);
            return uniform;
        }
    }

    public readonly struct OfGamma : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => Gamma.Draw(stream, 6, p1);
    }

    public readonly struct OfInverseGamma : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => Gamma.DrawInverse(stream, 7, p1, p2);
    }

    public readonly struct OfGeneralizedInverseGaussian : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => GeneralizedInverseGaussian.Draw(stream, 8, p1, p2, p3);
    }

    /// <summary>Of order 2, by its reciprocal; the first parameter is that order.</summary>
    public readonly struct OfOrderTwoInverseGaussian : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => T.Of(1.0) / OrderTwoInverseGaussian.DrawReciprocal(stream, 9, p2, p3);
    }

    /// <summary>The mistake that forgets the half-variance: an inverse gamma where a generalized inverse Gaussian belongs.</summary>
    public readonly struct InverseGammaForGeneralizedInverseGaussian : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => Gamma.DrawInverse(stream, 8, p1, T.Of(0.5) * p3);
    }
}
