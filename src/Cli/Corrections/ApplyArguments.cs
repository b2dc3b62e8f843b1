using System.CommandLine;
using GpuConcord.Cli.Options;
using GpuConcord.Host.Faults;

namespace GpuConcord.Cli.Corrections;

/// <summary>The arguments and options of <c>apply</c>.</summary>
internal sealed class ApplyArguments
{
    private readonly Argument<string> run = new("RUN") { Description = "the folder of a run: what fit --output wrote" };
    private readonly Argument<string[]> arfs = new("ARF")
    {
        Description = "ARFs to correct, plain or gzipped; as INSTRUMENT=ARF where the file does not say whose areas it holds",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> instrument = Declare.Text(
        "--instrument", "NAME", "The run's instrument whose areas the ARFs hold; without it their keyword INSTRUME tells (EPN is pn, EMOS1 is MOS1, EMOS2 is MOS2).");
    private readonly Option<string?> reference = Declare.Text(
        "--reference", "NAME", "Take this instrument's nominal area as right: factors relative to it, drawn jointly. What is left is what data tell.");
    private readonly Option<string[]> band = Declare.Texts(
        "--band", "NAME", "Use these bands of the run alone; several with commas between. ARFs take one factor of one band, and interpolate between those of several.");
    private readonly Option<string[]> energies = Declare.Texts(
        "--energies", "NAME=LO-HI", "Energies in keV of bands whose names do not state them, as in soft=0.2-0.5,medium=0.5-2.0.");
    private readonly Option<int?> draw = Number("--draw", "K", "draws are numbered from 1, as .draw in the run's draws", "ARFs by draw K of the posterior in place of its median.");
    private readonly Option<int?> draws = Number(
        "--draws", "N", "ask for 1 or more", "N ARFs of each, by N draws evenly spaced over all: fit spectra with each in turn, and the scatter of results is "
        + "what calibration does to them.");
    private readonly Option<string?> output = Declare.Output("DIR", "Write everything to this folder; without it to RUN-corrections.");
    private readonly Option<bool> overwrite = Declare.Flag("--overwrite", "Replace files of the same names there.");
    private readonly Option<bool> json = OutputOptions.JsonOption();
    private readonly Option<bool> quiet = Declare.Flag("--quiet", "Say nothing.");

    /// <summary>Adds all to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(run);
        command.Arguments.Add(arfs);
        foreach (Option option in (Option[])[instrument, reference, band, energies, draw, draws, output, overwrite, json, quiet])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or have no effect.</exception>
    public ApplyRequest Read(ParseResult parsed)
    {
        if (string.IsNullOrWhiteSpace(parsed.GetRequiredValue(run)))
        {
            throw new UsageException("RUN: found no name, expected the folder of a run; name what fit --output wrote");
        }

        OutputOptions.RequireName(parsed.GetValue(output));
        ApplyRequest request = new()
        {
            Run = parsed.GetRequiredValue(run),
            Arfs = parsed.GetValue(arfs)!,
            Instrument = parsed.GetValue(instrument),
            Reference = parsed.GetValue(reference),
            Bands = parsed.GetValue(band)!,
            Energies = parsed.GetValue(energies)!,
            Draw = parsed.GetValue(draw),
            Draws = parsed.GetValue(draws),
            Output = parsed.GetValue(output) ?? $"{Beside(parsed.GetRequiredValue(run))}-corrections",
            Overwrite = parsed.GetValue(overwrite),
            Json = parsed.GetValue(json),
            Quiet = parsed.GetValue(quiet),
        };
        if (request.Output is "-")
        {
            throw new UsageException("--output: found -, expected a folder, as several files are written; name one (./- is a folder of that name)");
        }

        if (request is { Draw: not null, Draws: not null })
        {
            throw new UsageException("--draw: found beside --draws, expected one of the two; --draw K takes one draw, --draws N takes N of them");
        }

        string? idle = request.Arfs.Count > 0 ? null : request.Instrument is not null ? "--instrument" : request.Energies.Count > 0 ? "--energies" : null;
        return idle is null ? request : throw new UsageException($"{idle}: found without an ARF, expected beside one or more; name the ARFs to correct, or leave it out");
    }

    /// <summary>A run's folder by a name that something may be put behind; . and .. have none.</summary>
    private static string Beside(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) is "." or ".." or ""
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))
        : Path.TrimEndingDirectorySeparator(folder);

    private static Option<int?> Number(string name, string value, string why, string description) =>
        new(name) { Description = description, HelpName = value, CustomParser = result => Parsers.Whole(1, why)(result) };
}
