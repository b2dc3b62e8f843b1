using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The counts of one observation: how many of its photons are the source's, and how likely all of them are.</summary>
/// <remarks>
/// All is said in terms of Y = hS, h = f + g, the source's photons to expect in both apertures. With b integrated out the likelihood of Y is e^(−Y) times a
/// polynomial in Y with coefficients greater than 0, and its k-th term is the joint probability of the counts and of k source photons among them. Where it
/// is short (few counts) it serves as it is: no b, no binomials, and a chain that does not wait for b. Otherwise b is a latent variable, and photons are binomial given it.
/// </remarks>
internal static class CountsPhotons
{
    /// <summary>Photons of the source among n + m given Y; b, where it is a latent variable, is drawn anew given them.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="expected">Y.</param>
    /// <param name="uniform">A uniform, which decides where there is a polynomial.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Divide<T>(in CountsLane<T> lane, long observation, in Strip row, T expected, T uniform)
        where T : unmanaged, ILane<T>
    {
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        return terms > 0 ? Invert(lane, row, terms, expected, uniform) : Thin(lane, Sites.Photons + observation, observation, row, expected);
    }

    /// <summary>The factor of the likelihood that is the photon polynomial at Y; 1 where there is none.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="row">Data of the observation.</param>
    /// <param name="expected">Y.</param>
    public static T Value<T>(in CountsLane<T> lane, in Strip row, T expected)
        where T : unmanaged, ILane<T>
    {
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        return terms > 1 ? Value(lane, row, terms, expected) : T.Of(1.0);
    }

    /// <summary>
    /// ln of the likelihood but for that factor: −Y, or, given b, n ln(fS + b) − fS + m ln(gS + rb) − gS.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="expected">Y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T LogRest<T>(in CountsLane<T> lane, long observation, in Strip row, T expected)
        where T : unmanaged, ILane<T>
    {
        if ((int)T.LoadNumber(row, CountsData.Terms) > 0)
        {
            return -expected;
        }

        T log = -expected;
        T background = BackgroundOf(lane, observation, row);
        double n = T.LoadNumber(row, CountsData.Source);
        if (n > 0.0)
        {
            T all = T.MultiplyAdd(T.LoadUniform(row, CountsData.SourceShare), expected, background);
            log = T.MultiplyAdd(T.Of(n), Logarithm.Log(all), log);
        }

        double m = T.LoadNumber(row, CountsData.Background);
        if (m > 0.0 && T.LoadNumber(row, CountsData.BackgroundShare) > 0.0)
        {
            T all = T.MultiplyAdd(T.LoadUniform(row, CountsData.BackgroundShare), expected, T.LoadUniform(row, CountsData.Ratio) * background);
            log = T.MultiplyAdd(T.Of(m), Logarithm.Log(all), log);
        }

        return log;
    }

    /// <summary>Slope in ln S of the log likelihood, and minus its curvature, or 0 where that is negative.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="observation">Index of the observation.</param>
    /// <param name="row">Its data.</param>
    /// <param name="expected">Y.</param>
    /// <param name="slope">The slope.</param>
    /// <param name="curvature">The curvature.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Expand<T>(in CountsLane<T> lane, long observation, in Strip row, T expected, out T slope, out T curvature)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        int terms = (int)T.LoadNumber(row, CountsData.Terms);
        slope = -expected;
        curvature = expected;
        if (terms == 1)
        {
            return;
        }

        if (terms > 1)
        {
            // Mean and variance of the photons given Y: z P′/P, and z (z P′/P)′.
            Moments(lane, row, terms, expected, out T mean, out T variance);
            slope += mean;
            curvature = T.Max(expected - variance, zero);
            return;
        }

        T background = BackgroundOf(lane, observation, row);
        Part(T.LoadUniform(row, CountsData.Source), T.LoadUniform(row, CountsData.SourceShare) * expected, background, ref slope, ref curvature);
        if (T.LoadNumber(row, CountsData.BackgroundShare) > 0.0)
        {
            T leaked = T.LoadUniform(row, CountsData.BackgroundShare) * expected;
            Part(T.LoadUniform(row, CountsData.Background), leaked, T.LoadUniform(row, CountsData.Ratio) * background, ref slope, ref curvature);
        }

        curvature = T.Max(curvature, zero);
    }

    /// <summary>b: what is known, or the latent variable.</summary>
    private static T BackgroundOf<T>(in CountsLane<T> lane, long observation, in Strip row)
        where T : unmanaged, ILane<T>
    {
        double known = T.LoadNumber(row, CountsData.Known);
        return known < 0.0 ? T.Load(lane.Backgrounds, observation * Tiles.Width) : T.Of(known);
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

    /// <summary>Mean and variance of the number of the source's photons given Y: of k in proportion to c_k z^k.</summary>
    private static void Moments<T>(in CountsLane<T> lane, in Strip row, int terms, T expected, out T mean, out T variance)
        where T : unmanaged, ILane<T>
    {
        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T z = Argument(row, expected);
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
    private static T Invert<T>(in CountsLane<T> lane, in Strip row, int terms, T expected, T uniform)
        where T : unmanaged, ILane<T>
    {
        T zero = T.Of(0.0);
        if (terms == 1)
        {
            return zero;
        }

        T one = T.Of(1.0);
        T z = Argument(row, expected);
        T square = z * z;
        T threshold = uniform * Value(lane, row, terms, expected);
        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T photons = zero;
        T power = one;
        T sum = zero;
        int k = 0;
        do
        {
            T odd = power * z;
            T next = power * square;
            T first = T.MultiplyAdd(T.LoadUniform(coefficients, k), power, sum);
            T second = T.MultiplyAdd(T.LoadUniform(coefficients, k + 1), odd, first);
            T third = T.MultiplyAdd(T.LoadUniform(coefficients, k + 2), next, second);
            sum = T.MultiplyAdd(T.LoadUniform(coefficients, k + 3), odd * square, third);
            T low = T.Select(T.Less(first, threshold), one, zero) + T.Select(T.Less(second, threshold), one, zero);
            T high = T.Select(T.Less(third, threshold), one, zero) + T.Select(T.Less(sum, threshold), one, zero);
            photons += low + high;
            power = next * square;
            k += CountsData.Stride;
        }
        while (k < terms && T.Any(T.Less(sum, threshold)));

        // Where the sum of all terms rounds to less than the whole, the last term is meant.
        return T.Min(photons, T.Of(terms - 1));
    }

    /// <summary>The polynomial at Y, every fourth power by itself: four short chains of sums instead of a long one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Value<T>(in CountsLane<T> lane, in Strip row, int terms, T expected)
        where T : unmanaged, ILane<T>
    {
        Strip coefficients = T.Skip(lane.Data, (long)T.LoadNumber(row, CountsData.Coefficients));
        T z = Argument(row, expected);
        T square = z * z;
        T fourth = square * square;
        int k = (terms - 1) / CountsData.Stride * CountsData.Stride;
        T first = T.LoadUniform(coefficients, k);
        T second = T.LoadUniform(coefficients, k + 1);
        T third = T.LoadUniform(coefficients, k + 2);
        T last = T.LoadUniform(coefficients, k + 3);
        for (k -= CountsData.Stride; k >= 0; k -= CountsData.Stride)
        {
            first = T.MultiplyAdd(first, fourth, T.LoadUniform(coefficients, k));
            second = T.MultiplyAdd(second, fourth, T.LoadUniform(coefficients, k + 1));
            third = T.MultiplyAdd(third, fourth, T.LoadUniform(coefficients, k + 2));
            last = T.MultiplyAdd(last, fourth, T.LoadUniform(coefficients, k + 3));
        }

        return T.MultiplyAdd(T.MultiplyAdd(last, z, third), square, T.MultiplyAdd(second, z, first));
    }

    /// <summary>z.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Argument<T>(in Strip row, T expected)
        where T : unmanaged, ILane<T> => T.Min(T.LoadUniform(row, CountsData.Unit) * expected, T.LoadUniform(row, CountsData.Most));

    /// <summary>
    /// Given b, k₁ ~ Binomial(n, fS/(fS + b)) and k₂ ~ Binomial(m, gS/(gS + rb)); where b is fitted it is drawn anew given them, b ~ Gamma(n − k₁ + m −
    /// k₂ + 1, rate 1 + r).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Thin<T>(in CountsLane<T> lane, long site, long observation, in Strip row, T expected)
        where T : unmanaged, ILane<T>
    {
        double n = T.LoadNumber(row, CountsData.Source);
        double m = T.LoadNumber(row, CountsData.Background);
        double known = T.LoadNumber(row, CountsData.Known);
        T background = BackgroundOf(lane, observation, row);
        T photons = T.Of(0.0);
        if (n > 0.0)
        {
            T source = T.LoadUniform(row, CountsData.SourceShare) * expected;
            photons = known == 0.0 ? T.Of(n) : Binomial.Draw(lane.Stream, site, T.Of(n), source / (source + background));
        }

        if (m > 0.0 && T.LoadNumber(row, CountsData.BackgroundShare) > 0.0)
        {
            T leaked = T.LoadUniform(row, CountsData.BackgroundShare) * expected;
            T rest = T.LoadUniform(row, CountsData.Ratio) * background;
            photons += Binomial.Draw(lane.Stream, site + Sites.PhotonsStride, T.Of(m), leaked / (leaked + rest));
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
