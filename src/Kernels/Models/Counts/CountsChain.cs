using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The steps of an iteration that a chain makes by itself, given the sums over its sources, added segment by segment in their order.</summary>
internal static class CountsChain
{
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
            lane.SetVariance(CountsVariance.Current, i, variance);
        }
    }

    /// <summary>
    /// B_i given its photons and the scatter about B + G: density ∝ exp(K_i B − H_i e^B) times its prior given the other areas.
    /// </summary>
    public static void AreasAgain<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
        int n = lane.N;
        Gather(lane, segments, 0, 0);
        Gather(lane, segments, 1, n);
        for (int i = 0; i < n; i++)
        {
            MoveArea(lane, i, T.Load(lane.Scratch, i * Tiles.Width), T.Load(lane.Scratch, (n + i) * Tiles.Width));
        }
    }

    /// <summary>μ | G, ω² and then ω² | G, μ.</summary>
    public static void Populations<T>(in CountsLane<T> lane, int segments)
        where T : unmanaged, ILane<T>
    {
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
                pull -= prior.PrecisionOf<T>(i, k) * lane.Area(k);
            }
        }

        T precision = prior.Precision<T>(i, i);
        T area = lane.Area(i);

        // An instrument without observations expects nothing: its draw is the prior's.
        T unit = T.Max(expected * Exponential.Exp(-area), T.Of(Nothing));
        T drawn = LogPoissonNormal.Draw(lane.Stream, Sites.AreasAgain + i, photons, unit, pull / precision, precision);
        lane.Set(CountsState.Area(n) + i, drawn);
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
                sum += T.Load(sums, segment.Members * Tiles.Width);
                squares += T.Load(sums, (segment.Members + 1) * Tiles.Width);
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
                    push -= element * lane.Area(k);
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
                lane.Set(CountsState.Area(n) + i, lane.Area(i) + shift);
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
            T weight = lane.Weight(segment.Instrument<T>(a));
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
            T weight = lane.Weight(i);
            Increase(right, i * Tiles.Width, T.MultiplyAdd(weight, T.Load(sums, a * Tiles.Width) - mean, T.Of(0.5) * count));
            T share = count * weight * inverse;
            for (int b = 0; b < a; b++)
            {
                int k = segment.Instrument<T>(b);
                Connect(matrix, i, k, share * lane.Weight(k));
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

    /// <summary>Sums a block of rows, one a member, over the segments; instrument by instrument into the scratch, from a place on.</summary>
    internal static void Gather<T>(in CountsLane<T> lane, int segments, int block, int place)
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
