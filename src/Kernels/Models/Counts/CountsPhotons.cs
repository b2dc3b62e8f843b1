using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The counts of one observation: how many of its photons are the source's, and how likely all of them are.</summary>
/// <remarks>
/// With b integrated out the likelihood of S is e^(−hS) times a polynomial in S with coefficients greater than 0, h = f + g, and its k-th term is the
/// joint probability of the counts and of k source photons among them. Where it is short (few counts) it serves as it is: no b, no binomials, and a chain that
/// does not wait for b. Otherwise b is a latent variable, and photons are binomial given it.
/// </remarks>
internal static class CountsPhotons
{
    /// <summary>Photons of the source among n + m given S; b, where it is a latent variable, is drawn anew given them.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="intensity">S.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Divide<T>(in CountsLane<T> lane, long observation, in Strip row, T intensity)
        where T : unmanaged, ILane<T>
    {
        long site = Sites.Photons + observation;
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        return terms > 0 ? Invert(lane, site, row, terms, intensity) : Thin(lane, site, observation, row, intensity);
    }

    /// <summary>The photon polynomial at S; 1 where there is none.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="row">Data of the observation.</param>
    /// <param name="intensity">S.</param>
    public static T Value<T>(in CountsLane<T> lane, in Strip row, T intensity)
        where T : unmanaged, ILane<T>
    {
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        return terms > 1 ? Value(lane, row, terms, intensity) : T.Of(1.0);
    }

    /// <summary>
    /// What the log likelihood gains when S becomes S′: that of the polynomial, or, given b, n ln(fS + b) − fS + m ln(gS + rb) − gS.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="before">S.</param>
    /// <param name="value">The polynomial there.</param>
    /// <param name="after">S′.</param>
    /// <param name="factor">A factor whose logarithm is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Gain<T>(in CountsLane<T> lane, long observation, in Strip row, T before, T value, T after, T factor)
        where T : unmanaged, ILane<T>
    {
        T f = T.LoadUniform(row, CountsData.SourceFactor);
        T g = T.LoadUniform(row, CountsData.BackgroundFactor);
        T gain = (f + g) * (before - after);
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        if (terms > 1)
        {
            return gain + Logarithm.Log(factor * Value(lane, row, terms, after) / value);
        }

        gain += Logarithm.Log(factor);
        if (terms == 1)
        {
            return gain;
        }

        double known = T.LoadNumber(row, CountsData.Known);
        T background = known < 0.0 ? T.Load(lane.Backgrounds, observation * Tiles.Width) : T.Of(known);
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

    /// <summary>Slope in ln S of the log likelihood, and minus its curvature, or 0 where that is negative.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="intensity">S.</param>
    /// <param name="slope">The slope.</param>
    /// <param name="curvature">The curvature.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Expand<T>(in CountsLane<T> lane, long observation, in Strip row, T intensity, out T slope, out T curvature)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        T source = T.LoadUniform(row, CountsData.SourceFactor) * intensity;
        T leaked = T.LoadUniform(row, CountsData.BackgroundFactor) * intensity;
        T expected = source + leaked;
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        slope = -expected;
        curvature = expected;
        if (terms == 1)
        {
            return;
        }

        if (terms > 1)
        {
            // Mean and variance of the photons given S: z P′/P, and z (z P′/P)′.
            Moments(lane, row, terms, intensity, out T mean, out T variance);
            slope += mean;
            curvature = T.Max(expected - variance, zero);
            return;
        }

        double known = T.LoadNumber(row, CountsData.Known);
        T background = known < 0.0 ? T.Load(lane.Backgrounds, observation * Tiles.Width) : T.Of(known);
        Part(T.LoadUniform(row, CountsData.Source), source, background, ref slope, ref curvature);
        if (T.LoadNumber(row, CountsData.BackgroundFactor) > 0.0)
        {
            Part(T.LoadUniform(row, CountsData.Background), leaked, T.LoadUniform(row, CountsData.Ratio) * background, ref slope, ref curvature);
        }

        curvature = T.Max(curvature, zero);
    }

    /// <summary>Counts k of which a share s/(s + b) is the source's: slope k s/(s + b), curvature −k s b/(s + b)².</summary>
    private static void Part<T>(T counts, T source, T background, ref T slope, ref T curvature)
        where T : unmanaged, ILane<T>
    {
        T share = source / (source + background);
        T photons = counts * share;
        slope += photons;
        curvature -= photons * (T.Of(1.0) - share);
    }

    /// <summary>Mean and variance of the number of the source's photons given S: of k in proportion to c_k z^k.</summary>
    private static void Moments<T>(in CountsLane<T> lane, in Strip row, int terms, T intensity, out T mean, out T variance)
        where T : unmanaged, ILane<T>
    {
        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T z = T.Min(T.LoadUniform(row, CountsData.Unit) * intensity, T.LoadUniform(row, CountsData.Most));
        T value = T.LoadUniform(coefficients, terms - 1);
        T first = T.Of(0.0);
        T second = T.Of(0.0);
        for (int k = terms - 2; k >= 0; k--)
        {
            second = T.MultiplyAdd(second, z, first);
            first = T.MultiplyAdd(first, z, value);
            value = T.MultiplyAdd(value, z, T.LoadUniform(coefficients, k));
        }

        // P, P′, P″/2.
        T inverse = z / value;
        mean = first * inverse;
        variance = T.MultiplyAdd(T.Of(2.0) * z, second * inverse, mean) - (mean * mean);
    }

    /// <summary>k in proportion to the terms of the polynomial: how many partial sums stay below a uniform share of the whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Invert<T>(in CountsLane<T> lane, long site, in Strip row, int terms, T intensity)
        where T : unmanaged, ILane<T>
    {
        T photons = T.Of(0.0);
        if (terms == 1)
        {
            return photons;
        }

        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T z = T.Min(T.LoadUniform(row, CountsData.Unit) * intensity, T.LoadUniform(row, CountsData.Most));
        lane.Stream.Uniforms(site, 0, out T u, out _);
        T threshold = u * Value(lane, row, terms, intensity);
        T power = T.Of(1.0);
        T sum = T.Of(0.0);
        for (int k = 0; k < terms - 1; k++)
        {
            sum = T.MultiplyAdd(T.LoadUniform(coefficients, k), power, sum);
            T below = T.Less(sum, threshold);
            if (!T.Any(below))
            {
                break;
            }

            power *= z;
            photons += T.Select(below, T.Of(1.0), T.Of(0.0));
        }

        return photons;
    }

    /// <summary>The polynomial at S, even and odd powers by themselves: two short chains of sums instead of a long one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Value<T>(in CountsLane<T> lane, in Strip row, int terms, T intensity)
        where T : unmanaged, ILane<T>
    {
        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T z = T.Min(T.LoadUniform(row, CountsData.Unit) * intensity, T.LoadUniform(row, CountsData.Most));
        T square = z * z;
        T even = T.Of(0.0);
        T odd = T.Of(0.0);
        int k = terms - 1;
        if ((k & 1) == 0)
        {
            even = T.LoadUniform(coefficients, k);
            k--;
        }

        for (; k > 0; k -= 2)
        {
            odd = T.MultiplyAdd(odd, square, T.LoadUniform(coefficients, k));
            even = T.MultiplyAdd(even, square, T.LoadUniform(coefficients, k - 1));
        }

        return T.MultiplyAdd(odd, z, even);
    }

    /// <summary>
    /// Given b, k₁ ~ Binomial(n, fS/(fS + b)) and k₂ ~ Binomial(m, gS/(gS + rb)); where b is fitted it is drawn anew given them, b ~ Gamma(n − k₁ + m −
    /// k₂ + 1, rate 1 + r).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Thin<T>(in CountsLane<T> lane, long site, long observation, in Strip row, T intensity)
        where T : unmanaged, ILane<T>
    {
        double n = T.LoadNumber(row, CountsData.Source);
        double m = T.LoadNumber(row, CountsData.Background);
        double known = T.LoadNumber(row, CountsData.Known);
        T background = known < 0.0 ? T.Load(lane.Backgrounds, observation * Tiles.Width) : T.Of(known);
        T photons = T.Of(0.0);
        if (n > 0.0)
        {
            T source = T.LoadUniform(row, CountsData.SourceFactor) * intensity;
            photons = known == 0.0 ? T.Of(n) : Binomial.Draw(lane.Stream, site, T.Of(n), source / (source + background));
        }

        if (m > 0.0 && T.LoadNumber(row, CountsData.BackgroundFactor) > 0.0)
        {
            T leaked = T.LoadUniform(row, CountsData.BackgroundFactor) * intensity;
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
}
