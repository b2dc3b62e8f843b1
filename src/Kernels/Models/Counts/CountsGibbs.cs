using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>
/// Gibbs sampling of concordance straight from aperture counts: n ~ Poisson(f S + b), m ~ Poisson(g S + r b), ln S ~ N(B + G − v/2, v), b flat,
/// G ~ N(μ, ω²).
/// </summary>
/// <remarks>
/// <para>Every draw is exact but that of v's second turn. The photons of the source among n + m make x = ln S a log-concave draw (Poisson with a
/// normal prior of its logarithm); given x the rest is the Gaussian algebra of the other models, the population being one more instrument. As x is
/// tied to B + G by √v, that alone would crawl: so each of G, B and v is drawn a second time with the standardised scatter held fixed, x moving
/// along (the interweaving of Yu and Meng 2011, JCGS 20, 531): G and B given the photons, before x is drawn anew; v, which comes last and only every other
/// iteration, without them: one of some offers, most of the time from what the chain learnt of v in its warm-up.</para>
/// <para>The steps are <see cref="CountsStage"/>'s. A lane makes all of them for one chain; or, where chains are few and sources many, a launch
/// makes one of them, and steps of sources go to a thread for every chain and segment. Sums are added in the same order either way, so are the bits.</para>
/// </remarks>
public readonly struct CountsGibbs : IKernel<CountsArguments>
{
    // Iterations from one round of offers to v to the next: a round costs a third of what the other steps of an iteration do, and gives nothing but v.
    private const int Period = 2;
    private const int Rounds = 8;

    /// <inheritdoc/>
    public static void Run<T>(int index, in CountsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        CountsArguments own = arguments;
        int first = index * T.Width;
        if (own.Stage == CountsStage.All)
        {
            for (int iteration = 0; iteration < own.Iterations; iteration++)
            {
                CountsLane<T> lane = new(own, first, own.FirstIteration + iteration);
                Iterate(own, lane, first, iteration);
            }
        }
        else if (CountsStage.IsOfSources(own.Stage))
        {
            int place = first % own.Lanes;
            OfSources(own, new CountsLane<T>(own, place, own.FirstIteration + own.Done), place, first / own.Lanes, own.Stage, own.Done);
        }
        else
        {
            OfChain(own, new CountsLane<T>(own, first, own.FirstIteration + own.Done), first, own.Stage, own.Done);
        }
    }

    private static void Iterate<T>(in CountsArguments arguments, in CountsLane<T> lane, int place, int iteration)
        where T : unmanaged, ILane<T>
    {
        for (int stage = 0; stage < CountsStage.Count; stage++)
        {
            if (!CountsStage.IsOfSources(stage))
            {
                OfChain(arguments, lane, place, stage, iteration);
                continue;
            }

            for (int segment = 0; segment < arguments.Segments; segment++)
            {
                OfSources(arguments, lane, place, segment, stage, iteration);
            }
        }
    }

    private static void OfSources<T>(in CountsArguments arguments, in CountsLane<T> lane, int place, int segment, int stage, int iteration)
        where T : unmanaged, ILane<T>
    {
        bool scattered = arguments.Scatter != CountsScatter.None;
        int number = arguments.FirstIteration + iteration;
        if (stage == CountsStage.Photons)
        {
            CountsSources.Photons(lane, segment, scattered, number > 0 && Offers(arguments, number - 1));
        }
        else if (stage == CountsStage.Latents && scattered)
        {
            CountsSources.Latents(lane, segment);
        }
        else if (stage == CountsStage.Fluxes && scattered)
        {
            CountsSources.Fluxes(lane, segment);
        }
        else if (stage == CountsStage.Fluxes)
        {
            CountsSources.Shift(lane, segment);
        }
        else if (stage == CountsStage.Trials && Offers(arguments, number))
        {
            CountsSources.Trials(lane, segment);
        }
        else if (stage == CountsStage.Total && arguments.Thin > 0)
        {
            CountsSources.Total(arguments, lane, place, segment);
        }
    }

    private static void OfChain<T>(in CountsArguments arguments, in CountsLane<T> lane, int place, int stage, int iteration)
        where T : unmanaged, ILane<T>
    {
        bool scattered = arguments.Scatter != CountsScatter.None;
        int number = arguments.FirstIteration + iteration;
        if (stage == CountsStage.AreasAgain)
        {
            CountsChain.AreasAgain(lane, arguments.Segments);
            if (!scattered)
            {
                CountsChain.ShiftLevels(lane);
            }
        }
        else if (stage == CountsStage.Areas && scattered)
        {
            CountsChain.Areas(lane, arguments.Segments);
        }
        else if (stage == CountsStage.Variances)
        {
            if (arguments.Scatter == CountsScatter.Fitted)
            {
                CountsChain.Variances(lane, arguments.Segments);
            }

            CountsChain.Populations(lane, arguments.Segments);
            if (Offers(arguments, number))
            {
                CountsOffers.Make(lane, Learnt(arguments, number));
            }
        }
        else if (stage == CountsStage.Choice && Offers(arguments, number))
        {
            CountsOffers.Choice(lane, arguments.Segments, Learnt(arguments, number));
            if (number < arguments.Adapting)
            {
                CountsOffers.Adapt(lane, number);
            }
        }
        else if (stage == CountsStage.Keep)
        {
            Thinning thinning = new(arguments.Iterations, arguments.Thin);
            if (thinning.Keeps(iteration))
            {
                Keep(arguments, lane, place, thinning.Row(iteration), thinning.Kept);
            }
        }
    }

    /// <summary>Whether v is offered others in an iteration.</summary>
    private static bool Offers(in CountsArguments arguments, int number) =>
        arguments.Scatter == CountsScatter.Fitted && (number < arguments.Adapting || number % Period == 0);

    /// <summary>Whether those come from what the chain learnt: all but one round in so many, which finds its way wherever v is.</summary>
    private static bool Learnt(in CountsArguments arguments, int number) => number >= arguments.Adapting && number / Period % Rounds != 0;

    private static void Keep<T>(in CountsArguments arguments, in CountsLane<T> lane, int place, int draw, int kept)
        where T : unmanaged, ILane<T>
    {
        int own = (2 * lane.N) + (2 * lane.P);
        int length = own + arguments.ChosenCount;
        Strip row = T.At(arguments.Draws, Tiles.Offset(place, (long)kept * length) + ((long)draw * length * Tiles.Width));
        Strip chosen = T.At(arguments.Chosen, 0);
        for (int k = 0; k < own; k++)
        {
            T.Store(row, k * Tiles.Width, lane.Of(k));
        }

        for (int k = 0; k < arguments.ChosenCount; k++)
        {
            T.Store(row, (own + k) * Tiles.Width, T.Load(lane.Fluxes, (long)T.LoadNumber(chosen, k) * Tiles.Width));
        }
    }
}

/// <summary>
/// Over-dispersed starts of <see cref="CountsGibbs"/>: every ln S about what its net counts say, every b about what the background aperture says,
/// every G at the mean of its own. The caller has put B, v, μ and ω² into the state.
/// </summary>
public readonly struct CountsStart : IKernel<CountsArguments>
{
    private const double Dispersion = 0.7;

    // An attempt that no rejection loop reaches: the same sites draw in iteration 0.
    private const long Attempt = 0xFFFFFFFF;

    /// <inheritdoc/>
    public static void Run<T>(int index, in CountsArguments arguments)
        where T : unmanaged, ILane<T>
    {
        CountsArguments own = arguments;
        CountsLane<T> lane = new(own, index * T.Width, 0);
        for (int i = 0; i < own.Instruments; i++)
        {
            lane.SetVariance(CountsVariance.Current, i, lane.Of(CountsState.Variance + i));
        }

        for (int number = 0; number < own.Segments; number++)
        {
            CountsSegment segment = CountsSegment.Of(lane, number);
            long observation = segment.FirstObservation;
            for (long j = segment.FirstSource; j < segment.FirstSource + segment.Sources; j++)
            {
                T sum = T.Of(0.0);
                for (int a = 0; a < segment.Members; a++, observation++)
                {
                    Strip row = T.Skip(lane.Observations, observation * CountsData.Row);
                    lane.Stream.Normals(Sites.Intensities + observation, Attempt, out T first, out T second);
                    T x = T.MultiplyAdd(T.Of(Dispersion), first, T.LoadUniform(row, CountsData.Start));
                    T.Store(lane.Intensities, observation * Tiles.Width, x);
                    T.Store(lane.Expected, observation * Tiles.Width, Exponential.Exp(x + T.LoadUniform(row, CountsData.LogFactor)));
                    T background = (T.LoadUniform(row, CountsData.Background) + T.LoadUniform(row, CountsData.Shape)) / T.LoadUniform(row, CountsData.Rate);
                    T.Store(lane.Backgrounds, observation * Tiles.Width, background * Exponential.Exp(T.Of(Dispersion) * second));
                    sum += x - lane.Of(CountsState.Area(lane.N) + segment.Instrument<T>(a));
                }

                T.Store(lane.Fluxes, j * Tiles.Width, sum / T.Of(segment.Members));
            }
        }
    }
}
