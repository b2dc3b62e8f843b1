using System.CommandLine;
using GpuConcord.Cli.Help;
using GpuConcord.Cli.Options;
using GpuConcord.Cli.Pages;
using GpuConcord.Cli.Screen;
using GpuConcord.Host.Simulation;
using GpuConcord.Host.Tables;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Commands;

/// <summary><c>gpuconcord simulate</c>: writes a table of simulated observations, and the truth beside it.</summary>
internal static class SimulateCommand
{
    /// <summary>Examples for its help.</summary>
    public static readonly CommandExample[] Examples =
    [
        new("gpuconcord simulate --output simulated.csv", "3 instruments, 100 sources, the model that fit assumes"),
        new("gpuconcord simulate --instruments pn,MOS1,MOS2 --sigma 0.1,pn=0.05 --missing 0.1 --output simulated.csv", "names, a better pn, a tenth of the cells not observed"),
        new("gpuconcord simulate --model mixed --outliers 0.05 --seed 7 --output simulated.csv", "one observation in twenty is an outlier"),
        new("gpuconcord simulate --model poisson --counts 20:2000 --output simulated.csv", "counting noise alone"),
        new("gpuconcord simulate --model counts --instruments pn,MOS1,MOS2 --exposure 10000,pn=30000 --missing 0.1 --output simulated.csv",
            "a faint catalogue: counts in source and background apertures, zeros included, which fit reads as such"),
        new("gpuconcord simulate --sources 20000 --band soft,medium,hard --missing 0.05 --output catalogue.parquet", "a catalogue of three bands, as Parquet"),
        new("gpuconcord simulate --model known-constant --stated 0.5 --output simulated.csv", "errors stated at half their size: see what --variances known makes of them"),
    ];

    /// <summary>The command.</summary>
    /// <param name="terminal">Where to print.</param>
    /// <param name="formats">The formats in which a table may be written.</param>
    public static Command Create(Terminal terminal, TableFormats formats)
    {
        SimulateArguments arguments = new();
        Command command = new("simulate", "Write simulated data with their truth, under the model that is fitted or one that it gets wrong.");
        arguments.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            RunAsync(arguments.Plan(parsed), arguments.Output(parsed), arguments.Overwrite(parsed), arguments.Json(parsed), terminal, formats, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        SimulationPlan plan, string output, bool overwrite, bool json, Terminal terminal, TableFormats formats, CancellationToken cancellation)
    {
        string truth = $"{output}.truth.json";
        TableFormat format = formats.ForWriting("--output", output);
        using PendingFiles files = new(overwrite);
        (Func<Stream> openTable, Func<Stream> openTruth) = (files.Opener("--output", output, PendingFiles.Several), files.Beside("--output", output, ".truth.json"));
        IReadOnlyList<SimulatedBand> bands = Simulator.Run(plan);
        await using (Stream stream = openTable())
        {
            await SimulationFiles.WriteTableAsync(plan, bands, PrintVersion.Version, format, stream, cancellation);
        }

        await using (Stream stream = openTruth())
        {
            SimulationFiles.WriteTruth(plan, bands, PrintVersion.Version, stream);
        }

        files.Complete();
        if (json)
        {
            SimulationFiles.WriteTruth(plan, bands, PrintVersion.Version, terminal.Output);
        }

        int zeros = bands.Sum(band => band.ZeroCounts);
        if (zeros > 0)
        {
            await terminal.Error.WriteLineAsync($"note: {Figures.Of(zeros, "count")} of 0 left out: 0 has no logarithm, and leaving it out makes faint sources look brighter; "
                + "raise --counts");
        }

        await terminal.Error.WriteLineAsync($"Wrote {Figures.Of(bands.Sum(band => (long)band.Observations.Count), "observation")} to {output}, their truth to {truth}. Fit them: "
            + $"gpuconcord fit {output}");
        return ExitCode.Success;
    }
}
