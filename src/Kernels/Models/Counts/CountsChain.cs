using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The steps of an iteration that a chain makes by itself, given the sums over its sources, added segment by segment in their order.</summary>
internal static class CountsChain
{
    // The cloud is wider and narrower than its width in turn.
    private const double Wider = 1.4;
    private const double Narrower = 0.7;

    // Chains widen their clouds while more than this share of the offers' rounds moves v.
    private const double Target = 0.35;
    private const double FirstGain = 5.0;
    private const double HalfGain = 10.0;
    private const double Nothing = 1e-290;

    /// <summary>
    /// B and μ given x, v and ω², fluxes integrated out: the population is one more instrument that sees every source, with value 0, area −μ,
    /// variance ω² and no half variance.
    /// </summary>
    public static void Areas<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        int size = n + lane.P;
        Strip right = lane.Scratch;
        Strip matrix = T.Skip(right, (long)size * Tiles.Width);
        Begin(lane, right, matrix);
        for (int number = 0; number < segments; number++)
        {
            AddSegment(lane, number, right, matrix);
        }

        Cholesky.Factor<T>(size, matrix);
        Cholesky.Solve<T>(size, matrix, right);

        // Normals, coloured in place of the state's rows of B and μ, which follow one another.
        Strip areas = T.Skip(lane.State, (long)CountsState.Area(n) * Tiles.Width);
        T second = T.Of(0.0);
        for (int i = 0; i < size; i++)
        {
            T normal = second;
            if ((i & 1) == 0)
            {
                lane.Stream.Normals(Sites.Areas + (i / 2), 0, out normal, out second);
            }

            T.Store(areas, i * Tiles.Width, normal);
        }

        Cholesky.Colour<T>(size, matrix, areas);
        for (int i = 0; i < size; i++)
        {
            T drawn = T.Load(areas, i * Tiles.Width) + T.Load(right, i * Tiles.Width);
            T.Store(areas, i * Tiles.Width, i < n ? drawn : -drawn);
        }
    }

    /// <summary>v_i ~ GIG(α + n_i/2, n_i/4, 2β + Σ r²).</summary>
    public static void Variances<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        Gather(lane, segments, 0, 0);
        for (int i = 0; i < n; i++)
        {
            T observations = T.LoadUniform(lane.Prior, CountsPrior.Observations(n, i));
            T shape = T.MultiplyAdd(T.Of(0.5), observations, prior.Alpha<T>(i));
            T inverse = T.MultiplyAdd(T.Of(2.0), prior.Beta<T>(i), T.Load(lane.Scratch, i * Tiles.Width));
            T variance = GeneralizedInverseGaussian.Draw(lane.Stream, Sites.Variances + i, shape, T.Of(0.25) * observations, inverse);
            lane.Set(CountsState.Variance + i, variance);
            lane.Set(CountsState.Former(n, lane.P) + i, variance);
        }
    }

    /// <summary>Offers of v, symmetric in it and each of them.</summary>
    public static void Offers<T>(in CountsLane<T> lane, bool narrow)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < lane.N; i++)
        {
            Offer(lane, i, lane.Of(CountsState.Variance + i), narrow);
        }
    }

    /// <summary>v becomes what it was or one of the offers, in proportion to their densities.</summary>
    public static void Choice<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        // Offer after offer, the chosen so far against the next: Σ exp(t) so far, and the choice among them, drawn as it grows.
        for (int offer = 0; offer < CountsState.Offers; offer++)
        {
            Gather(lane, segments, offer, 0);
            for (int i = 0; i < n; i++)
            {
                T former = lane.Of(CountsState.Former(n, lane.P) + i);
                T offered = lane.Of(CountsState.Offer(n, lane.P, offer) + i);
                T gain = T.Load(lane.Scratch, i * Tiles.Width) - (prior.Alpha<T>(i) * Logarithm.Log(offered / former))
                    - (prior.Beta<T>(i) * ((T.Of(1.0) / offered) - (T.Of(1.0) / former)));

                // The race of exponential clocks: the least −ln(u)·e^−t wins with probability ∝ e^t; kept as ln(−ln u) − t, which cannot overflow.
                lane.Stream.Uniforms(Sites.Choices + ((long)i * (CountsState.Offers + 1)) + offer + 1, 0, out T u, out _);
                T clock = Logarithm.Log(-Logarithm.Log(u)) - gain;
                Race(lane, i, offer, clock, offered);
            }
        }
    }

    /// <summary>Widens the clouds that moved v, narrows the others, ever less.</summary>
    /// <param name="lane">The lane.</param>
    /// <param name="iteration">Iteration of the chain.</param>
    public static void Adapt<T>(in CountsLane<T> lane, int iteration)
        where T : unmanaged, ILane<T>
    {
        T gain = T.Of(FirstGain / (HalfGain + iteration));
        for (int i = 0; i < lane.N; i++)
        {
            T stayed = T.EqualBits(lane.Of(CountsState.Former(lane.N, lane.P) + i), lane.Of(CountsState.Variance + i));
            int row = CountsState.Width(lane.N, lane.P) + i;
            lane.Set(row, T.MultiplyAdd(gain, T.Select(stayed, T.Of(-Target), T.Of(1.0 - Target)), lane.Of(row)));
        }
    }

    /// <summary>
    /// B_i given its photons and the scatter about B + G, which x follows in the next pass: density ∝ exp(K_i B − H_i e^B) times its prior given
    /// the other areas. Then μ | G, ω² and ω² | G, μ.
    /// </summary>
    public static void Population<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        Gather(lane, segments, 0, 0);
        Gather(lane, segments, 1, n);
        for (int i = 0; i < n; i++)
        {
            MoveArea(lane, i, T.Load(lane.Scratch, i * Tiles.Width), T.Load(lane.Scratch, (n + i) * Tiles.Width));
        }

        for (int p = 0; p < lane.P; p++)
        {
            DrawPopulation(lane, segments, p);
        }
    }

    /// <summary>B + c, G − c, μ − c changes no count: c comes from the priors of B and μ alone, population by population. G follows in the next pass.</summary>
    public static void ShiftLevels<T>(in CountsLane<T> lane)
        where T : unmanaged, ILane<T>
    {
        for (int p = 0; p < lane.P; p++)
        {
            ShiftLevel(lane, p);
        }
    }

    private static void MoveArea<T>(in CountsLane<T> lane, int i, T photons, T expected)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        T pull = T.Of(0.0);
        for (int k = 0; k < n; k++)
        {
            if (k != i)
            {
                pull -= prior.PrecisionOf<T>(i, k) * lane.Of(CountsState.Area(n) + k);
            }
        }

        T precision = prior.Precision<T>(i, i);
        T area = lane.Of(CountsState.Area(n) + i);

        // An instrument without observations expects nothing: its draw is the prior's.
        T unit = T.Max(expected * Exponential.Exp(-area), T.Of(Nothing));
        T drawn = LogPoissonNormal.Draw(lane.Stream, Sites.AreasAgain + i, photons, unit, pull / precision, precision);
        lane.Set(CountsState.Area(n) + i, drawn);
        lane.Set(CountsState.Moved(n, lane.P) + i, drawn - area);
    }

    /// <summary>μ | G, ω² and then ω² | G, μ of a population.</summary>
    private static void DrawPopulation<T>(in CountsLane<T> lane, int segments, int p)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        T sum = T.Of(0.0);
        T squares = T.Of(0.0);
        for (int number = 0; number < segments; number++)
        {
            CountsSegment segment = CountsSegment.Of(lane, number);
            if (segment.Population == p)
            {
                Strip sums = lane.SumsOf(number);
                sum += T.Load(sums, 2 * segment.Members * Tiles.Width);
                squares += T.Load(sums, ((2 * segment.Members) + 1) * Tiles.Width);
            }
        }

        int own = CountsPrior.Population(n, p);
        T sources = T.LoadUniform(lane.Prior, own + 4);
        T precision = T.LoadUniform(lane.Prior, own + 1);
        T mean = lane.Of(CountsState.Mean(n) + p);
        T weight = T.Of(1.0) / lane.Of(CountsState.Spread(n, lane.P) + p);
        T inverse = T.Of(1.0) / T.MultiplyAdd(sources, weight, precision);
        lane.Stream.Normals(Sites.PopulationMean + p, 0, out T normal, out _);
        T step = T.MultiplyAdd(T.Sqrt(inverse), normal, inverse * ((weight * sum) - (precision * (mean - T.LoadUniform(lane.Prior, own)))));
        lane.Set(CountsState.Mean(n) + p, mean + step);
        squares += step * (T.MultiplyAdd(sources, step, T.Of(-2.0) * sum));
        T shape = T.MultiplyAdd(T.Of(0.5), sources, T.LoadUniform(lane.Prior, own + 2));
        T scale = T.MultiplyAdd(T.Of(0.5), T.Max(squares, T.Of(0.0)), T.LoadUniform(lane.Prior, own + 3));
        lane.Set(CountsState.Spread(n, lane.P) + p, Gamma.DrawInverse(lane.Stream, Sites.PopulationSpread + p, shape, scale));
    }

    private static void ShiftLevel<T>(in CountsLane<T> lane, int p)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        int own = CountsPrior.Population(n, p);
        T precision = T.LoadUniform(lane.Prior, own + 1);
        T push = precision * (lane.Of(CountsState.Mean(n) + p) - T.LoadUniform(lane.Prior, own));
        for (int i = 0; i < n; i++)
        {
            if ((int)T.LoadNumber(lane.Prior, CountsPrior.PopulationOf(n, i)) == p)
            {
                for (int k = 0; k < n; k++)
                {
                    T element = prior.PrecisionOf<T>(i, k);
                    push -= element * lane.Of(CountsState.Area(n) + k);
                    bool together = (int)T.LoadNumber(lane.Prior, CountsPrior.PopulationOf(n, k)) == p;
                    precision += together ? element : T.Of(0.0);
                }
            }
        }

        lane.Stream.Normals(Sites.Shift + p, 0, out T normal, out _);
        T inverse = T.Of(1.0) / precision;
        T shift = T.MultiplyAdd(T.Sqrt(inverse), normal, push * inverse);
        for (int i = 0; i < n; i++)
        {
            if ((int)T.LoadNumber(lane.Prior, CountsPrior.PopulationOf(n, i)) == p)
            {
                lane.Set(CountsState.Area(n) + i, lane.Of(CountsState.Area(n) + i) + shift);
            }
        }

        lane.Set(CountsState.Mean(n) + p, lane.Of(CountsState.Mean(n) + p) - shift);
        lane.Set(CountsState.Shift(n, lane.P) + p, -shift);
    }

    private static void Begin<T>(in CountsLane<T> lane, in Strip right, in Strip matrix)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        PriorNumbers prior = new(lane.Prior, n);
        for (int i = 0; i < n + lane.P; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                T.Store(matrix, Cholesky.At(i, k), i < n ? prior.Precision<T>(i, k) : T.Of(0.0));
            }

            T.Store(right, i * Tiles.Width, T.Of(0.0));
        }

        for (int p = 0; p < lane.P; p++)
        {
            int own = CountsPrior.Population(n, p);
            T precision = T.LoadUniform(lane.Prior, own + 1);
            T.Store(matrix, Cholesky.At(n + p, n + p), precision);
            T.Store(right, (n + p) * Tiles.Width, -(precision * T.LoadUniform(lane.Prior, own)));
        }
    }

    /// <summary>Adds what a segment says: the graph Laplacian of its weights, and the push on every area.</summary>
    private static void AddSegment<T>(in CountsLane<T> lane, int number, in Strip right, in Strip matrix)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        CountsSegment segment = CountsSegment.Of(lane, number);
        Strip sums = lane.SumsOf(number);
        T count = T.Of(segment.Sources);
        T own = T.Of(1.0) / lane.Of(CountsState.Spread(n, lane.P) + segment.Population);
        T total = own;
        T sum = T.Of(0.0);
        for (int a = 0; a < segment.Members; a++)
        {
            T variance = lane.Of(CountsState.Variance + segment.Instrument<T>(a));
            T weight = T.Of(1.0) / variance;
            total += weight;
            sum = T.MultiplyAdd(weight, T.Load(sums, a * Tiles.Width), T.MultiplyAdd(T.Of(0.5), count, sum));
        }

        T inverse = T.Of(1.0) / total;
        T mean = sum * inverse;
        int node = n + segment.Population;
        Increase(right, node * Tiles.Width, -(own * mean));
        for (int a = 0; a < segment.Members; a++)
        {
            int i = segment.Instrument<T>(a);
            T weight = T.Of(1.0) / lane.Of(CountsState.Variance + i);
            Increase(right, i * Tiles.Width, T.MultiplyAdd(weight, T.Load(sums, a * Tiles.Width) - mean, T.Of(0.5) * count));
            T share = count * weight * inverse;
            for (int b = 0; b < a; b++)
            {
                int k = segment.Instrument<T>(b);
                Connect(matrix, i, k, share / lane.Of(CountsState.Variance + k));
            }

            Connect(matrix, node, i, share * own);
        }
    }

    /// <summary>A flow between two nodes: below the diagonal with a minus, on the diagonal of both.</summary>
    private static void Connect<T>(in Strip matrix, int i, int k, T flow)
        where T : unmanaged, ILane<T>
    {
        long between = i > k ? Cholesky.At(i, k) : Cholesky.At(k, i);
        Increase(matrix, between, -flow);
        Increase(matrix, Cholesky.At(i, i), flow);
        Increase(matrix, Cholesky.At(k, k), flow);
    }

    /// <summary>Offers: a point about v, and then the offers about the point, normal in ln v.</summary>
    private static void Offer<T>(in CountsLane<T> lane, int i, T variance, bool narrow)
        where T : unmanaged, ILane<T>
    {
        T width = T.Of(narrow ? Narrower : Wider) * Exponential.Exp(lane.Of(CountsState.Width(lane.N, lane.P) + i));
        long site = Sites.Offers + ((long)i * ((CountsState.Offers / 2) + 1));
        lane.Stream.Normals(site, 0, out T first, out T second);
        T centre = width * first;
        for (int offer = 0; offer < CountsState.Offers; offer++)
        {
            T normal = second;
            if ((offer & 1) == 1)
            {
                lane.Stream.Normals(site + ((offer + 1) / 2), 0, out normal, out second);
            }

            lane.Set(CountsState.Offer(lane.N, lane.P, offer) + i, variance * Exponential.Exp(T.MultiplyAdd(width, normal, centre)));
        }
    }

    /// <summary>Lets an offer race against the least clock so far, which stands in the scratch beside the sums.</summary>
    private static void Race<T>(in CountsLane<T> lane, int i, int offer, T clock, T offered)
        where T : unmanaged, ILane<T>
    {
        long place = (lane.N + (long)i) * Tiles.Width;
        T best;
        if (offer == 0)
        {
            lane.Stream.Uniforms(Sites.Choices + ((long)i * (CountsState.Offers + 1)), 0, out T u, out _);
            best = Logarithm.Log(-Logarithm.Log(u));
        }
        else
        {
            best = T.Load(lane.Scratch, place);
        }

        T wins = T.Less(clock, best);
        lane.Set(CountsState.Variance + i, T.Select(wins, offered, lane.Of(CountsState.Variance + i)));
        T.Store(lane.Scratch, place, T.Select(wins, clock, best));
    }

    /// <summary>Sums a block of rows, one a member, over the segments; instrument by instrument into the scratch, from a place on.</summary>
    private static void Gather<T>(in CountsLane<T> lane, int segments, int block, int place)
        where T : unmanaged, ILane<T>
    {
        for (int i = 0; i < lane.N; i++)
        {
            T.Store(lane.Scratch, (place + i) * Tiles.Width, T.Of(0.0));
        }

        for (int number = 0; number < segments; number++)
        {
            CountsSegment segment = CountsSegment.Of(lane, number);
            Strip sums = lane.SumsOf(number);
            for (int a = 0; a < segment.Members; a++)
            {
                Increase(lane.Scratch, (place + segment.Instrument<T>(a)) * Tiles.Width, T.Load(sums, ((block * segment.Members) + a) * Tiles.Width));
            }
        }
    }

    private static void Increase<T>(in Strip rows, long at, T by)
        where T : unmanaged, ILane<T> => T.Store(rows, at, T.Load(rows, at) + by);
}
