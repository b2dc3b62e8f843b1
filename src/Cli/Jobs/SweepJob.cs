using System.Diagnostics;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Jobs;
using GpuConcord.Host.Models;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Sweeps;
using GpuConcord.Host.Sweeps;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Jobs;

/// <summary>A sweep whose tables are read and whose problems are laid out.</summary>
internal sealed class SweepJob : ILongJob<SweepRun>
{
    /// <summary>Most problems of one sweep.</summary>
    private const int MostProblems = 1_000_000;

    private readonly JobTools tools;
    private readonly SweepRun blank;
    private readonly SweepProblem[] all;
    private Device? opened;

    private SweepJob(JobTools tools, SweepRequest request, SweepRun blank, SweepProblem[] all) =>
        (this.tools, Request, this.blank, this.all) = (tools, request, blank, all);

    /// <summary>What was asked for, with the model that goes with the tables.</summary>
    public SweepRequest Request { get; }

    /// <inheritdoc/>
    public string Unit => "problem";

    /// <inheritdoc/>
    public long Count => all.Length;

    /// <inheritdoc/>
    public string? Label => "sweep";

    /// <inheritdoc/>
    public long Piece => Request.Options.Tuning is SweepTuning.Weights && !Request.Model.Can.Counts ? 2500 : 250;

    /// <inheritdoc/>
    public ulong? Seed => Request.Options.Seed;

    /// <summary>Name of the data sets together.</summary>
    public string Name => string.Join('-', blank.Data.Select(set => set.Name));

    /// <summary>Reads the tables and lays out the problems.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="words">The whole command line, for the record.</param>
    /// <param name="tools">What it is made of.</param>
    /// <exception cref="UsageException">There are too many problems, or options do not go with the data.</exception>
    /// <exception cref="DataException">A table is at fault.</exception>
    public static SweepJob Prepare(SweepRequest request, string[] words, JobTools tools)
    {
        DateTimeOffset started = tools.Terminal.Clock.GetLocalNow();
        Stopwatch watch = Stopwatch.StartNew();
        DataSet[] data = [.. request.Data.Select(name => TableReader.Read(name, request.Reading, tools.Formats))];
        request = request.For(data);
        IBatchModel model = (IBatchModel)request.Model;
        SweepProblem[] problems = Problems(request, data, model, tools.Formats, out IReadOnlyList<string> notes);
        SweepRun head = new()
        {
            Version = PrintVersion.Version,
            Arguments = words,
            Started = started,
            Data = [.. data.Select(DataOrigin.Of)],
            Device = new DeviceRecord("", "", "", 0, 0, 0, ""),
            Options = request.Options,
            ReadSeconds = watch.Elapsed.TotalSeconds,
            Model = model,
            Problems = [],
            Timing = default,
            Notes = notes,
            Warnings = [.. SweepConflicts.Of(problems)],
        };
        return new SweepJob(tools, request, head, problems);
    }

    /// <summary>Opens the device, where that has not been done: before there is anything to lose.</summary>
    public Device Open() => opened ??= tools.Open(Request.Device);

    /// <inheritdoc/>
    public DeviceRecord Device => DeviceRecord.Of(Open());

    /// <inheritdoc/>
    public SweepRun Do(JobRange range, IProgressDisplay progress, CancellationToken cancellation)
    {
        SweepProblem[] chosen = all[(int)range.First..(int)range.End];
        SweepResult result = ((IBatchModel)blank.Model).Sweep(chosen, Request.Options, Open(), progress, cancellation);
        return blank with { Device = Device, Problems = [.. chosen.Zip(result.Posteriors, SweptProblem.Of)], Timing = result.Timing };
    }

    /// <inheritdoc/>
    public Task WriteAsync(SweepRun part, JobRange range, OutputFolder folder, CancellationToken cancellation) =>
        SweepFiles.WriteAsync(part, folder, cancellation, null, [TableFormats.Standard.ByName(".parquet")]);

    /// <inheritdoc/>
    public void Dispose() => opened?.Dispose();

    private static SweepProblem[] Problems(SweepRequest request, DataSet[] data, IModel model, TableFormats formats, out IReadOnlyList<string> notes)
    {
        SweepGrid grid = request.Grid with
        {
            TauRows = request.TauGrid is null ? null
                : TauGridFile.Read(request.TauGrid, [.. data.SelectMany(set => set.Instruments).Distinct(StringComparer.Ordinal)], formats),
        };
        List<string> said = [.. request.Notes];
        List<SweepProblem> problems = [];
        foreach (DataSet set in data)
        {
            PriorSpecification given = PriorSpecification.Read([], [], [], request.Priors, set.Example?.Priors ?? PriorDefaults.Standard, formats);
            IReadOnlyList<Priors> priors = given.Resolve(
                set, set.Example is null && grid.Beta.Count == 0 ? band => ScatterRule.Of(model, band) : null, out IReadOnlyList<string> priorNotes);
            said.AddRange(set.Notes.Concat(priorNotes));
            said.AddRange(set.Bands.Zip(priors).Where(pair => pair.Second.Scatter is not null).Select(pair =>
                $"{set.Name}{(pair.First.Band is { } band ? $" {band}" : "")}: β = {pair.Second.Scatter!.Beta} = {pair.Second.Scatter.Origin}"));
            said.AddRange(priors.Select(prior => prior.Scatter?.Warning).OfType<string>());
            int first = problems.Count;
            foreach (SweepProblem problem in grid.Problems(set, priors, said))
            {
                if (problems.Count == MostProblems)
                {
                    throw new UsageException($"sweep: found more than {MostProblems} problems, expected at most {MostProblems}; take coarser grids, or sweep in parts");
                }

                problems.Add(problem);
            }

            // The widest τ of the sweep is what is meant to be possible.
            foreach (IGrouping<Observations, SweepProblem> band in problems.Skip(first).Where(problem => problem.LeftOut is null).GroupBy(problem => problem.Observations))
            {
                InstrumentLevels.Require(set, band.Key, [.. band.Key.Instruments.Select((_, i) => band.Max(problem => problem.Priors.Tau[i]))], given.GivesAreas);
            }
        }
        notes = [.. said.Distinct(StringComparer.Ordinal)];
        return [.. problems];
    }
}
