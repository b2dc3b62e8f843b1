using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Corrections;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Corrections;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Runs.Fits;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord apply</c>: what a fit says of effective areas, as corrected ARFs and as constants for programs that fit spectra.</summary>
internal static class ApplyCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord apply results", "constants for XSPEC and Sherpa, and a table of them, in results-corrections"),
        new("gpuconcord apply results --reference pn --output relative", "relative to pn, whose nominal area is taken as right"),
        new("gpuconcord apply results pn.arf MOS1.arf", "and ARFs with corrected areas, pn_gpuconcord.arf and MOS1_gpuconcord.arf"),
        new("gpuconcord apply results pn=pn.arf --draws 20 --output corrected", "20 ARFs by 20 draws of the posterior: the uncertainty of calibration"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="models">The models that runs may be of.</param>
    public static Command Create(Terminal terminal, ModelCatalogue models)
    {
        ApplyArguments arguments = new();
        Command command = new("apply", "Use the corrections of a fit: ARFs multiplied by exp(B - b), and constants for XSPEC and Sherpa.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(arguments.Read(parsed), terminal, models, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(ApplyRequest request, Terminal terminal, ModelCatalogue models, CancellationToken cancellation)
    {
        FitRun run = await RunFolder.ReadAsync(request.Run, PrintVersion.Version, models, cancellation);
        RunFactors factors = RunFactors.Of(run, request.Reference, request.Bands);
        BandEnergies energies = BandEnergies.Parse(request.Energies, factors);
        IReadOnlyList<int> draws = DrawChoice.Of(factors, request.Draw, request.Draws);
        CorrectionOrigin origin = CorrectionOrigin.Of(run, request.Run, PrintVersion.Version, terminal.Clock.GetUtcNow());
        IReadOnlyList<ApplySource> sources = [.. request.Arfs.Select(text => ApplySource.Of(text, request.Instrument, factors))];
        ApplyFiles files = new(request, factors, origin);
        IReadOnlyList<ApplyFile> written = await files.WriteAsync(sources, energies, draws, cancellation);
        if (request.Json)
        {
            ApplyPage.WriteJson(request, factors, origin, draws, written, terminal.Output);
        }
        else if (!request.Quiet)
        {
            ApplyPage.Write(request, factors, run.Data.Name, written, new Page(terminal));
            await terminal.Error.WriteLineAsync($"Wrote {Figures.Of(written.Count, "file")} to {request.Output}.");
        }

        return ExitCode.Success;
    }
}
