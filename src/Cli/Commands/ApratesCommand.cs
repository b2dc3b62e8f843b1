using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Jobs;
using GpuConcord.Cli.Options.Aprates;
using GpuConcord.Cli.Screen;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord aprates</c>: aperture photometry of one source or of a whole table.</summary>
internal static class ApratesCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord aprates catalogue.csv --conf 0.9 --output photometry.csv", "a whole catalogue"),
        new("gpuconcord aprates catalogue.csv --columns n=SRC_CTS,m=BKG_CTS --add moments,background", "other column names; more results"),
        new("gpuconcord aprates catalogue.csv --fit fluxes.csv --output photometry.csv && gpuconcord fit fluxes.csv", "from counts to concordance"),
        new("gpuconcord aprates bands.csv --hardness --conf 0.9 --output hardness.csv", "hardness ratios; bands.csv has n_soft, n_hard, m_soft, m_hard, A_s, A_b"),
        new("gpuconcord aprates n=141 m=9 A_s=196.689 A_b=4720.5 alpha=0.953 beta=0.029 conf=0.68 outfile=aprates_out.par", "one source, as CIAO's aprates is called"),
        new("gpuconcord aprates n=141 m=9 A_s=196.689 A_b=4720.5 alpha=0.953 beta=0.029 --method ciao", "and with the numbers that CIAO's aprates prints"),
    ];

    /// <summary>The command.</summary>
    /// <param name="words">The whole command line.</param>
    /// <param name="tools">What it is made of.</param>
    public static Command Create(string[] words, JobTools tools)
    {
        ApratesArguments arguments = new();
        Command command = new("aprates", "Aperture photometry with exact credible intervals: net counts, rates and fluxes from counts in source and background apertures.");
        arguments.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            if (arguments.Table(parsed) is { } table)
            {
                await ApratesTable.RunAsync(arguments.Read(table, parsed), words, tools, cancellation);
            }
            else
            {
                ApratesSource.Run(arguments.Source(parsed), tools.Terminal, tools.Open);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
