using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Statistics;
using GpuConcord.Host.Statistics.Patterns;
using GpuConcord.Host.Threads;
using GpuConcord.Kernels.Models;
using GpuConcord.Kernels.Models.Counts;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// The data and priors of one or more problems, laid out as <see cref="CountsGibbs"/> reads them: the sources that any instrument saw, those of one
/// pattern of instruments together in segments. Everything is measured from b and from a unit of each data set's own (<see cref="Unit"/>), so that
/// no number there is far from 1, and none depends on the other data sets.
/// </summary>
internal sealed class CountsMemory : IDisposable
{
    // Sources of a segment: so few that a GPU has work for all of its threads, so many that a segment's sums cost little.
    private const int MostSources = 64;

    private readonly Memory data;
    private readonly Memory prior;
    private readonly int length;
    private readonly int[] populations;
    private readonly int[] instruments;
    private readonly double[] units;
    private readonly double[][] starts;

    /// <summary>Uploads problems with the same instruments, sources and missing values.</summary>
    /// <param name="device">Where the chains run.</param>
    /// <param name="model">The model.</param>
    /// <param name="problems">The data sets: one for each of <paramref name="priors"/>, or a single one that all share.</param>
    /// <param name="priors">The priors of each problem.</param>
    public CountsMemory(Device device, CountsModel model, IReadOnlyList<Observations> problems, IReadOnlyList<Priors> priors)
    {
        Observations first = problems[0];
        Instruments = first.InstrumentCount;
        Populations = CountsModel.Bands(first).Length;
        PopulationOf = CountsModel.PopulationOf(first);
        PatternGroups groups = PatternGroups.Of(first);
        Sources = [.. groups.Order.Where(j => first.First[j + 1] > first.First[j])];
        Observations = [.. Sources.SelectMany(j => Enumerable.Range(first.First[j], first.First[j + 1] - first.First[j]))];
        populations = Array.ConvertAll(Sources, j => PopulationOf[first.Instrument[first.First[j]]]);
        instruments = Array.ConvertAll(Observations, o => first.Instrument[o]);
        MostMembers = Sources.Max(j => first.First[j + 1] - first.First[j]);
        units = [.. problems.Select(problem => MeanStart(problem, priors[0]))];
        double[] segments = Segments(groups, first);
        SegmentCount = segments.Length / CountsData.Segment(Instruments);
        double[][] numbers = [.. problems.Select((problem, k) => (double[])[.. segments, .. Rows(problem, model.CountsOf(problem), priors[0], units[k], segments.Length)])];
        int longest = numbers.Max(own => own.Length);
        length = problems.Count > 1 ? longest : 0;
        data = device.Upload([.. numbers.SelectMany(own => (double[])[.. own, .. new double[longest - own.Length]])]);
        prior = device.Upload([.. priors.SelectMany((own, k) => PriorNumbers(model, first, own, Unit(k)))]);
        starts = [.. problems.Select((problem, k) => (double[])[.. Observations.Select(o => Start(problem, priors[0], units[k], o))])];
    }

    /// <summary>N.</summary>
    public int Instruments { get; }

    /// <summary>P.</summary>
    public int Populations { get; }

    /// <summary>The population that each instrument sees.</summary>
    public int[] PopulationOf { get; }

    /// <summary>The instruments of each population: their common level is what the counts cannot know.</summary>
    public int[][] Members =>
        [.. Enumerable.Range(0, Populations).Select(p => Enumerable.Range(0, Instruments).Where(i => PopulationOf[i] == p).ToArray())];

    /// <summary>The sources in the order of the device.</summary>
    public int[] Sources { get; }

    /// <summary>The observations in the order of the device.</summary>
    public int[] Observations { get; }

    /// <summary>Most instruments that saw one source.</summary>
    public int MostMembers { get; }

    /// <summary>Segments.</summary>
    public int SegmentCount { get; }

    /// <summary>What G and μ of a problem are measured from on the device.</summary>
    public double Unit(int problem = 0) => units.Length == 1 ? units[0] : units[problem];

    /// <summary>A rough ln S less b and unit of every observation of a problem, in the order of the device.</summary>
    public double[] Starts(int problem = 0) => starts.Length == 1 ? starts[0] : starts[problem];

    /// <summary>The arguments that data and priors decide; the rest is the caller's.</summary>
    public CountsArguments Arguments(CountsModel model) => new()
    {
        Data = data.View,
        DataLength = length,
        Prior = prior.View,
        Instruments = Instruments,
        Populations = Populations,
        Segments = SegmentCount,
        SourceCount = Sources.Length,
        Observations = Observations.Length,
        MostMembers = MostMembers,
        Scatter = model.Sigma is null ? CountsScatter.Fitted : model.Sigma > 0 ? CountsScatter.Known : CountsScatter.None,
        Stage = CountsStage.All,
    };

    /// <summary>The population of an observation, in the order of the device.</summary>
    public int PopulationOfObservation(int observation) => PopulationOf[instruments[observation]];

    /// <inheritdoc/>
    public void Dispose()
    {
        data.Dispose();
        prior.Dispose();
    }

    private static double MeanStart(Observations observations, Priors priors)
    {
        double sum = 0;
        for (int o = 0; o < observations.Count; o++)
        {
            sum += observations.Counts!.RoughLogSource(o) - priors.LogArea[observations.Instrument[o]];
        }

        return sum / Math.Max(1, observations.Count);
    }

    private static double Start(Observations observations, Priors priors, double unit, int o) =>
        observations.Counts!.RoughLogSource(o) - priors.LogArea[observations.Instrument[o]] - unit;

    /// <summary>The runs of sources of one pattern, see <see cref="CountsData"/>.</summary>
    private double[] Segments(PatternGroups groups, Observations observations)
    {
        List<double> numbers = [];
        int source = 0;
        int observation = 0;
        for (int pattern = 0; pattern < groups.Count; pattern++)
        {
            int[] seen = groups.Seen(groups.FirstSource[pattern]).ToArray();
            for (int left = seen.Length == 0 ? 0 : groups.Start[pattern + 1] - groups.Start[pattern]; left > 0;)
            {
                int count = Math.Min(MostSources, left);
                numbers.AddRange([PopulationOf[seen[0]], seen.Length, count, source, observation]);
                numbers.AddRange(seen.Select(i => (double)i));
                numbers.AddRange(new double[Instruments - seen.Length]);
                source += count;
                observation += count * seen.Length;
                left -= count;
            }
        }

        return [.. numbers];
    }

    /// <summary>The observations and their photon polynomials.</summary>
    /// <param name="observations">The data.</param>
    /// <param name="counts">Their counts.</param>
    /// <param name="priors">Whose b is taken off.</param>
    /// <param name="unit">What is taken off besides.</param>
    /// <param name="before">Numbers that stand before them.</param>
    private double[] Rows(Observations observations, ApertureCounts counts, Priors priors, double unit, int before)
    {
        (double shape, double rate) = counts.BackgroundPrior ?? (1, 0);
        double[] numbers = new double[CountsData.Row * Observations.Length];
        for (int k = 0; k < Observations.Length; k++)
        {
            int o = Observations[k];
            Span<double> row = numbers.AsSpan(CountsData.Row * k, CountsData.Row);
            row[CountsData.Source] = counts.Source[o];
            row[CountsData.Background] = counts.IsKnown(o) ? 0 : counts.Background[o];
            double background = counts.IsKnown(o) ? 0 : counts.BackgroundFactor[o];
            double factor = counts.SourceFactor[o] + background;
            row[CountsData.SourceShare] = counts.SourceFactor[o] / factor;
            row[CountsData.BackgroundShare] = background / factor;
            row[CountsData.LogFactor] = Math.Log(factor) + priors.LogArea[observations.Instrument[o]] + unit;
            row[CountsData.Ratio] = counts.IsKnown(o) ? 1 : counts.Ratio[o];
            row[CountsData.Shape] = shape;
            row[CountsData.Rate] = 1 + row[CountsData.Ratio] + rate;
            row[CountsData.Known] = counts.IsKnown(o) ? counts.KnownBackground[o] : -1;
            row[CountsData.Start] = Start(observations, priors, unit, o);
        }

        PhotonPolynomial?[] polynomials = new PhotonPolynomial?[Observations.Length];
        CountFactorials factorials = new(counts);
        SideBySide.For(0, polynomials.Length, k => polynomials[k] = PhotonPolynomial.Of(counts, Observations[k], factorials), CancellationToken.None);
        List<double> coefficients = [];
        for (int k = 0; k < polynomials.Length; k++)
        {
            if (polynomials[k] is not { } own)
            {
                continue;
            }

            Span<double> row = numbers.AsSpan(CountsData.Row * k, CountsData.Row);
            row[CountsData.Terms] = own.Coefficients.Length;
            row[CountsData.Coefficients] = before + numbers.Length + coefficients.Count;
            row[CountsData.Unit] = 1 / own.Unit;
            row[CountsData.Most] = own.Most;
            coefficients.AddRange(own.Coefficients);
            coefficients.AddRange(new double[(CountsData.Stride - (own.Coefficients.Length % CountsData.Stride)) % CountsData.Stride]);
        }

        return [.. numbers, .. coefficients];
    }

    private double[] PriorNumbers(CountsModel model, Observations observations, Priors priors, double unit)
    {
        int n = Instruments;
        double[] numbers = new double[CountsPrior.Length(n, Populations)];
        AreaPrior areas = AreaPrior.Of(priors);
        int[] seen = observations.PerInstrument();
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k <= i; k++)
            {
                numbers[PriorLayout.Precision(n, i, k)] = areas.Precision[i, k];
            }

            numbers[PriorLayout.Alpha(n, i)] = priors.Alpha[i];
            numbers[PriorLayout.Beta(n, i)] = priors.Beta[i];
            numbers[CountsPrior.Observations(n, i)] = seen[i];
            numbers[CountsPrior.PopulationOf(n, i)] = PopulationOf[i];
        }

        for (int p = 0; p < Populations; p++)
        {
            Span<double> row = numbers.AsSpan(CountsPrior.Population(n, p), CountsPrior.Row);
            row[0] = model.PopulationMean is { } mean ? mean.Mean - unit : 0;
            row[1] = model.PopulationMean is { } known ? 1 / (known.Sd * known.Sd) : 0;
            row[2] = model.PopulationAlpha;
            row[3] = model.PopulationBeta;
            row[4] = populations.Count(own => own == p);
        }

        return numbers;
    }
}
