using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Kernels.Models.LogNormal;

namespace GpuConcord.Host.Models.LogNormal;

/// <summary>The sufficient statistics and priors of the log-Normal model, laid out as its kernels read them.</summary>
internal sealed class ModelMemory : IDisposable
{
    private readonly int instruments;
    private readonly Memory statistics;
    private readonly Memory priors;
    private readonly Memory dataOf;

    private ModelMemory(Device device, int instruments, double[] statistics, double[] priors, double[] dataOf)
    {
        this.instruments = instruments;
        try
        {
            this.statistics = device.Upload(statistics);
            this.priors = device.Upload(priors);
            this.dataOf = device.Upload(dataOf);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether <see cref="CompleteModel"/> applies: every instrument saw every source that bears on calibration, and the areas are
    /// independent a priori.
    /// </summary>
    public static bool IsComplete(PatternStatistics statistics, Priors? priors = null) =>
        priors?.Correlation is null && statistics.SharedPatternCount == 1 && statistics.Shared[0].Instruments.Length == statistics.InstrumentCount;

    /// <summary>One data set without missing values.</summary>
    public static ModelMemory Complete(Device device, PatternStatistics statistics, Priors priors) =>
        Complete(device, [new ModelProblem(statistics, priors)]);

    /// <summary>Problems without missing values and with equally many instruments; a data set that several share is uploaded once.</summary>
    public static ModelMemory Complete(Device device, IReadOnlyList<ModelProblem> problems)
    {
        Dictionary<PatternStatistics, int> sets = [];
        List<double> numbers = [];
        foreach (PatternStatistics set in problems.Select(problem => problem.Statistics))
        {
            if (sets.TryAdd(set, sets.Count))
            {
                AddComplete(numbers, set);
            }
        }

        return new ModelMemory(
            device, problems[0].Instruments, [.. numbers], Rows(problems), [.. problems.Select(problem => (double)sets[problem.Statistics])]);
    }

    /// <summary>One data set with any pattern of missing values, and areas that may be correlated a priori.</summary>
    public static ModelMemory Patterns(Device device, PatternStatistics statistics, Priors priors) =>
        Patterns(device, [new ModelProblem(statistics, priors)]);

    /// <summary>Problems with any patterns of missing values and equally many instruments; a data set that several share is uploaded once.</summary>
    public static ModelMemory Patterns(Device device, IReadOnlyList<ModelProblem> problems)
    {
        // The statistics are taken about the nominal areas, so a data set is shared only where those agree.
        Dictionary<PatternStatistics, List<(double[] LogArea, double[] Location)>> sets = [];
        List<double> numbers = [];
        List<double> locations = [];
        foreach (ModelProblem problem in problems)
        {
            if (!sets.TryGetValue(problem.Statistics, out List<(double[] LogArea, double[] Location)>? known))
            {
                sets.Add(problem.Statistics, known = []);
            }

            double[] logArea = problem.Priors.LogArea;
            double[]? location = known.Find(set => set.LogArea.AsSpan().SequenceEqual(logArea)).Location;
            if (location is null)
            {
                location = AddPatterns(numbers, problem.Statistics, logArea);
                known.Add((logArea, location));
            }

            locations.AddRange(location);
        }

        return new ModelMemory(device, problems[0].Instruments, [.. numbers], PriorBlocks.All([.. problems.Select(problem => problem.Priors)]), [.. locations])
        {
            MostPatterns = problems.Max(problem => problem.Statistics.SharedPatternCount),
        };
    }

    /// <summary>The model of data sets without missing values.</summary>
    public CompleteModel CompleteModel => new(statistics.View, priors.View, dataOf.View, instruments);

    /// <summary>The model of data sets with missing values.</summary>
    public PatternModel PatternModel => new(statistics.View, priors.View, dataOf.View, instruments, MostPatterns);

    private int MostPatterns { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Where memory ran out on the way, the rest was never had.
        statistics?.Dispose();
        priors?.Dispose();
        dataOf?.Dispose();
    }

    /// <summary>D_ik, the scatter of the difference between two instruments over the pattern's sources.</summary>
    private static double Spread(MissingnessPattern pattern, int i, int k)
    {
        int n = pattern.Instruments.Length;
        double[] cross = pattern.Cross;
        return Math.Max(0.0, cross[(i * n) + i] + cross[(k * n) + k] - (2 * cross[(i * n) + k]));
    }

    private static void AddComplete(List<double> numbers, PatternStatistics statistics)
    {
        int n = statistics.InstrumentCount;
        MissingnessPattern pattern = statistics.Shared[0];
        numbers.Add(pattern.SourceCount);
        numbers.AddRange(pattern.Mean);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                numbers.Add(Spread(pattern, i, k));
            }
        }
    }

    /// <summary>Appends a data set; returns where it is, as <see cref="PatternLayout.LocationLength"/> numbers.</summary>
    private static double[] AddPatterns(List<double> numbers, PatternStatistics statistics, double[] logArea)
    {
        int start = numbers.Count;
        numbers.AddRange(logArea);
        numbers.AddRange(statistics.SharedObservationCount.Select(count => (double)count));
        List<double>[] pairs = [.. Enumerable.Range(0, PatternLayout.Pairs(statistics.InstrumentCount)).Select(_ => new List<double>())];
        for (int p = 0; p < statistics.SharedPatternCount; p++)
        {
            MissingnessPattern pattern = statistics.Shared[p];
            int[] members = pattern.Instruments;
            double m = pattern.SourceCount;
            numbers.Add(m);
            numbers.Add(members.Length);
            numbers.AddRange(members.Select(i => (double)i));
            for (int a = 1; a < members.Length; a++)
            {
                for (int b = 0; b < a; b++)
                {
                    int pair = PatternLayout.Pair(members[a], members[b]);
                    double shift = pattern.Mean[a] - pattern.Mean[b] - logArea[members[a]] + logArea[members[b]];
                    double spread = Spread(pattern, a, b) + (m * shift * shift);
                    numbers.AddRange([pair, m * shift, spread]);
                    pairs[pair].AddRange([p, m, m * shift, spread]);
                }
            }
        }

        double pairsStart = numbers.Count - start;
        foreach (List<double> entries in pairs)
        {
            numbers.Add(entries.Count / PatternLayout.PatternEntry);
            numbers.AddRange(entries);
        }

        return [start, statistics.SharedPatternCount, pairsStart];
    }

    /// <summary>The priors of each problem in the rows of <see cref="PriorRows"/>: <see cref="CompleteModel"/> has no matrix.</summary>
    private static double[] Rows(IReadOnlyList<ModelProblem> problems) =>
    [
        .. problems.SelectMany(problem => (double[])
        [
            .. problem.Priors.LogArea, .. problem.Priors.Tau.Select(tau => tau * tau), .. problem.Priors.Alpha, .. problem.Priors.Beta,
        ]),
    ];
}

/// <summary>A data set under a prior.</summary>
/// <param name="Statistics">What the posterior needs of the data; problems of the same data should share the object.</param>
/// <param name="Priors">The priors.</param>
internal readonly record struct ModelProblem(PatternStatistics Statistics, Priors Priors)
{
    /// <summary>N.</summary>
    public int Instruments => Statistics.InstrumentCount;
}
