using System.CommandLine;
using System.Diagnostics;
using GpuConcord.Cli.Engine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Checks;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Draws;
using GpuConcord.Host.Fits;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Report;
using GpuConcord.Host.Runs;
using GpuConcord.Host.Runs.Fits;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord fit</c>: reads a table, fits every band, reports.</summary>
internal static class FitCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord fit epic-hmxb", "the built-in XMM-Newton data, three bands"),
        new("gpuconcord fit 4xmm.fits --profile 4xmm --output results", "a published catalogue as it is: every band, with the recommended selection"),
        new("gpuconcord fit 4xmm.fits --profile 4xmm --band 2.0-4.5 --where 'PN_ONTIME > 1e4 && !SC_VAR_FLAG'", "one band, and conditions of your own"),
        new("gpuconcord fit 4xmm.fits --columns source=SRCID+OBS_ID,pn=PN_4_FLUX,pn_err=PN_4_FLUX_ERR,MOS1=M1_4_FLUX", "columns by hand"),
        new("gpuconcord fit epic-hmxb --band 4.5-12.0 --tau pn=0.02,MOS1=0.06,MOS2=0.06", "one band, and pn trusted more than MOS"),
        new("gpuconcord fit epic-hmxb --variances known", "take the table's errors for the whole scatter: exact, independent draws"),
        new("gpuconcord fit epic-hmxb --tau iachec --bands joint --band-correlation 0.8", "prior errors of the IACHEC table, shared between bands"),
        new("gpuconcord fit epic-hmxb --model log-t", "a t distribution: outliers lose their weight, and are listed"),
        new("gpuconcord fit table.csv --output results", "your own table; every number to files"),
        new("gpuconcord fit counts.csv --quantity rate", "counts in apertures (n, m, A_s, A_b, T_s, T_b), zeros included: S is a count rate"),
        new("gpuconcord fit epic-hmxb --check", "does the model describe the data: residuals, predictive p-values, leave-one-out"),
        new("gpuconcord fit epic-hmxb --sensitivity", "how much each area owes to tau: would another prior have moved it"),
        new("gpuconcord fit table.csv --output results --report", "and every figure on one page: results/report.html"),
        new("gpuconcord fit table.csv --output results --draws-format netcdf,cmdstan", "the draws for ArviZ (draws.nc) and for R and CmdStan's readers (cmdstan/)"),
        new("gpuconcord fit table.csv --json --strict --quiet", "for scripts: one JSON object; exit code 70 when the chains have not converged"),
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The whole command line, for the record.</param>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models there are.</param>
    /// <param name="formats">The formats of tables.</param>
    /// <param name="open">Opens a device.</param>
    public static Command Create(string[] words, Terminal terminal, ModelCatalogue models, TableFormats formats, Func<DeviceChoice, IFitEngine> open)
    {
        FitArguments arguments = new(models);
        Command command = new("fit", "Fit the concordance model to a table of counts or fluxes, each energy band by itself or all together.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed, formats), words, terminal, formats, open, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        FitRequest request, string[] words, Terminal terminal, TableFormats formats, Func<DeviceChoice, IFitEngine> open, CancellationToken cancellation)
    {
        if (request.Sensitivity)
        {
            Sensitivity.Require(request.Model);
        }

        DateTimeOffset started = terminal.Clock.GetLocalNow();
        Stopwatch watch = Stopwatch.StartNew();
        DataSet data = TableReader.Read(request.Data, request.Reading, formats);
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
        IReadOnlyList<string> fluxDraws = request.FluxDrawSources(data);
        using IFitEngine engine = open(request.Device);
        using OutputFolder? folder = request.Output.Folder is null ? null : OutputFolder.Open(request.Output.Folder, request.Output.Overwrite);
        using ReportFile? report = request.Output.Report && folder is null ? new ReportFile(data.Name, request.Output.Overwrite) : null;
        Fit[] fits = await FitBandsAsync(request, data, priors, joint, fluxDraws, engine, terminal, cancellation);
        FitRun run = new()
        {
            Version = PrintVersion.Version,
            Arguments = words,
            Started = started,
            Data = DataOrigin.Of(data),
            Device = engine.Device,
            Seed = request.Options.Seed,
            ReadSeconds = readSeconds,
            Fits = fits,
            Notes = [.. request.Notes, .. data.Notes, .. priorNotes, .. joint?.Notes ?? [], .. DrawFiles.Notes(fits, request.Output.Draws)],
        };
        if (folder is not null)
        {
            IReadOnlyList<OutputFile> files = await RunFiles.WriteAsync(
                run, folder, cancellation, request.Output.Report ? into => ReportFiles.Write(run, into) : null, request.Output.Draws, request.Output.Formats);
            if (!request.Output.Quiet)
            {
                await terminal.Error.WriteLineAsync($"Wrote {files.Count + 1} files to {request.Output.Folder}; README.txt there explains "
                    + $"them{(request.Output.Report ? $", {ReportFiles.Page} shows them" : "")}.");
            }
        }
        report?.Write(run);
        if (report is not null && !request.Output.Quiet)
        {
            await terminal.Error.WriteLineAsync($"Wrote {report.Name}; open it in a browser.");
        }

        Print(run, request, terminal);
        return request.Output.Strict && run.Fits.Any(fit => !fit.Converged) ? await NotConvergedAsync(run, terminal) : ExitCode.Success;
    }

    private static async Task<Fit[]> FitBandsAsync(
        FitRequest request, DataSet data, IReadOnlyList<Priors> priors, JointBands? joint, IReadOnlyList<string> fluxDraws, IFitEngine engine,
        Terminal terminal, CancellationToken cancellation)
    {
        await using IProgressDisplay progress = ProgressDisplay.For(terminal, request.Output.Quiet);
        if (joint is not null)
        {
            Fit[] split = BandFitting.Run(joint, request, fluxDraws, engine, data.Name, progress, cancellation);
            return request.Check ? [.. split.Select(fit => FitChecks.Checked(fit, progress, progress.Say, cancellation))] : split;
        }
        Fit[] fits = new Fit[data.Bands.Count];
        for (int k = 0; k < fits.Length; k++)
        {
            Observations band = data.Bands[k];
            cancellation.ThrowIfCancellationRequested();
            progress.Begin(fits.Length == 1 ? data.Name : $"{data.Name} {band.Band} ({k + 1} of {fits.Length})");
            HashSet<string> sources = fluxDraws.Count == 0 ? [] : band.Sources.ToHashSet(StringComparer.Ordinal);
            fits[k] = engine.Run(
                request.Model,
                band,
                priors[k],
                request.Options with { Problem = ProblemNumber.Of(band.Band), FluxDraws = [.. fluxDraws.Where(sources.Contains)] },
                progress,
                cancellation);
            if (request.Check)
            {
                fits[k] = FitChecks.Checked(fits[k], progress, progress.Say, cancellation);
            }

            if (request.Sensitivity)
            {
                fits[k] = FitChecks.Sensitive(fits[k], progress, cancellation);
            }
        }
        return fits;
    }

    private static void Print(FitRun run, FitRequest request, Terminal terminal)
    {
        if (request.Output.Json)
        {
            RunJson.WriteAll(run, terminal.Output);
            return;
        }
        FitReport.Write(run, new Page(terminal), request.Again, request.ErrorsOnly, request.Output.Folder, request.ShowEstimates);
    }

    private static async Task<int> NotConvergedAsync(FitRun run, Terminal terminal)
    {
        IEnumerable<string> bands = run.Fits.Where(fit => !fit.Converged).Select(fit => fit.Observations.Band ?? run.Data.Name);
        await terminal.Error.WriteLineAsync($"Not converged: {string.Join(", ", bands)}. Draw more (--warmup, --draws); the warnings say what falls short.");
        return ExitCode.NotConverged;
    }
}
