using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>
/// What v might be instead: offers made by a chain itself, weighed by <see cref="CountsSources.Trials{T}"/>, and the choice among v and them. Offers of several
/// instruments are independent given B and G, so are their choices.
/// </summary>
internal static class CountsOffers
{
    // Degrees of freedom of the t that offers of v are drawn from, and how much more its scale² is than the variance seen: a chain has not seen much.
    private const int Freedom = 4;
    private const double Generous = 1.2;
    private const double Least = 1e-8;

    // Chains widen their clouds while more than this share of the offers' rounds moves v.
    private const double Target = 0.35;
    private const double FirstGain = 5.0;
    private const double HalfGain = 10.0;

    /// <summary>Offers of v: a cloud about it, in which v and each of them are alike; or draws from what the chain has learnt of ln v, whatever v is now.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="learnt">Whether they come from what it has learnt.</param>
    public static void Make<T>(in CountsLane<T> lane, bool learnt)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < lane.N; i++)
        {
            lane.SetVariance(CountsVariance.Former, i, lane.Of(CountsState.Variance + i));
            if (learnt)
            {
                OfferLearnt(lane, i);
            }
            else
            {
                OfferCloud(lane, i);
            }
        }
    }

    /// <summary>v becomes what it was or one of the offers, in proportion to their densities over those of being offered.</summary>
    public static void Choice<T>(in CountsLane<T> lane, int segments, bool learnt)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        for (int k = 0; k <= CountsState.Offers; k++)
        {
            // First v itself, as it was before the offers.
            int which = CountsVariance.Former + k;
            CountsChain.Gather(lane, segments, k, 0);
            for (int i = 0; i < n; i++)
            {
                T weight = T.Load(lane.Scratch, i * Tiles.Width)
                    + (prior.Alpha<T>(i) * lane.Variance(which, i, CountsVariance.LogPrecision))
                    - (prior.Beta<T>(i) * lane.Variance(which, i, CountsVariance.Precision));
                if (learnt)
                {
                    T distance = Learnt(lane, i, which);
                    weight += T.Of(0.5 * (Freedom + 1)) * Logarithm.Log(T.MultiplyAdd(distance, distance * T.Of(1.0 / Freedom), T.Of(1.0)));
                }

                // The race of exponential clocks: the least −ln(u)·e^−t wins with probability ∝ e^t; kept as ln(−ln u) − t, which cannot overflow.
                lane.Stream.Uniforms(Sites.Choices + ((long)i * (CountsState.Offers + 1)) + k, 0, out T u, out _);
                Race(lane, i, which, Logarithm.Log(-Logarithm.Log(u)) - weight);
            }
        }
    }

    /// <summary>Widens the clouds that moved v, narrows the others, and learns mean and variance of ln v, ever less.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="iteration">Iteration of the chain.</param>
    public static void Adapt<T>(in CountsLane<T> lane, int iteration)
        where T : unmanaged, ILane<T>
    {
        T gain = T.Of(FirstGain / (HalfGain + iteration));

        // What was seen at iteration t counts as t²: the way from the start is forgotten.
        T share = T.Of(3.0 / (3.0 + iteration));
        for (int i = 0; i < lane.N; i++)
        {
            T stayed = T.EqualBits(lane.Variance(CountsVariance.Former, i, CountsVariance.Value), lane.Of(CountsState.Variance + i));
            int width = CountsState.Width(lane.N, lane.P) + i;
            lane.Set(width, T.MultiplyAdd(gain, T.Select(stayed, T.Of(-Target), T.Of(1.0 - Target)), lane.Of(width)));
            int mean = CountsState.LogMean(lane.N, lane.P) + i;
            int variance = CountsState.LogVariance(lane.N, lane.P) + i;
            T distance = -lane.Variance(CountsVariance.Current, i, CountsVariance.LogPrecision) - lane.Of(mean);
            lane.Set(mean, T.MultiplyAdd(share, distance, lane.Of(mean)));
            lane.Set(variance, (T.Of(1.0) - share) * T.MultiplyAdd(share * distance, distance, lane.Of(variance)));
        }
    }

    /// <summary>A point about v, and then the offers about the point, normal in ln v.</summary>
    private static void OfferCloud<T>(in CountsLane<T> lane, int i)
        where T : unmanaged, ILane<T>
    {
        T width = Exponential.Exp(lane.Of(CountsState.Width(lane.N, lane.P) + i));
        long site = Sites.Offers + ((long)i * CountsState.Offers);
        lane.Stream.Normals(site, 0, out T first, out T second);
        T centre = width * first;
        for (int offer = 0; offer < CountsState.Offers; offer++)
        {
            T normal = second;
            if ((offer & 1) == 1)
            {
                lane.Stream.Normals(site + ((offer + 1) / 2), 0, out normal, out second);
            }

            lane.SetVariance(CountsVariance.Offer + offer, i, lane.Of(CountsState.Variance + i) * Exponential.Exp(T.MultiplyAdd(width, normal, centre)));
        }
    }

    /// <summary>Draws of Student's t with <see cref="Freedom"/> degrees of freedom in ln v.</summary>
    private static void OfferLearnt<T>(in CountsLane<T> lane, int i)
        where T : unmanaged, ILane<T>
    {
        for (int offer = 0; offer < CountsState.Offers; offer++)
        {
            long site = Sites.Offers + ((long)i * CountsState.Offers) + offer;
            lane.Stream.Normals(site, 0, out T normal, out _);
            lane.Stream.Uniforms(site, 1, out T u, out T v);
            T student = normal * T.Sqrt(T.Of(-2.0) / Logarithm.Log(u * v));
            T log = T.MultiplyAdd(student, LearntScale(lane, i), lane.Of(CountsState.LogMean(lane.N, lane.P) + i));
            lane.SetVariance(CountsVariance.Offer + offer, i, Exponential.Exp(log));
        }
    }

    /// <summary>Distance of ln v from what the chain has learnt, in units of its scale.</summary>
    private static T Learnt<T>(in CountsLane<T> lane, int i, int which)
        where T : unmanaged, ILane<T>
    {
        T log = -lane.Variance(which, i, CountsVariance.LogPrecision);
        return (log - lane.Of(CountsState.LogMean(lane.N, lane.P) + i)) / LearntScale(lane, i);
    }

    private static T LearntScale<T>(in CountsLane<T> lane, int i)
        where T : unmanaged, ILane<T> => T.Sqrt(T.MultiplyAdd(lane.Of(CountsState.LogVariance(lane.N, lane.P) + i), T.Of(Generous), T.Of(Least)));

    /// <summary>Lets what v was, or an offer, race against the least clock so far, which stands in the scratch beside the sums.</summary>
    private static void Race<T>(in CountsLane<T> lane, int i, int which, T clock)
        where T : unmanaged, ILane<T>
    {
        long place = (lane.N + (long)i) * Tiles.Width;
        if (which != CountsVariance.Former)
        {
            T best = T.Load(lane.Scratch, place);
            T wins = T.Less(clock, best);
            T offered = lane.Variance(which, i, CountsVariance.Value);
            lane.SetVariance(CountsVariance.Current, i, T.Select(wins, offered, lane.Of(CountsState.Variance + i)));
            clock = T.Select(wins, clock, best);
        }

        T.Store(lane.Scratch, place, clock);
    }
}
