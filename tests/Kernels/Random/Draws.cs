using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
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

    public readonly struct FirstOfTwoProposals : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalsAndUniforms(6, 0, out T normal, out _, out _, out _);
            return normal;
        }
    }

    public readonly struct SecondOfTwoProposals : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalsAndUniforms(6, 0, out _, out T normal, out _, out _);
            return normal;
        }
    }

    public readonly struct FirstUniformOfTwoProposals : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalsAndUniforms(6, 0, out _, out _, out T uniform, out _);
            return uniform;
        }
    }

    public readonly struct SecondUniformOfTwoProposals : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            stream.NormalsAndUniforms(6, 0, out _, out _, out _, out T uniform);
            return uniform;
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

    /// <summary>Successes in p1 trials of probability p2.</summary>
    public readonly struct OfBinomial : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => Binomial.Draw(stream, 10, p1, p2);
    }

    /// <summary>What Stirling's formula leaves of ln Γ(p1); no draw.</summary>
    public readonly struct StirlingRest : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => Binomial.StirlingRest(p1);
    }

    /// <summary>Wright's ω of p1, no draw.</summary>
    public readonly struct Omega : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => LogPoissonNormal.Omega(p1, T.Of(1e12), out _);
    }

    /// <summary>And its logarithm.</summary>
    public readonly struct LogOmega : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            LogPoissonNormal.Omega(p1, T.Of(1e12), out T log);
            return log;
        }
    }

    /// <summary>k = p1, h = p2, w = p3; the mean of the prior is <see cref="Eta"/>.</summary>
    public readonly struct OfLogPoissonNormal : IDraw
    {
        public const double Eta = 0.75;

        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T> => LogPoissonNormal.Draw(stream, 11, p1, p2, T.Of(Eta), p3);
    }

    /// <summary>The mistake that takes the first proposal, accepted or not.</summary>
    public readonly struct ProposedLogPoissonNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            LogPoissonNormal.Proposal<T> proposal = new(p1, Logarithm.Log(p2), new LogPoissonNormal.Prior<T>(p3), T.Of(OfLogPoissonNormal.Eta));
            stream.NormalAndUniform(11, 0, out T normal, out T uniform);
            return proposal.Try(stream, 11, 0, normal, uniform, T.All, out _, out _);
        }
    }

    /// <summary>1 where the first proposal is accepted, else 0.</summary>
    public readonly struct AcceptedLogPoissonNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            LogPoissonNormal.Proposal<T> proposal = new(p1, Logarithm.Log(p2), new LogPoissonNormal.Prior<T>(p3), T.Of(OfLogPoissonNormal.Eta));
            stream.NormalAndUniform(11, 0, out T normal, out T uniform);
            proposal.Try(stream, 11, 0, normal, uniform, T.All, out T accept, out _);
            return T.Select(accept, T.Of(1.0), T.Of(0.0));
        }
    }

    /// <summary>Accepted tries whose normal is below <see cref="EdgeOfLogPoissonNormal.Low"/>, else −∞.</summary>
    public readonly struct TailOfLogPoissonNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            T x = Try(stream, p1, p2, p3, out T below, out T accept);
            return T.Select(T.Both(below, accept), x, T.Of(double.NegativeInfinity));
        }

        /// <summary>Of a normal's tail below z₀: −√(z₀² − 2 ln u) has a density ∝ |z| e^(−z²/2), and is kept with probability |z₀/z|.</summary>
        public static T Try<T>(in Stream<T> stream, T p1, T p2, T p3, out T below, out T accept)
            where T : unmanaged, ILane<T>
        {
            T low = T.Of(EdgeOfLogPoissonNormal.Low);
            LogPoissonNormal.Proposal<T> proposal = new(p1, Logarithm.Log(p2), new LogPoissonNormal.Prior<T>(p3), T.Of(OfLogPoissonNormal.Eta));
            stream.Uniforms(12, 0, out T first, out T second);
            stream.Uniforms(12, 1, out T uniform, out _);
            T z = -T.Sqrt(T.MultiplyAdd(low, low, T.Of(-2.0) * Logarithm.Log(first)));
            below = T.Less(low, second * z);
            return proposal.Try(stream, 11, 0, z, uniform, T.All, out accept, out _);
        }
    }

    /// <summary>The same, accepted or not.</summary>
    public readonly struct UnweighedTailOfLogPoissonNormal : IDraw
    {
        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            T x = TailOfLogPoissonNormal.Try(stream, p1, p2, p3, out T below, out _);
            return T.Select(below, x, T.Of(double.NegativeInfinity));
        }
    }

    /// <summary>Where tries begin that the two above make.</summary>
    public readonly struct EdgeOfLogPoissonNormal : IDraw
    {
        public const double Low = -3.5;

        public static T At<T>(in Stream<T> stream, T p1, T p2, T p3)
            where T : unmanaged, ILane<T>
        {
            LogPoissonNormal.Proposal<T> proposal = new(p1, Logarithm.Log(p2), new LogPoissonNormal.Prior<T>(p3), T.Of(OfLogPoissonNormal.Eta));
            return proposal.Try(stream, 11, 0, T.Of(Low), T.Of(0.5), T.All, out _, out _);
        }
    }
}
