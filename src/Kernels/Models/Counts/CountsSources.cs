using System.Runtime.CompilerServices;
using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The steps of an iteration that go source by source, over one segment of one lane; they leave the sums that the chain's own steps need.</summary>
internal static class CountsSources
{
    /// <summary>
    /// x = ln S follows what areas and v moved, every standardised scatter held fixed; the source's photons k given x; then x given them, B, G and v. Σ x of
    /// each instrument. Without scatter x is B + G, and no more than followed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Latents<T>(in CountsLane<T> lane, int number, bool scattered)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        Clear<T>(sums, segment.Members);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            for (int a = 0; a < segment.Members; a++, observation++)
            {
                int i = segment.Instrument<T>(a);
                Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                T x = Followed(lane, i, observation, flux, scattered);
                T photons = CountsPhotons.Divide(lane, observation, row, Exponential.Exp(x));
                T.Store(lane.Photons, observation * Tiles.Width, photons);
                if (scattered)
                {
                    T variance = lane.Of(CountsState.Variance + i);
                    T expected = T.MultiplyAdd(T.Of(-0.5), variance, lane.Of(CountsState.Area(lane.N) + i) + flux);
                    x = LogPoissonNormal.Draw(lane.Stream, Sites.Intensities + observation, photons, Factor<T>(row), expected, T.Of(1.0) / variance);
                    Add(sums, a, x);
                }

                T.Store(lane.Intensities, observation * Tiles.Width, x);
            }
        }
    }

    /// <summary>G_j ~ N((Σ_i (x_ij + v_i/2 − B_i)/v_i + μ/ω²)/W, 1/W), W = Σ_i 1/v_i + 1/ω²; Σ (x − B − G)² of each instrument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fluxes<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        Clear<T>(sums, segment.Members);
        T own = T.Of(1.0) / lane.Of(CountsState.Spread(lane.N, lane.P) + segment.Population);
        T total = own;
        T offset = own * lane.Of(CountsState.Mean(lane.N) + segment.Population);
        for (int a = 0; a < segment.Members; a++)
        {
            int i = segment.Instrument<T>(a);
            T weight = T.Of(1.0) / lane.Of(CountsState.Variance + i);
            total += weight;
            offset += T.Of(0.5) - (weight * lane.Of(CountsState.Area(lane.N) + i));
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
            for (int a = 0; a < segment.Members; a++)
            {
                T weight = T.Of(1.0) / lane.Of(CountsState.Variance + segment.Instrument<T>(a));
                sum = T.MultiplyAdd(weight, T.Load(lane.Intensities, (observation + a) * Tiles.Width), sum);
            }

            T flux = T.MultiplyAdd(sd, normal, sum * inverse);
            T.Store(lane.Fluxes, j * Tiles.Width, flux);
            for (int a = 0; a < segment.Members; a++, observation++)
            {
                T area = lane.Of(CountsState.Area(lane.N) + segment.Instrument<T>(a));
                T residual = T.Load(lane.Intensities, observation * Tiles.Width) - area - flux;
                Add(sums, a, residual * residual);
            }
        }
    }

    /// <summary>
    /// G_j given the source's photons, the scatter about B + G held fixed: density ∝ exp(k_j G − H_j e^G) times the population's normal, k_j = Σ_i k_ij,
    /// H_j = Σ_i h_ij exp(x_ij − G_j); x follows. The sums are, of each instrument, its photons and Σ h S, then Σ (G − μ) and Σ (G − μ)².
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Ancillary<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        int members = segment.Members;
        int population = 2 * members;
        int own = population + 2;
        Clear<T>(sums, own);
        T mean = lane.Of(CountsState.Mean(lane.N) + segment.Population);
        T precision = T.Of(1.0) / lane.Of(CountsState.Spread(lane.N, lane.P) + segment.Population);
        T shift = lane.Of(CountsState.Shift(lane.N, lane.P) + segment.Population);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++, observation += members)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width) + shift;
            T photons = T.Of(0.0);
            T expected = T.Of(0.0);
            for (int a = 0; a < members; a++)
            {
                Strip row = T.Skip(lane.Observations, (observation + a) * CountsData.Row);
                T seen = T.Load(lane.Photons, (observation + a) * Tiles.Width);
                T source = Factor<T>(row) * Exponential.Exp(T.Load(lane.Intensities, (observation + a) * Tiles.Width));
                T.Store(sums, (own + a) * Tiles.Width, source);
                Add(sums, a, seen);
                photons += seen;
                expected += source;
            }

            T drawn = LogPoissonNormal.Draw(lane.Stream, Sites.FluxesAgain + j, photons, expected * Exponential.Exp(-flux), mean, precision);
            T.Store(lane.Fluxes, j * Tiles.Width, drawn);
            T step = drawn - flux;
            T growth = Exponential.Exp(step);
            T distance = drawn - mean;
            Add(sums, population, distance);
            Add(sums, population + 1, distance * distance);
            for (int a = 0; a < members; a++)
            {
                long at = (observation + a) * Tiles.Width;
                T.Store(lane.Intensities, at, T.Load(lane.Intensities, at) + step);
                Add(sums, members + a, T.Load(sums, (own + a) * Tiles.Width) * growth);
            }
        }
    }

    /// <summary>
    /// What ln of the density of v gains under each offer when every x follows: rows of the offers, members in each. How x follows is
    /// <see cref="Conditional{T}"/>, whose quantile stays; the Jacobian is in.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Trials<T>(in CountsLane<T> lane, int number)
        where T : unmanaged, ILane<T>
    {
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        Clear<T>(sums, CountsState.Offers * segment.Members);
        long observation = segment.FirstObservation;
        for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
        {
            T flux = T.Load(lane.Fluxes, j * Tiles.Width);
            for (int a = 0; a < segment.Members; a++, observation++)
            {
                int i = segment.Instrument<T>(a);
                Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                T centre = lane.Of(CountsState.Area(lane.N) + i) + flux;
                CountsPhotons.Expand(lane, observation, row, Exponential.Exp(centre), out T slope, out T curvature);
                T.Store(lane.Slopes, observation * Tiles.Width, slope);
                T.Store(lane.Curvatures, observation * Tiles.Width, curvature);
                T distance = T.Load(lane.Intensities, observation * Tiles.Width) + lane.Of(CountsState.Moved(lane.N, lane.P) + i) - centre;
                Conditional<T> from = new(lane.Of(CountsState.Variance + i), slope, curvature);
                T intensity = Exponential.Exp(centre + distance);
                T value = CountsPhotons.Value(lane, row, intensity);
                T quantile = (distance - from.Mean) / from.Sd;
                T before = from.Miss(distance);
                for (int offer = 0; offer < CountsState.Offers; offer++)
                {
                    Conditional<T> to = new(lane.Of(CountsState.Offer(lane.N, lane.P, offer) + i), slope, curvature);
                    T moved = T.MultiplyAdd(to.Sd, quantile, to.Mean);
                    T other = Exponential.Exp(centre + moved);
                    T gain = CountsPhotons.Gain(lane, observation, row, intensity, value, other, from.Flatness / to.Flatness);
                    Add(sums, (offer * segment.Members) + a, gain + before - to.Miss(moved));
                }
            }
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

    /// <summary>x after areas and v, or B and G alone where nothing scatters beyond the counts.</summary>
    private static T Followed<T>(in CountsLane<T> lane, int i, long observation, T flux, bool scattered)
        where T : unmanaged, ILane<T>
    {
        T centre = lane.Of(CountsState.Area(lane.N) + i) + flux;
        if (!scattered)
        {
            return centre;
        }

        T former = lane.Of(CountsState.Former(lane.N, lane.P) + i);
        T variance = lane.Of(CountsState.Variance + i);
        T x = T.Load(lane.Intensities, observation * Tiles.Width) + lane.Of(CountsState.Moved(lane.N, lane.P) + i);
        T slope = T.Load(lane.Slopes, observation * Tiles.Width);
        T curvature = T.Load(lane.Curvatures, observation * Tiles.Width);
        Conditional<T> from = new(former, slope, curvature);
        Conditional<T> to = new(variance, slope, curvature);
        T moved = T.MultiplyAdd(to.Sd, (x - centre - from.Mean) / from.Sd, centre + to.Mean);
        return T.Select(T.EqualBits(former, variance), x, moved);
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

        /// <summary>√(1 + v·curvature).</summary>
        public readonly T Flatness;
        private readonly T variance;

        public Conditional(T variance, T slope, T curvature)
        {
            T one = T.Of(1.0);
            T shrink = T.MultiplyAdd(variance, curvature, one);
            this.variance = variance;
            Flatness = T.Sqrt(shrink);
            Mean = variance * (slope - T.Of(0.5)) / shrink;
            Sd = T.Sqrt(variance) / Flatness;
        }

        /// <summary>(x − B − G + v/2)²/2v.</summary>
        public T Miss(T distance)
        {
            T scatter = T.MultiplyAdd(T.Of(0.5), variance, distance);
            return T.Of(0.5) * scatter * scatter / variance;
        }
    }

    /// <summary>h = f + g.</summary>
    private static T Factor<T>(in Strip row)
        where T : unmanaged, ILane<T> => T.LoadUniform(row, CountsData.SourceFactor) + T.LoadUniform(row, CountsData.BackgroundFactor);

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
