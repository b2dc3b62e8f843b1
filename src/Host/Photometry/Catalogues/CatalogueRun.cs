using System.Diagnostics;
using System.Threading.Channels;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Host.Photometry.Catalogues;

/// <summary>A table to measure and where its results go.</summary>
public sealed record CatalogueRequest
{
    /// <summary>The file; its format shows from its first bytes.</summary>
    public required string Table { get; init; }

    /// <summary>The formats that are known.</summary>
    public TableFormats Formats { get; init; } = TableFormats.Standard;

    /// <summary>Opens the output table, a seekable stream for Parquet; null for none.</summary>
    public Func<Stream>? Output { get; init; }

    /// <summary>The format of the output.</summary>
    public TableFormat OutputFormat { get; init; } = TableFormats.Standard.Text;

    /// <summary>Where the tables that are written come from, for formats that have room for it.</summary>
    public IReadOnlyList<ProvenanceEntry> Provenance { get; init; } = [];

    /// <summary>Opens the table for <c>gpuconcord fit</c>, which is CSV; null for none.</summary>
    public Func<Stream>? FitTable { get; init; }

    /// <summary>Format of that table; CSV when null.</summary>
    public TableFormat? FitFormat { get; init; }

    /// <summary>What goes into the table for the fit.</summary>
    public FitTableOptions Fit { get; init; }

    /// <summary>Opens the file of rejected rows; null when the first row at fault stops the run.</summary>
    public Func<TextWriter>? RejectsFile { get; init; }

    /// <summary>Parameter names and the columns that hold them under other names.</summary>
    public IReadOnlyDictionary<string, string> Renamed { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What is asked of rows, each with its reason; null for nothing.</summary>
    public IReadOnlyList<(Condition Condition, string Because)>? Where { get; init; }

    /// <summary>Columns that name source, instrument or band under other names.</summary>
    public IReadOnlyList<(string Role, IReadOnlyList<string> Columns)> Roles { get; init; } = [];

    /// <summary>Probability of the interval where the table has no column conf.</summary>
    public double Confidence { get; init; } = 0.68;

    /// <summary>What to compute; its quantities are replaced by those the table allows.</summary>
    public required PhotometryRequest Measure { get; init; }

    /// <summary>
    /// Which rows: runs of them, ascending and apart, each as the number of its first, from 0, and how many; null for all. Rows at fault count, those that
    /// <see cref="Where"/> leaves out do not.
    /// </summary>
    public IReadOnlyList<(long First, long Count)>? Rows { get; init; }

    /// <summary>Where results are put away as they come, and those that are there already; null for nowhere.</summary>
    public ICatalogueParts? Parts { get; init; }

    /// <summary>The numbers of the rows behind which a part ends, ascending; the last part ends with the table, or with <see cref="Rows"/>.</summary>
    public IReadOnlyList<long> PartEnds { get; init; } = [];

    /// <summary>Files of results of all rows, or of all <see cref="Rows"/>, in order, to be taken in place of computing; null to compute.</summary>
    public IReadOnlyList<string>? Kept { get; init; }

    /// <summary>The format of files of results that are kept.</summary>
    public static TableFormat PartFormat { get; } = TableFormats.Standard.ByName(".parquet");
}

/// <summary>What became of a table.</summary>
/// <param name="Rows">Sources measured.</param>
/// <param name="Rejected">Rows at fault that were skipped.</param>
/// <param name="Quantities">What was computed.</param>
/// <param name="ModeAtZero">Sources whose most probable intensity is 0.</param>
/// <param name="ReachesZero">Sources whose interval reaches 0 from a mode above.</param>
/// <param name="Alike">Sources whose apertures cannot tell source from background.</param>
/// <param name="LeftOutOfFit">Sources that the table for the fit lacks, their mode being 0, or their apertures alike.</param>
/// <param name="ReadSeconds">Time the reader worked; the stages overlap.</param>
/// <param name="ComputeSeconds">Time the device worked.</param>
/// <param name="WriteSeconds">Time the writer worked.</param>
/// <param name="TotalSeconds">Wall time.</param>
/// <param name="Notes">What a person should know.</param>
public sealed record CatalogueReport(
    long Rows, long Rejected, IReadOnlyList<ApertureQuantity> Quantities, long ModeAtZero, long ReachesZero, long Alike, long LeftOutOfFit,
    double ReadSeconds, double ComputeSeconds, double WriteSeconds, double TotalSeconds, IReadOnlyList<string> Notes)
{
    /// <summary>Net counts below which the mean and standard deviation of ln S, all that the table for the fit has, do not describe a posterior.</summary>
    public const double FewCounts = FitTableOutput.FewCounts;

    /// <summary>Sources of fewer than <see cref="FewCounts"/> net counts, left out of the table for the fit or not; 0 without that table.</summary>
    public long FaintForFit { get; init; }
}

/// <summary>
/// Measures a table of any length in constant memory: a few batches go round between reader, device and writer, which work at the same
/// time; rows keep their order.
/// </summary>
public static class CatalogueRun
{
    private const int Batches = 4;

    /// <summary>Runs it.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="device">Where to compute; unread where results were kept.</param>
    /// <param name="progress">Told the share of the table that is done.</param>
    /// <param name="cancellation">Stops it between batches.</param>
    /// <exception cref="DataException">The table is at fault, or a row of it and rows at fault stop the run.</exception>
    public static async Task<CatalogueReport> RunAsync(CatalogueRequest request, Device? device, IProgress<double>? progress, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using Rejects rejects = new Rejects(request.RejectsFile);
        using Catalogue catalogue = Catalogue.Open(request, rejects);
        PhotometryRequest measure = request.Measure with { Quantities = catalogue.Parameters.Quantities };
        if (measure.Hardness is { } wanted && !measure.Quantities.Contains(wanted))
        {
            throw DataException.In(
                request.Table, $"no inputs of {wanted.Name()}", $"columns {string.Join(", ", wanted.Needs())}, with _soft and _hard or without",
                "add them, or choose another quantity");
        }

        if (measure.Hardness is { } ratio)
        {
            measure = measure with { Quantities = [ratio] };
        }

        int beta = Array.IndexOf([.. ParameterRules.Names], "beta");
        measure = measure with { Alike = catalogue.Bands.Any(band => band.Of[beta] >= 0) };
        IReadOnlyList<ResultColumn> results = ResultColumns.Of(measure);
        Refuse(request.Table, catalogue, results);
        await using Outputs outputs = await Outputs.BeginAsync(request, catalogue, measure, results, cancellation);
        using IMeasurement measurement = Measurement(request, device, measure);

        Channel<CatalogueBatch> free = Channel.CreateBounded<CatalogueBatch>(Batches);
        Channel<CatalogueBatch> read = Channel.CreateBounded<CatalogueBatch>(Batches);
        Channel<CatalogueBatch> measured = Channel.CreateBounded<CatalogueBatch>(Batches);
        for (int i = 0; i < Batches; i++)
        {
            free.Writer.TryWrite(new CatalogueBatch());
        }

        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Stage reading = new(), computing = new(), writing = new();
        Tally tally = new Tally();
        Task[] stages =
        [
            reading.RunAsync(free.Reader, read.Writer, batch => Task.FromResult(catalogue.Read(batch)), stop),
            computing.RunAsync(read.Reader, measured.Writer, batch =>
            {
                if (batch.Count > 0)
                {
                    measurement.Measure(batch, stop.Token);
                }

                return Task.FromResult(true);
            }, stop),
            writing.RunAsync(measured.Reader, free.Writer, async batch =>
            {
                await outputs.WriteAsync(batch, stop.Token);
                tally.Add(batch);
                progress?.Report(batch.Fraction);
                return true;
            }, stop),
        ];

        // A fault comes before the cancellations it caused.
        await Task.WhenAll(stages);
        await outputs.CompleteAsync();
        return new CatalogueReport(
            tally.Rows, rejects.Count, measure.Quantities, tally.ModeAtZero, tally.ReachesZero, tally.Alike, outputs.LeftOut,
            reading.Seconds, computing.Seconds, writing.Seconds, Stopwatch.GetElapsedTime(started).TotalSeconds, Notes(request, catalogue))
        {
            FaintForFit = outputs.Faint,
        };
    }

    private static IMeasurement Measurement(CatalogueRequest request, Device? device, PhotometryRequest measure)
    {
        if (request.Kept is { } all)
        {
            return new KeptResults(all, measure);
        }

        IMeasurement computed = measure.Hardness is { } of ? new HardnessMeasurement(device!, of) : new PhotometryMeasurement(device!, measure);
        return request.Parts is { Kept: { Count: > 0 } some } ? new ResumedMeasurement(new KeptResults(some, measure), some.Count, computed) : computed;
    }

    /// <summary>Counts the rows of a table that <see cref="CatalogueRequest.Rows"/> numbers.</summary>
    /// <param name="request">What is to be done with it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DataException">The table or its columns are at fault.</exception>
    public static long Count(CatalogueRequest request, CancellationToken cancellation)
    {
        using Rejects rejects = new(null);
        using Catalogue catalogue = Catalogue.Open(request, rejects);
        return catalogue.Count(cancellation);
    }

    /// <summary>What the columns lack, and which of them are only handed on.</summary>
    private static List<string> Notes(CatalogueRequest request, Catalogue catalogue)
    {
        string[] names = [.. catalogue.Columns.Select(column => column.Name)];
        string[] ofFit = request.FitTable is null ? [] : request.Fit.Instrument is null ? ["source", "band", "instrument"] : ["source", "band"];
        HashSet<int> used = [.. catalogue.Bands.SelectMany(band => band.Of)];
        used.UnionWith(Enumerable.Range(0, names.Length).Where(i => ofFit.Contains(catalogue.Names[i], StringComparer.OrdinalIgnoreCase)));
        return [.. catalogue.Parameters.Notes, .. catalogue.Notes, .. ColumnNames.Unused(names, used) is { } unused ? (string[])[unused] : []];
    }

    private static void Refuse(string file, Catalogue catalogue, IReadOnlyList<ResultColumn> results)
    {
        string? taken = catalogue.Columns.Select(column => column.Name).Intersect(results.Select(column => column.Name), StringComparer.Ordinal).FirstOrDefault();
        if (taken is not null)
        {
            throw DataException.In(file, $"a column {Excerpt.Of(taken)} already", "none of the columns that photometry adds", "rename or drop it");
        }
    }

    /// <summary>Counts of flags.</summary>
    private sealed class Tally
    {
        public long Rows { get; private set; }

        public long ModeAtZero { get; private set; }

        public long ReachesZero { get; private set; }

        public long Alike { get; private set; }

        public void Add(CatalogueBatch batch)
        {
            Rows += batch.Count;
            Alike += batch.Results.Alike.AsSpan(0, batch.Count).Count(true);
            if (batch.Results.Summaries.Length == 0)
            {
                return;
            }

            foreach (ref readonly PosteriorSummary summary in batch.Results.Summaries[0].AsSpan(0, batch.Count))
            {
                ModeAtZero += summary.ModeAtZero ? 1 : 0;
                ReachesZero += summary.ReachesZero ? 1 : 0;
            }
        }
    }
}
