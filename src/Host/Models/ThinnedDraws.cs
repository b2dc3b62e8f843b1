using GpuConcord.Host.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Models;

/// <summary>Kept draws of a fit, evenly spaced over all chains: few enough that every observation can be looked at under each.</summary>
internal sealed class ThinnedDraws
{
    private readonly Fit fit;
    private readonly int[] at;
    private readonly StreamKey key;
    private readonly double[]? known;

    /// <summary>At most <paramref name="most"/> of the draws of <paramref name="fit"/>.</summary>
    public ThinnedDraws(Fit fit, int most)
    {
        this.fit = fit;
        int all = fit.LogArea[0].Length;
        int count = Math.Min(most, all);
        at = [.. Enumerable.Range(0, count).Select(s => (int)((long)s * all / count))];
        key = StreamKey.Of(fit.Options.Seed, fit.Options.Problem);
        known = Known(fit);
    }

    /// <summary>Number of draws S.</summary>
    public int Count => at.Length;

    /// <summary>B_i of draw s.</summary>
    public double Area(int instrument, int s) => fit.LogArea[instrument][at[s]];

    /// <summary>The variance of an observation under draw s: v_i, the known one, or their sum; log-t: σ_i².</summary>
    public double Variance(int observation, int s) =>
        (known is null ? 0 : known[observation])
        + (fit.Variance.Length > 0 ? fit.Variance[fit.Observations.Instrument[observation]][at[s]] : 0);

    /// <summary>y + s/2 − B of an observation under draw s: what it alone says of G.</summary>
    public double Offset(int observation, int s) =>
        fit.Observations.Y[observation] + (0.5 * Variance(observation, s)) - Area(fit.Observations.Instrument[observation], s);

    /// <summary>The standard normal that makes G_j out of its conditional mean and sd, at the address that draws of fluxes use.</summary>
    public double FluxNormal(int source, int s)
    {
        Stream(s).Normals(Sites.FluxPosterior + source, 0, out ScalarLane normal, out _);
        return normal.Value;
    }

    /// <summary>Two uniforms for a G_j whose conditional is no normal, at the same address.</summary>
    public (double First, double Second) FluxUniforms(int source, int s)
    {
        Stream(s).Uniforms(Sites.FluxPosterior + source, 0, out ScalarLane first, out ScalarLane second);
        return (first.Value, second.Value);
    }

    private static double[]? Known(Fit fit) => fit.Options.Model switch
    {
        ScatterModel.LogT when fit.Options.LogT.Sigma is { } sigma => [.. fit.Observations.Y.Select(_ => sigma * sigma)],
        ScatterModel.LogT => null,
        ScatterModel.KnownPlusFittedVariances => fit.Observations.Variance,
        _ => fit.Variance.Length > 0 ? null : fit.Observations.Variance,
    };

    private Stream<ScalarLane> Stream(int s)
    {
        FitOptions options = fit.Options;
        (int chain, int draw) = Math.DivRem(at[s], options.Draws);
        long iteration = options.WarmUp + options.Thin - 1L + ((long)draw * options.Thin);
        return new Stream<ScalarLane>(key, ScalarLane.OfBits(chain), iteration);
    }
}
