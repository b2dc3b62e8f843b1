using System.Diagnostics;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Draws;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Jobs;

/// <summary>A fit whose table is read and whose priors are known: band by band, or of all bands together.</summary>
internal sealed class FitJob : ILongJob<FitRun>
{
    private readonly JobTools tools;
    private readonly DataSet table;
    private readonly IReadOnlyList<Priors> ofBands;
    private readonly JointBands? tied;
    private readonly IReadOnlyList<string> fluxDraws;
    private readonly FitRun blank;
    private IFitEngine? opened;

    private FitJob(JobTools tools, FitRequest request, DataSet table, IReadOnlyList<Priors> ofBands, JointBands? tied, FitRun blank)
    {
        (this.tools, Request, this.table, this.ofBands, this.tied, this.blank) = (tools, request, table, ofBands, tied, blank);
        fluxDraws = request.FluxDrawSources(table);
    }

    /// <summary>What was asked for, with the model that goes with the table.</summary>
    public FitRequest Request { get; }

    /// <inheritdoc/>
    public string Unit => "band";

    /// <summary>The bands; 1 when they are fitted together.</summary>
    public long Count => tied is null ? table.Bands.Count : 1;

    /// <inheritdoc/>
    public long Piece => 1;

    /// <inheritdoc/>
    public string? Label => null;

    /// <inheritdoc/>
    public ulong? Seed => Request.Options.Seed;

    /// <summary>Name of the data set.</summary>
    public string Name => table.Name;

    /// <summary>Reads the table and the priors.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="words">The whole command line, for the record.</param>
    /// <param name="tools">What it is made of.</param>
    /// <exception cref="UsageException">Options do not go with the data.</exception>
    /// <exception cref="DataException">The table, or a file of priors, is at fault.</exception>
    public static FitJob Prepare(FitRequest request, string[] words, JobTools tools)
    {
        if (request.Sensitivity)
        {
            Sensitivity.Require(request.Model);
        }

        DateTimeOffset started = tools.Terminal.Clock.GetLocalNow();
        Stopwatch watch = Stopwatch.StartNew();
        DataSet data = TableReader.Read(request.Data, request.Reading, tools.Formats);
        double readSeconds = watch.Elapsed.TotalSeconds;
        request = request.For(data);
        if (request.Sensitivity)
        {
            Sensitivity.Require(request.Model, data.Bands[0]);
        }

        PriorSpecification said = request.Priors(data.Example?.Priors ?? PriorDefaults.Standard);
        IReadOnlyList<Priors> priors = said.Resolve(
            data, data.Example is null ? band => ScatterRule.Of(request.Model, band) : null, out IReadOnlyList<string> priorNotes);
        for (int k = 0; k < data.Bands.Count; k++)
        {
            InstrumentLevels.Require(data, data.Bands[k], priors[k].Tau, said.GivesAreas);
        }

        JointBands? joint = request.Tie is null ? null : JointBands.Of(data, priors, request.Tie);
        return new FitJob(tools, request, data, priors, joint, new FitRun
        {
            Version = PrintVersion.Version,
            Arguments = words,
            Started = started,
            Data = DataOrigin.Of(data),
            Device = new DeviceRecord("", "", "", 0, 0, 0, ""),
            Seed = request.Options.Seed,
            ReadSeconds = readSeconds,
            Fits = [],
            Notes = [.. request.Notes, .. data.Notes, .. priorNotes, .. joint?.Notes ?? []],
        });
    }

    /// <summary>Opens the device, where that has not been done: before there is anything to lose.</summary>
    public IFitEngine Open() => opened ??= tools.OpenEngine(Request.Device);

    /// <inheritdoc/>
    public DeviceRecord Device => Open().Device;

    /// <inheritdoc/>
    public FitRun Do(JobRange range, IProgressDisplay progress, CancellationToken cancellation)
    {
        Fit[] fits = tied is null ? Bands(range, progress, cancellation) : Together(tied, progress, cancellation);
        return blank with { Device = Open().Device, Fits = fits };
    }

    /// <inheritdoc/>
    public Task WriteAsync(FitRun part, JobRange range, OutputFolder folder, CancellationToken cancellation) =>
        RunFiles.WriteAsync(part, folder, cancellation, null, null, [TableFormats.Standard.ByName(".parquet")]);

    /// <summary>One run of its parts.</summary>
    /// <param name="whole">The parts.</param>
    /// <param name="output">Where results go.</param>
    public FitRun Of(Whole<FitRun> whole, OutputRequest output)
    {
        FitRun first = whole.All[0];
        Fit[] fits = [.. whole.All.SelectMany(part => part.Fits)];
        return first with
        {
            Arguments = whole.Words,
            Started = whole.Started ?? first.Started,
            Data = blank.Data,
            ReadSeconds = whole.All.Max(part => part.ReadSeconds),
            Stages = null,
            Fits = fits,
            Notes = whole.With([.. blank.Notes, .. DrawFiles.Notes(fits, output.Draws)]),
            Parts = whole.Records,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();

    private Fit[] Together(JointBands joint, IProgressDisplay progress, CancellationToken cancellation)
    {
        Fit[] split = BandFitting.Run(joint, Request, fluxDraws, Open(), table.Name, progress, cancellation);
        return Request.Check ? [.. split.Select(fit => FitChecks.Checked(fit, progress, progress.Say, cancellation))] : split;
    }

    private Fit[] Bands(JobRange range, IProgressDisplay progress, CancellationToken cancellation)
    {
        Fit[] fits = new Fit[range.Count];
        for (int at = 0; at < fits.Length; at++)
        {
            int k = (int)range.First + at;
            Observations band = table.Bands[k];
            cancellation.ThrowIfCancellationRequested();
            progress.Begin(table.Bands.Count == 1 ? table.Name : $"{table.Name} {band.Band} ({k + 1} of {table.Bands.Count})");
            HashSet<string> sources = fluxDraws.Count == 0 ? [] : band.Sources.ToHashSet(StringComparer.Ordinal);
            Fit fit = Open().Run(
                Request.Model,
                band,
                ofBands[k],
                Request.OptionsFor(band) with { Problem = ProblemNumber.Of(band.Band), FluxDraws = [.. fluxDraws.Where(sources.Contains)] },
                progress,
                cancellation);
            fit = Request.Check ? FitChecks.Checked(fit, progress, progress.Say, cancellation) : fit;
            fits[at] = Request.Sensitivity ? FitChecks.Sensitive(fit, progress, cancellation) : fit;
        }

        return fits;
    }
}
