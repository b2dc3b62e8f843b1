using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The counts of one observation: which photons are the source's, and how likely all of them are.</summary>
internal static class CountsPhotons
{
    /// <summary>
    /// Photons of the source among n + m given S and b, k₁ ~ Binomial(n, fS/(fS + b)) and k₂ ~ Binomial(m, gS/(gS + rb)); where b is fitted it is
    /// drawn anew given them, b ~ Gamma(n − k₁ + m − k₂ + 1, rate 1 + r).
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="again">Whether this is the second time in the iteration: other random numbers.</param>
    /// <param name="source">f S, expected source counts in the source aperture.</param>
    /// <param name="leaked">g S, those in the background aperture.</param>
    public static T Divide<T>(in CountsLane<T> lane, long observation, in Strip row, bool again, T source, T leaked)
        where T : unmanaged, ILane<T>
    {
        long site = (again ? Sites.PhotonsAgain : Sites.Photons) + observation;
        double n = T.LoadNumber(row, CountsData.Source);
        double m = T.LoadNumber(row, CountsData.Background);
        double known = T.LoadNumber(row, CountsData.Known);
        T background = known < 0.0 ? T.Load(lane.Backgrounds, observation * Tiles.Width) : T.Of(known);
        T photons = T.Of(0.0);
        if (n > 0.0)
        {
            photons = known == 0.0 ? T.Of(n) : Binomial.Draw(lane.Stream, site, T.Of(n), source / (source + background));
        }

        if (m > 0.0 && T.LoadNumber(row, CountsData.BackgroundFactor) > 0.0)
        {
            T expected = T.LoadUniform(row, CountsData.Ratio) * background;
            photons += Binomial.Draw(lane.Stream, site + Sites.PhotonsStride, T.Of(m), leaked / (leaked + expected));
        }

        if (known < 0.0)
        {
            T shape = T.Of(n + m + T.LoadNumber(row, CountsData.Shape)) - photons;
            T drawn = Gamma.Draw(lane.Stream, site + (2 * Sites.PhotonsStride), shape) / T.LoadUniform(row, CountsData.Rate);
            T.Store(lane.Backgrounds, observation * Tiles.Width, drawn);
        }

        return photons;
    }

    /// <summary>What the log likelihood n ln(fS + b) − fS + m ln(gS + rb) − gS gains when S becomes S′.</summary>
    /// <param name="row">Data of the observation.</param>
    /// <param name="background">b.</param>
    /// <param name="before">S.</param>
    /// <param name="after">S′.</param>
    public static T Gain<T>(in Strip row, T background, T before, T after)
        where T : unmanaged, ILane<T>
    {
        T f = T.LoadUniform(row, CountsData.SourceFactor);
        T g = T.LoadUniform(row, CountsData.BackgroundFactor);
        T gain = (f + g) * (before - after);
        double n = T.LoadNumber(row, CountsData.Source);
        if (n > 0.0)
        {
            T ratio = T.MultiplyAdd(f, after, background) / T.MultiplyAdd(f, before, background);
            gain = T.MultiplyAdd(T.Of(n), Logarithm.Log(ratio), gain);
        }

        double m = T.LoadNumber(row, CountsData.Background);
        if (m > 0.0 && T.LoadNumber(row, CountsData.BackgroundFactor) > 0.0)
        {
            T expected = T.LoadUniform(row, CountsData.Ratio) * background;
            T ratio = T.MultiplyAdd(g, after, expected) / T.MultiplyAdd(g, before, expected);
            gain = T.MultiplyAdd(T.Of(m), Logarithm.Log(ratio), gain);
        }

        return gain;
    }
}
