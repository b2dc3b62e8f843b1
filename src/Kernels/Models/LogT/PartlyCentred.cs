using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Models.LogT;

/// <summary>
/// η = ln σ² of the log-t model given areas, fluxes and ψ/σ^2c of every observation, 0 ≤ c ≤ 1: as η moves by d, ψ moves by cd along with it.
/// </summary>
/// <remarks>
/// <para>ln p(η + d) = A d − a e^((1−c)d) − b e^(−cd) − v e^(cd) − f e^(−d) + const, a = σ²Σ(1/ψ)/2 from the prior of ψ, b = Σ(r²/ψ)/2 and
/// v = Σψ/8 from the residuals, f = β/σ²; A = n(ν/2 − c(ν + 1)/2) − α, in which the Jacobian of ψ counts. It is concave, and it takes no more than
/// sums that a pass over the observations leaves anyway.</para>
/// <para>The move is over-relaxed (Adler 1981, Phys. Rev. D 23, 2901): from η it goes to m − r(η − m) + √(1 − r²) s z, m = η + g/h and s² = 1/h by one
/// step of Newton, and is taken or not as Metropolis and Hastings have it. To land beyond the middle undoes what areas, fluxes and ψ remember of the
/// last σ². Where the density is far from normal m and s are bounded, which the rule allows: they depend on nothing but where a move starts.</para>
/// </remarks>
/// <param name="centring">c.</param>
/// <param name="power">A.</param>
/// <param name="scale">σ².</param>
/// <param name="precision">Σ1/ψ.</param>
/// <param name="variance">Σψ.</param>
/// <param name="square">Σr²/ψ.</param>
/// <param name="prior">2β.</param>
internal readonly struct PartlyCentred<T>(T centring, T power, T scale, T precision, T variance, T square, T prior)
    where T : unmanaged, ILane<T>
{
    private const double Relaxation = 0.9;

    // 1 − r².
    private const double Fresh = 0.19;

    // Bounds that a density near a normal one, of a dozen observations or more, never meets.
    private const double LongestStep = 2.0;
    private const double LeastCurvature = 0.1;

    private readonly T c = centring;
    private readonly T power = power;
    private readonly T ofPrior = T.Of(0.5) * scale * precision;
    private readonly T ofSquares = T.Of(0.5) * square;
    private readonly T ofVariances = T.Of(0.125) * variance;
    private readonly T ofScale = T.Of(0.5) * prior / scale;

    /// <summary>Moves η.</summary>
    /// <param name="stream">Where the random numbers come from.</param>
    /// <param name="site">The site that draws.</param>
    /// <param name="stretch">What every ψ must be multiplied by.</param>
    /// <returns>What σ² must be multiplied by.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public T Move(in Stream<T> stream, long site, out T stretch)
    {
        T one = T.Of(1.0);
        T half = T.Of(0.5);
        stream.NormalAndUniform(site, 0, out T normal, out T uniform);
        Look(one, one, out T value, out T step, out T curvature);
        T spread = T.Sqrt(T.Of(Fresh) / curvature);
        T distance = T.MultiplyAdd(T.Of(1.0 + Relaxation), step, spread * normal);
        T own = Exponential.Exp(c * distance);
        T rest = Exponential.Exp((one - c) * distance);
        Look(own, rest, out T there, out T back, out T curvatureThere);

        // How far the way back is from the middle of its own proposal.
        T off = distance + (T.Of(1.0 + Relaxation) * back);
        T ratio = (power * distance) + (there - value)
            + (half * ((normal * normal) - (off * off * curvatureThere / T.Of(Fresh))))
            + (half * Logarithm.Log(curvatureThere / curvature));
        T accept = T.LessOrEqual(Logarithm.LogOfNormal(uniform), ratio);
        stretch = T.Select(accept, own, one);
        return T.Select(accept, own * rest, one);
    }

    /// <summary>ln p but for A d, the Newton step and the curvature, where e^(cd) and e^((1−c)d) are these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Look(T own, T rest, out T value, out T step, out T curvature)
    {
        T one = T.Of(1.0);
        T other = one - c;
        T a = ofPrior * rest;
        T b = ofSquares / own;
        T v = ofVariances * own;
        T f = ofScale / (own * rest);
        value = -(a + b + v + f);
        T slope = power - (other * a) + (c * (b - v)) + f;
        curvature = T.Max((other * other * a) + (c * c * (b + v)) + f, T.Of(LeastCurvature));
        step = T.Min(T.Max(slope / curvature, T.Of(-LongestStep)), T.Of(LongestStep));
    }
}
