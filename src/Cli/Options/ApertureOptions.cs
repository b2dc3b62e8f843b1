using System.CommandLine;
using GpuConcord.Host.Simulation;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord simulate</c> that say through what apertures counts are taken, and of what population the sources are.</summary>
internal sealed class ApertureOptions
{
    private const double MostRatio = 1e9;

    private readonly Option<string[]> exposure = Declare.Texts("--exposure", "T", "counts: exposure in s: 10000, or pn=30000,MOS1=10000. [default: 10000]");
    private readonly Option<string[]> background = Declare.Texts(
        "--background", "C", "counts: background counts expected in the source aperture: 1, or pn=2,MOS1=1. [default: 1]");
    private readonly Option<double?> psfFraction = Declare.Decimal(
        "--psf-fraction", "ALPHA", "greater than 0 and up to 1", value => value is > 0 and <= 1, "counts: part of a source's counts in the source aperture. [default: 0.85]");
    private readonly Option<double?> leak = Declare.Decimal(
        "--leak", "BETA", "0 or more and below 1", value => value is >= 0 and < 1, "counts: part of them in the background aperture. [default: 0.03]");
    private readonly Option<double?> areaRatio = Declare.Decimal(
        "--area-ratio", "R", "greater than 0, at most 1e9", value => value is > 0 and <= MostRatio,
        "counts: area of the background aperture over that of the source aperture. [default: 16]");
    private readonly Option<double?> populationMedian = Declare.Decimal(
        "--population-median", "S", "greater than 0", value => value > 0, "counts: median count rate of the sources, counts/s. [default: 0.001]");
    private readonly Option<double?> populationSd = Declare.Decimal(
        "--population-sd", "SD", "greater than 0 and up to 10", value => value is > 0 and <= 10, "counts: standard deviation of ln(rate) over the sources. [default: 1]");

    /// <summary>All of them, in the order of help.</summary>
    public IReadOnlyList<Option> All => [exposure, background, psfFraction, leak, areaRatio, populationMedian, populationSd];

    /// <summary>What they say.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="instruments">Names of the instruments.</param>
    public SimulatedApertures Read(ParseResult parsed, IReadOnlyList<string> instruments)
    {
        SimulatedApertures usual = new() { Exposure = [], Background = [] };
        return new SimulatedApertures
        {
            Exposure = PerInstrument.Read(exposure.Name, parsed.GetValue(exposure)!, instruments, SimulatedApertures.UsualExposure),
            Background = PerInstrument.Read(background.Name, parsed.GetValue(background)!, instruments, SimulatedApertures.UsualBackground),
            PsfFraction = parsed.GetValue(psfFraction) ?? usual.PsfFraction,
            Leak = parsed.GetValue(leak) ?? usual.Leak,
            AreaRatio = parsed.GetValue(areaRatio) ?? usual.AreaRatio,
            PopulationMedian = parsed.GetValue(populationMedian) ?? usual.PopulationMedian,
            PopulationSd = parsed.GetValue(populationSd) ?? usual.PopulationSd,
        };
    }
}
