using System.CommandLine;
using GpuConcord.Host.Data.Bands;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Options;

/// <summary>The options that say how energy bands are fitted: each by itself, or all together with correlated areas.</summary>
internal sealed class BandArguments
{
    private readonly Option<Bands> bandsOption = new("--bands")
    {
        Description = "separate: each band by itself (the default); joint: all in one fit, the areas of an instrument correlated between bands.",
        HelpName = "separate|joint",
        CustomParser = Parsers.Choice(("separate", Bands.Separate), ("joint", Bands.Joint)),
    };
    private readonly Option<string?> correlationOption = new("--band-correlation")
    {
        Description = "With --bands joint: a number for every pair of bands, or a CSV file: instrument,band,band,correlation; instrument,component,band,fraction; or "
            + "instrument,draw,band,area.",
        HelpName = "R|FILE",
    };

    /// <summary>The options, in the order of the help.</summary>
    public IEnumerable<Option> All => [bandsOption, correlationOption];

    /// <summary>What ties the bands, or null when each is fitted by itself.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="formats">The formats in which a file is read.</param>
    /// <exception cref="UsageException">Options contradict each other, or a correlation is none.</exception>
    /// <exception cref="DataException">The file of correlations is at fault.</exception>
    public IBandTie? Read(ParseResult parsed, TableFormats formats)
    {
        string? correlation = parsed.GetValue(correlationOption);
        if (parsed.GetValue(bandsOption) is Bands.Separate)
        {
            return correlation is null ? null : throw new UsageException(
                $"{correlationOption.Name}: found without --bands joint, expected beside it; bands that are fitted separately know nothing of each other");
        }
        if (correlation is null)
        {
            throw new UsageException(
                $"{bandsOption.Name}: found joint without {correlationOption.Name}, expected a number or a file; say how the areas of one instrument correlate between bands, as "
                    + $"in {correlationOption.Name} 0.8");
        }
        return BandTie.Parse(correlation, formats);
    }

    /// <summary>How several bands are fitted.</summary>
    private enum Bands
    {
        /// <summary>Each by itself.</summary>
        Separate,

        /// <summary>All together.</summary>
        Joint,
    }
}
