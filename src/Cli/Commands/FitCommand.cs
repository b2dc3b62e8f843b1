using System.CommandLine;
using GpuConcord.Cli.Delivery;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options;

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
    /// <param name="tools">What it is made of.</param>
    public static Command Create(string[] words, JobTools tools)
    {
        FitArguments arguments = new(tools.Models);
        Command command = new("fit", "Fit the concordance model to a table of counts or fluxes, each energy band by itself or all together.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed, tools.Formats), words, tools, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(FitRequest request, string[] words, JobTools tools, CancellationToken cancellation)
    {
        using FitJob job = FitJob.Prepare(request, words, tools);
        OutputRequest output = job.Request.Output;
        return await PartByPart.RunAsync(
            new FitKind(job.Request, words, tools) { Job = job }, job, words, output, () => ReportFile.For(output, job.Name, "report"), tools.Terminal, cancellation);
    }
}
