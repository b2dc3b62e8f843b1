using GpuConcord.Kernels.Lanes;
using GpuConcord.Kernels.Mathematics;
using GpuConcord.Kernels.Random;

namespace GpuConcord.Kernels.Models.Counts;

/// <summary>The places of one lane, and the random numbers of one iteration of it: what the steps of <see cref="CountsGibbs"/> work on.</summary>
internal readonly struct CountsLane<T>
    where T : unmanaged, ILane<T>
{
    public readonly Stream<T> Stream;
    public readonly Strip Data;
    public readonly Strip Observations;
    public readonly Strip Prior;
    public readonly Strip State;
    public readonly Strip Intensities;
    public readonly Strip Expected;
    public readonly Strip Photons;
    public readonly Strip Slopes;
    public readonly Strip Curvatures;
    public readonly Strip Backgrounds;
    public readonly Strip Fluxes;
    public readonly Strip Sums;
    public readonly Strip Scratch;
    public readonly int N;
    public readonly int P;
    public readonly int SumsLength;

    public CountsLane(in CountsArguments arguments, int lane, long iteration)
    {
        int problem = lane / arguments.Chains;
        N = arguments.Instruments;
        P = arguments.Populations;
        SumsLength = CountsSums.Length(arguments.MostMembers);
        Stream = new Stream<T>(CountsArguments.Key<T>(arguments, problem), T.Count(arguments.FirstChain + (lane % arguments.Chains)), iteration);
        Data = T.At(arguments.Data, (long)problem * arguments.DataLength);
        Observations = T.Skip(Data, CountsData.Observations(arguments.Segments, N));
        Prior = T.At(arguments.Prior, (long)problem * CountsPrior.Length(N, P));
        State = T.At(arguments.State, Tiles.Offset(lane, CountsState.Length(N, P)));
        Intensities = T.At(arguments.Intensities, Tiles.Offset(lane, arguments.Observations));
        Expected = T.At(arguments.Expected, Tiles.Offset(lane, arguments.Observations));
        Photons = T.At(arguments.Photons, Tiles.Offset(lane, arguments.Observations));
        Slopes = T.At(arguments.Slopes, Tiles.Offset(lane, arguments.Observations));
        Curvatures = T.At(arguments.Curvatures, Tiles.Offset(lane, arguments.Observations));
        Backgrounds = T.At(arguments.Backgrounds, Tiles.Offset(lane, arguments.Observations));
        Fluxes = T.At(arguments.Fluxes, Tiles.Offset(lane, arguments.SourceCount));
        Sums = T.At(arguments.Sums, Tiles.Offset(lane, (long)arguments.Segments * SumsLength));
        Scratch = T.At(arguments.Scratch, Tiles.Offset(lane, CountsScratch.Length(N, P)));
    }

    /// <summary>The sums of a segment.</summary>
    public Strip SumsOf(int segment) => T.Skip(Sums, (long)segment * SumsLength * Tiles.Width);

    /// <summary>A row of the state.</summary>
    public T Of(int row) => T.Load(State, (long)row * Tiles.Width);

    /// <summary>Sets a row of the state.</summary>
    public void Set(int row, T value) => T.Store(State, (long)row * Tiles.Width, value);

    /// <summary>B_i − b_i.</summary>
    public T Area(int i) => Of(CountsState.Area(N) + i);

    /// <summary>A number of an instrument's v, see <see cref="CountsVariance"/>.</summary>
    public T Variance(int which, int i, int row) => Of(CountsState.VarianceOf(N, P, which, i) + row);

    /// <summary>The scatter's precision 1/v of an instrument.</summary>
    public T Weight(int i) => Variance(CountsVariance.Current, i, CountsVariance.Precision);

    /// <summary>The prior of ln S about its mean.</summary>
    public LogPoissonNormal.Prior<T> Scatter(int i)
    {
        int first = CountsState.VarianceOf(N, P, CountsVariance.Current, i);
        return new LogPoissonNormal.Prior<T>(
            Of(first + CountsVariance.Precision), Of(first + CountsVariance.Value), Of(first + CountsVariance.Sd), Of(first + CountsVariance.LogPrecision));
    }

    /// <summary>Sets v of an instrument, or what it was or might be.</summary>
    public void SetVariance(int which, int i, T variance)
    {
        int first = CountsState.VarianceOf(N, P, which, i);
        Set(first + CountsVariance.Value, variance);
        Set(first + CountsVariance.Sd, T.Sqrt(variance));
        Set(first + CountsVariance.Precision, T.Of(1.0) / variance);
        Set(first + CountsVariance.LogPrecision, -Logarithm.Log(variance));
        if (which == CountsVariance.Current)
        {
            Set(CountsState.Variance + i, variance);
        }
    }
}

/// <summary>A run of sources of one population that the same instruments saw.</summary>
internal readonly struct CountsSegment(int population, int members, long sources, long firstSource, long firstObservation, Strip indices)
{
    public readonly int Population = population;
    public readonly int Members = members;
    public readonly long Sources = sources;
    public readonly long FirstSource = firstSource;
    public readonly long FirstObservation = firstObservation;
    private readonly Strip indices = indices;

    public static CountsSegment Of<T>(in CountsLane<T> lane, int segment)
        where T : unmanaged, ILane<T>
    {
        Strip own = T.Skip(lane.Data, (long)segment * CountsData.Segment(lane.N));
        return new CountsSegment(
            (int)T.LoadNumber(own, 0), (int)T.LoadNumber(own, 1), (long)T.LoadNumber(own, 2), (long)T.LoadNumber(own, 3), (long)T.LoadNumber(own, 4),
            T.Skip(own, CountsData.Header));
    }

    /// <summary>The instrument of a member.</summary>
    public int Instrument<T>(int member)
        where T : unmanaged, ILane<T> => (int)T.LoadNumber(indices, member);
}
