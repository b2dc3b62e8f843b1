using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Kernels.Models.LogNormal;

namespace GpuConcord.Host.Inference;

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
        this.statistics = device.Upload(statistics);
        this.priors = device.Upload(priors);
        this.dataOf = device.Upload(dataOf);
    }

    /// <summary>
    /// Whether <see cref="CompleteModel"/> applies: every instrument saw every source that bears on calibration, and the areas are
    /// independent a priori.
    /// </summary>
    public static bool IsComplete(PatternStatistics statistics, Priors priors) =>
        priors.Correlation is null && statistics.SharedPatternCount == 1 && statistics.Shared[0].Instruments.Length == statistics.InstrumentCount;

    /// <summary>One data set without missing values.</summary>
    public static ModelMemory Complete(Device device, PatternStatistics statistics, Priors priors) =>
        Complete(device, [statistics], priors);

    /// <summary>Data sets without missing values, a problem each, under one prior.</summary>
    public static ModelMemory Complete(Device device, IReadOnlyList<PatternStatistics> sets, Priors priors)
    {
        int n = sets[0].InstrumentCount;
        List<double> numbers = [];
        foreach (PatternStatistics set in sets)
        {
            MissingnessPattern pattern = set.Shared[0];
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

        double[] rows = Rows(priors);
        return new ModelMemory(
            device, n, [.. numbers], [.. sets.SelectMany(_ => rows)], [.. Enumerable.Range(0, sets.Count).Select(set => (double)set)]);
    }

    /// <summary>One data set with any pattern of missing values, and areas that may be correlated a priori.</summary>
    public static ModelMemory Patterns(Device device, PatternStatistics statistics, Priors priors)
    {
        int n = statistics.InstrumentCount;
        List<double> numbers = [.. priors.LogArea, .. statistics.SharedObservationCount.Select(count => (double)count)];
        List<double>[] pairs = [.. Enumerable.Range(0, PatternLayout.Pairs(n)).Select(_ => new List<double>())];
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
                    double shift = pattern.Mean[a] - pattern.Mean[b] - priors.LogArea[members[a]] + priors.LogArea[members[b]];
                    double spread = Spread(pattern, a, b) + (m * shift * shift);
                    numbers.AddRange([pair, m * shift, spread]);
                    pairs[pair].AddRange([p, m, m * shift, spread]);
                }
            }
        }

        double start = numbers.Count;
        foreach (List<double> entries in pairs)
        {
            numbers.Add(entries.Count / PatternLayout.PatternEntry);
            numbers.AddRange(entries);
        }

        return new ModelMemory(device, n, [.. numbers], [.. Rows(priors), .. Precision(priors)], [0.0, statistics.SharedPatternCount, start])
        {
            MostPatterns = statistics.SharedPatternCount,
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
        statistics.Dispose();
        priors.Dispose();
        dataOf.Dispose();
    }

    /// <summary>D_ik, the scatter of the difference between two instruments over the pattern's sources.</summary>
    private static double Spread(MissingnessPattern pattern, int i, int k)
    {
        int n = pattern.Instruments.Length;
        double[] cross = pattern.Cross;
        return Math.Max(0.0, cross[(i * n) + i] + cross[(k * n) + k] - (2 * cross[(i * n) + k]));
    }

    /// <summary>T⁻¹, its lower triangle row by row.</summary>
    private static IEnumerable<double> Precision(Priors priors)
    {
        double[,] precision = AreaPrior.Of(priors).Precision;
        for (int i = 0; i < precision.GetLength(0); i++)
        {
            for (int k = 0; k <= i; k++)
            {
                yield return precision[i, k];
            }
        }
    }

    private static double[] Rows(Priors priors) =>
        [.. priors.LogArea, .. priors.Tau.Select(tau => tau * tau), .. priors.Alpha, .. priors.Beta];
}
