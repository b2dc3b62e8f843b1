using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The steps of an iteration that go source by source, over one segment of one lane; they leave the sums that the chain's own steps need.</summary>
internal static class CountsSources
{
    // Where Y underflows there are no photons either.
    private const double Nothing = 1e-290;

    /// <summary>
    /// The source's photons k given Y = h e^x; then G_j given them, the scatter about B + G held fixed: density ∝ exp(k_j G − H_j e^G) times the population's
    /// normal, k_j = Σ_i k_ij, H_j = Σ_i Y_ij e^(−G_j). The sums are, of each instrument, its photons and Σ Y.
    /// </summary>
    /// <param name="lane">The lane.</param>
    /// <param name="number">The segment.</param>
    /// <param name="scattered">Whether x scatters about B + G; where it does not, it is B + G.</param>
    /// <param name="follows">Whether v has had offers since Y was drawn: then x follows it first.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Photons<T>(in CountsLane<T> lane, int number, bool scattered, bool follows)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        int members = segment.Members;
        int own = 2 * members;
        Clear<T>(sums, own);
        T mean = lane.Of(CountsState.Mean(lane.N) + segment.Population);
        LogPoissonNormal.Prior<T> prior = new(T.Of(1.0) / lane.Of(CountsState.Spread(lane.N, lane.P) + segment.Population));
        T second = T.Of(0.0);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            T photons = T.Of(0.0);
            T expected = T.Of(0.0);
            for (int a = 0; a < members; a++, observation++)
            {
                Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                T uniform = second;
                if ((observation & 1) == 0 || observation == segment.FirstObservation)
                {
                    lane.Stream.Uniforms(Sites.Divisions + (observation / 2), 0, out T first, out second);
                    uniform = (observation & 1) == 0 ? first : second;
                }

                int i = segment.Instrument<T>(a);
                T source = !scattered ? Unscattered(lane, i, row, flux)
                    : follows ? Followed(lane, i, observation, row, flux)
                    : T.Load(lane.Expected, observation * Tiles.Width);
                T seen = CountsPhotons.Divide(lane, observation, row, source, uniform);
                T.Store(lane.Photons, observation * Tiles.Width, seen);
                T.Store(sums, (own + a) * Tiles.Width, source);
                Add(sums, a, seen);
                photons += seen;
                expected += source;
            }

            T growth = MoveFlux(lane, j, photons, T.Max(expected, T.Of(Nothing)), prior, mean);
            for (int a = 0; a < members; a++)
            {
                Add(sums, members + a, T.Load(sums, (own + a) * Tiles.Width) * growth);
            }
        }
    }

    /// <summary>x given the source's photons, B, G and v; Y = h e^x. Σ x of each instrument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Latents<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        Clear<T>(sums, segment.Members);
        T secondNormal = T.Of(0.0);
        T secondUniform = T.Of(0.0);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            for (int a = 0; a < segment.Members; a++, observation++)
            {
                T normal = secondNormal;
                T uniform = secondUniform;
                if ((observation & 1) == 0 || observation == segment.FirstObservation)
                {
                    lane.Stream.NormalsAndUniforms(
                        Sites.IntensityPairs + (observation / 2), 0, out T firstNormal, out secondNormal, out T firstUniform, out secondUniform);
                    normal = (observation & 1) == 0 ? firstNormal : secondNormal;
                    uniform = (observation & 1) == 0 ? firstUniform : secondUniform;
                }

                int i = segment.Instrument<T>(a);
                Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                LogPoissonNormal.Prior<T> prior = lane.Scatter(i);
                T mean = T.MultiplyAdd(T.Of(-0.5), prior.Variance, lane.Area(i) + flux);
                T photons = T.Load(lane.Photons, observation * Tiles.Width);
                T x = LogPoissonNormal.Draw(lane.Stream, Sites.Intensities + observation, normal, uniform, photons, LogFactor<T>(row), prior, mean, out T expected);
                T.Store(lane.Intensities, observation * Tiles.Width, x);
                T.Store(lane.Expected, observation * Tiles.Width, expected);
                Add(sums, a, x);
            }
        }
    }

    /// <summary>
    /// G_j ~ N((Σ_i (x_ij + v_i/2 − B_i)/v_i + μ/ω²)/W, 1/W), W = Σ_i 1/v_i + 1/ω². The sums are Σ (x − B − G)² of each instrument, then Σ (G − μ) and
    /// Σ (G − μ)².
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fluxes<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        int members = segment.Members;
        Clear<T>(sums, members + 2);
        T own = T.Of(1.0) / lane.Of(CountsState.Spread(lane.N, lane.P) + segment.Population);
        T mean = lane.Of(CountsState.Mean(lane.N) + segment.Population);
        T total = own;
        T offset = own * mean;
        for (int a = 0; a < members; a++)
        {
            int i = segment.Instrument<T>(a);
            total += lane.Weight(i);
            offset += T.Of(0.5) - (lane.Weight(i) * lane.Area(i));
        }

        T inverse = T.Of(1.0) / total;
        T sd = T.Sqrt(inverse);
        T second = T.Of(0.0);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T normal = second;
            if ((j & 1) == 0 || j == segment.FirstSource)
            {
                lane.Stream.Normals(Sites.Fluxes + (j / 2), 0, out T first, out second);
                normal = (j & 1) == 0 ? first : second;
            }

            T sum = offset;
            for (int a = 0; a < members; a++)
            {
                sum = T.MultiplyAdd(lane.Weight(segment.Instrument<T>(a)), T.Load(lane.Intensities, (observation + a) * Tiles.Width), sum);
            }

            T flux = T.MultiplyAdd(sd, normal, sum * inverse);
            T.Store(lane.Fluxes, j * Tiles.Width, flux);
            AddDistance(sums, members, flux - mean);
            for (int a = 0; a < members; a++, observation++)
            {
                T residual = T.Load(lane.Intensities, observation * Tiles.Width) - lane.Area(segment.Instrument<T>(a)) - flux;
                Add(sums, a, residual * residual);
            }
        }
    }

    /// <summary>Where nothing scatters: G follows the common shift. The sums are those of <see cref="Fluxes{T}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Shift<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        Clear<T>(sums, segment.Members + 2);
        T mean = lane.Of(CountsState.Mean(lane.N) + segment.Population);
        T shift = lane.Of(CountsState.Shift(lane.N, lane.P) + segment.Population);
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width) + shift;
            T.Store(lane.Fluxes, j * Tiles.Width, flux);
            AddDistance(sums, segment.Members, flux - mean);
        }
    }

    /// <summary>
    /// ln of the density of the counts at v and at each of its offers, B and G given, when every x follows: rows of v and of the offers, members in each. How x
    /// follows is <see cref="Conditional{T}"/>, whose quantile stays; the Jacobian is in.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Trials<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        int members = segment.Members;
        for (int k = 0; k < members * (CountsState.Offers + 1); k++)
        {
            T.Store(sums, 3 * k * Tiles.Width, T.Of(0.0));
            Keep(sums, k, LogProduct<T>.One);
        }

        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            for (int a = 0; a < members; a++, observation++)
            {
                int i = segment.Instrument<T>(a);
                Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                T centre = lane.Area(i) + flux;
                T logExpected = centre + LogFactor<T>(row);
                CountsPhotons.Expand(lane, observation, row, Exponential.Exp(logExpected), out T slope, out T curvature);
                T.Store(lane.Slopes, observation * Tiles.Width, slope);
                T.Store(lane.Curvatures, observation * Tiles.Width, curvature);
                T distance = T.Load(lane.Intensities, observation * Tiles.Width) - centre;
                Conditional<T> from = new(lane, CountsVariance.Current, i, slope, curvature);
                T quantile = (distance - from.Mean) / from.Sd;
                Weigh(lane, observation, row, sums, a, T.Load(lane.Expected, observation * Tiles.Width), distance, from);
                for (int offer = 0; offer < CountsState.Offers; offer++)
                {
                    Conditional<T> to = new(lane, CountsVariance.Offer + offer, i, slope, curvature);
                    T moved = T.MultiplyAdd(to.Sd, quantile, to.Mean);
                    Weigh(lane, observation, row, sums, ((offer + 1) * members) + a, Exponential.Exp(logExpected + moved), moved, to);
                }
            }
        }

        for (int k = 0; k < members * (CountsState.Offers + 1); k++)
        {
            T.Store(sums, k * Tiles.Width, T.Load(sums, 3 * k * Tiles.Width) + Product<T>(sums, k).Log());
        }
    }

    /// <summary>Adds G and G² to the totals of the lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Total<T>(in CountsArguments arguments, in CountsLane<T> lane, int index, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip totals = T.At(arguments.Totals, Tiles.Offset(index, 2L * arguments.SourceCount));
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            long square = (arguments.SourceCount + j) * Tiles.Width;
            T.Store(totals, j * Tiles.Width, T.Load(totals, j * Tiles.Width) + flux);
            T.Store(totals, square, T.MultiplyAdd(flux, flux, T.Load(totals, square)));
        }
    }

    /// <summary>Y where x is B + G.</summary>
    private static T Unscattered<T>(in CountsLane<T> lane, int i, in Strip row, T flux)
        where T : unmanaged, ILane<T> => Exponential.Exp(LogFactor<T>(row) + lane.Area(i) + flux);

    /// <summary>G given its source's photons, the scatter about B + G held fixed, and what e^G grew by: in terms of what G moves by, H_j is Σ_i Y_ij.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T MoveFlux<T>(in CountsLane<T> lane, long source, T photons, T expected, in LogPoissonNormal.Prior<T> prior, T mean)
        where T : unmanaged, ILane<T>
    {
        T flux = T.Load(lane.Fluxes, source * Tiles.Width);
        lane.Stream.NormalAndUniform(Sites.FluxesAgain + source, 0, out T normal, out T uniform);
        T step = LogPoissonNormal.Draw(
            lane.Stream, Sites.FluxesAgain + source, normal, uniform, photons, Logarithm.LogOfNormal(expected), prior, mean - flux, out T moved);
        T.Store(lane.Fluxes, source * Tiles.Width, flux + step);
        return moved / expected;
    }

    /// <summary>Y once x has followed v, where v moved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Followed<T>(in CountsLane<T> lane, int i, long observation, in Strip row, T flux)
        where T : unmanaged, ILane<T>
    {
        T expected = T.Load(lane.Expected, observation * Tiles.Width);
        T stayed = T.EqualBits(
            lane.Variance(CountsVariance.Former, i, CountsVariance.Value), lane.Variance(CountsVariance.Current, i, CountsVariance.Value));
        if (!T.Any(T.Not(stayed)))
        {
            return expected;
        }

        T centre = lane.Area(i) + flux;
        T slope = T.Load(lane.Slopes, observation * Tiles.Width);
        T curvature = T.Load(lane.Curvatures, observation * Tiles.Width);
        Conditional<T> from = new(lane, CountsVariance.Former, i, slope, curvature);
        Conditional<T> to = new(lane, CountsVariance.Current, i, slope, curvature);
        T quantile = (T.Load(lane.Intensities, observation * Tiles.Width) - centre - from.Mean) / from.Sd;
        T moved = T.MultiplyAdd(to.Sd, quantile, to.Mean);
        return T.Select(stayed, expected, Exponential.Exp(centre + LogFactor<T>(row) + moved));
    }

    /// <summary>Adds ln of the density of an observation's counts and x to row k of the sums: what is no product to the one number, factors to the other two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh<T>(in CountsLane<T> lane, long observation, in Strip row, in Strip sums, int k, T expected, T distance, in Conditional<T> own)
        where T : unmanaged, ILane<T>
    {
        Add(sums, 3 * k, CountsPhotons.LogRest(lane, observation, row, expected) - own.Miss(distance));
        Keep(sums, k, Product<T>(sums, k).Times(own.Narrowing * CountsPhotons.Value(lane, row, expected)));
    }

    private static LogProduct<T> Product<T>(in Strip sums, int k)
        where T : unmanaged, ILane<T> => new(T.Load(sums, ((3 * k) + 1) * Tiles.Width), T.Load(sums, ((3 * k) + 2) * Tiles.Width));

    private static void Keep<T>(in Strip sums, int k, in LogProduct<T> product)
        where T : unmanaged, ILane<T>
    {
        T.Store(sums, ((3 * k) + 1) * Tiles.Width, product.Mantissa);
        T.Store(sums, ((3 * k) + 2) * Tiles.Width, product.Power);
    }

    /// <summary>
    /// What x − B − G would be given the counts, were their log likelihood the parabola that touches it at x = B + G: normal, with mean
    /// v(slope − ½)/(1 + v·curvature) and variance v/(1 + v·curvature).
    /// </summary>
    /// <remarks>
    /// Were it so, v given the quantile of x in this conditional would be v given the counts alone. The scatter (x − B − G + v/2)/√v, the quantile in the
    /// prior, is as good where counts say less of x than √v does; but many sources of few counts say much of v by their scatter together, and then v
    /// would crawl.
    /// </remarks>
    private readonly struct Conditional<T>
        where T : unmanaged, ILane<T>
    {
        public readonly T Mean;
        public readonly T Sd;

        /// <summary>1/√(1 + v·curvature).</summary>
        public readonly T Narrowing;
        private readonly T half;
        private readonly T precision;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Conditional(in CountsLane<T> lane, int which, int i, T slope, T curvature)
        {
            T one = T.Of(1.0);
            T variance = lane.Variance(which, i, CountsVariance.Value);
            T shrink = one / T.MultiplyAdd(variance, curvature, one);
            precision = lane.Variance(which, i, CountsVariance.Precision);
            half = T.Of(0.5) * variance;
            Narrowing = T.Sqrt(shrink);
            Mean = T.MultiplyAdd(variance, slope, -half) * shrink;
            Sd = lane.Variance(which, i, CountsVariance.Sd) * Narrowing;
        }

        /// <summary>(x − B − G + v/2)²/2v.</summary>
        public T Miss(T distance)
        {
            T scatter = half + distance;
            return T.Of(0.5) * scatter * scatter * precision;
        }
    }

    private static T LogFactor<T>(in Strip row)
        where T : unmanaged, ILane<T> => T.LoadUniform(row, CountsData.LogFactor);

    private static void AddDistance<T>(in Strip sums, int row, T distance)
        where T : unmanaged, ILane<T>
    {
        Add(sums, row, distance);
        Add(sums, row + 1, distance * distance);
    }

    private static void Clear<T>(in Strip sums, int rows)
        where T : unmanaged, ILane<T>
    {
        for (int row = 0; row < rows; row++)
        {
            T.Store(sums, row * Tiles.Width, T.Of(0.0));
        }
    }

    private static void Add<T>(in Strip sums, int row, T value)
        where T : unmanaged, ILane<T> => T.Store(sums, row * Tiles.Width, T.Load(sums, row * Tiles.Width) + value);
}
