using System.CommandLine;
using System.Globalization;
using GpuConcord.Host.Data.Profiles;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Photometry;
using GpuConcord.Host.Photometry.Apertures;
using GpuConcord.Host.Photometry.Catalogues;
using GpuConcord.Host.Photometry.Posteriors;
using GpuConcord.Host.Tables.Selection;

namespace GpuConcord.Cli.Options.Aprates;

/// <summary>The arguments and options of <c>gpuconcord aprates</c>, and what they mean together.</summary>
internal sealed class ApratesArguments
{
    /// <summary>What may name a row.</summary>
    private static readonly string[] RowNames = ["source", "instrument", "band"];

    /// <summary>A table, or parameters as CIAO's aprates takes them.</summary>
    public Argument<string[]> Words { get; } = new("TABLE | name=value")
    {
        Description = "a table of sources (FITS, VOTable, ECSV, CSV, TSV, Parquet); or one source as CIAO's aprates takes it: n=141 m=9 A_s=196.7 A_b=4720.5 … outfile=FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Probability of the interval.</summary>
    public Option<double> Confidence { get; } = Number("--conf", 0.68, "P", "Probability of the interval, from 1e-6 to below 1; a column conf wins.",
        ParameterRules.IsConfidence, ParameterRules.ConfidenceRule);

    /// <summary>Exact posterior or CIAO's grid.</summary>
    public Option<string?> Method { get; } = new("--method")
    {
        Description = "exact: the posterior itself, at any count. ciao: the grid inferred of CIAO's aprates (its source is not published), Gaussian above --max-counts.",
        HelpName = "exact|ciao",
        CustomParser = Parsers.Choice<string?>(Same("exact", "ciao")),
    };

    /// <summary>Grid step.</summary>
    public Option<double> Resolution { get; } = Number("--resolution", 0.01, "R", "ciao: grid step as a fraction of sigma.", value => value is >= 1e-6 and <= 1.0,
        "a fraction from 1e-6 to 1");

    /// <summary>Which density.</summary>
    public Option<string?> Pdf { get; } = new("--pdf")
    {
        Description = "ciao: alternate takes the posterior up to --max-counts, gaussian a Gaussian always.",
        HelpName = "alternate|gaussian",
        CustomParser = Parsers.Choice<string?>(Same("alternate", "gaussian")),
    };

    /// <summary>Where the Gaussian takes over.</summary>
    public Option<double> MaxCounts { get; } = Number("--max-counts", 50.0, "N", "ciao: net counts above which a Gaussian takes the posterior's place.",
        double.IsFinite, "a number");

    /// <summary>Most grids.</summary>
    public Option<double> Iterations { get; } = Number("--itermax", 100.0, "N", "ciao: most grids tried.", value => value is >= 1.0 and <= 10_000.0, "a number from 1 to 10000");

    /// <summary>Width of the first grid.</summary>
    public Option<double> Sigmas { get; } = Number("--nsigma", 5.0, "N", "ciao: half-width of the first grid, in sigma.", value => value is > 0.0 and <= 1000.0,
        "a number above 0, at most 1000");

    /// <summary>When the grid is wide enough.</summary>
    public Option<double> Smallest { get; } = Number("--pmin", 1e-5, "P", "ciao: the grid grows until its ends are below this fraction of its maximum.",
        value => value is > 0.0 and < 1.0, "a fraction inside (0, 1)");

    /// <summary>Columns by other names, profiles, rows.</summary>
    public CatalogueOptions Catalogue { get; } = new(
        "Columns with other names: n=SRC_CTS,m=BKG_CTS; with --fit also source=, instrument=, band= (source=SRCID+OBS_ID joins columns).");

    /// <summary>Energy band of a profile.</summary>
    public Option<string?> Band { get; } = Declare.Text("--band", "NAME", "With --profile: the energy band whose counts are measured.");

    /// <summary>More results.</summary>
    public Option<string[]> Add { get; } = new("--add")
    {
        Description = "More columns, exact only: moments (mean and sd), tails (equal-tail interval), bound (one-sided credible bound), background (probability that background "
            + "alone gives n counts or more), log (mean and sd of ln S), q0.05 (a quantile).",
        HelpName = "LIST",
    };

    /// <summary>Hardness ratios.</summary>
    public Option<bool> Hardness { get; } = new("--hardness")
    {
        Description = "The hardness ratio (H − S)/(H + S) of a table of two bands, exact only: columns with _soft and _hard (n_soft, n_hard, …), or without where both share "
            + "them. Median hr, hr_mean, equal-tail interval.",
    };

    /// <summary>Output table.</summary>
    public Option<string?> Output { get; } = new("--output", "-o")
    {
        Description = "Write the table here, in the format that its name says (.csv, .tsv, .parquet, .fits, .vot, .ecsv); standard output otherwise.",
        HelpName = "FILE",
    };

    /// <summary>Replace files.</summary>
    public Option<bool> Overwrite { get; } = new("--overwrite") { Description = "Replace output files that exist; for outfile=FILE the same as clobber=yes." };

    /// <summary>Goes on with an interrupted run.</summary>
    public Option<bool> Resume { get; } = OutputOptions.ResumeOption();

    /// <summary>Bad rows.</summary>
    public Option<string?> OnError { get; } = new("--on-error")
    {
        Description = "stop at the first row at fault, or skip such rows and write them to OUTPUT.rejects.csv.",
        HelpName = "stop|skip",
        CustomParser = Parsers.Choice<string?>(Same("stop", "skip")),
    };

    /// <summary>Table for fit.</summary>
    public Option<string?> Fit { get; } = new("--fit")
    {
        Description =
        "Also write ln S and its sd as a table for gpuconcord fit; needs columns source and, without --instrument, instrument.",
        HelpName = "FILE"
    };

    /// <summary>Instrument in that table.</summary>
    public Option<string?> Instrument { get; } = new("--instrument") { Description = "With --fit: the instrument of every row.", HelpName = "NAME" };

    /// <summary>Quantity in that table.</summary>
    public Option<ApertureQuantity?> Quantity { get; } = new("--quantity")
    {
        Description = "With --fit: the quantity to fit [default: the last that the table has inputs for]. With --hardness: what H and S are [default: src_cnts].",
        HelpName = string.Join('|', ApertureQuantities.All.Select(quantity => quantity.Name())),
        CustomParser = Parsers.Choice<ApertureQuantity?>([.. ApertureQuantities.All.Select(quantity => (quantity.Name(), (ApertureQuantity?)quantity))]),
    };

    /// <summary>Device.</summary>
    public DeviceOptions Devices { get; } = new();

    /// <summary>JSON.</summary>
    public Option<bool> Json { get; } = OutputOptions.JsonOption();

    /// <summary>No progress.</summary>
    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Show no progress and no notes." };

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        command.Add(Words);
        foreach (Option option in (Option[])[Confidence, Method, Resolution, Pdf, MaxCounts, Iterations, Sigmas, Smallest,
            .. Catalogue.All, Band, Add, Hardness, Output, Overwrite, Resume, OnError, Fit,
            Instrument, Quantity, .. Devices.All, Json, Quiet])
        {
            command.Add(option);
        }
    }

    /// <summary>The table to measure, or null when one source stands there as <c>name=value</c> words.</summary>
    /// <exception cref="UsageException">Several tables stand there.</exception>
    public string? Table(ParseResult parsed) => parsed.GetRequiredValue(Words) switch
    {
        [var table] => SourceWords.IsParameter(table) ? null : table,
        var several when Array.Exists(several, SourceWords.IsParameter) => null,
        var several => throw new UsageException($"aprates: found several tables ({string.Join(", ", several)}), expected one; measure each by itself"),
    };

    /// <summary>What to do with one source.</summary>
    /// <exception cref="UsageException">A word is at fault, or an option is for tables.</exception>
    public SourceRequest Source(ParseResult parsed)
    {
        if (parsed.GetValue(Hardness))
        {
            throw new UsageException("--hardness: found with one source as name=value, expected a table; give a CSV file with columns n_soft, n_hard, m_soft, m_hard, A_s, A_b");
        }

        SourceWords words = SourceWords.Read(parsed.GetRequiredValue(Words), parsed.GetValue(Confidence), Rule(parsed), parsed.GetValue(Overwrite));
        string[] ofTables = Given(parsed, [.. Catalogue.All, Band, Add, Output, OnError, Fit, Instrument, Quantity]);
        string[] notes =
        [
            .. words.Notes, .. WithoutEffect(parsed),
            .. ofTables.Length == 0 ? (string[])[] : [$"{string.Join(", ", ofTables)}: no effect on one source given as name=value, only on a table"],
        ];
        return new SourceRequest(words, parsed.GetValue(Json), Devices.Read(parsed), parsed.GetValue(Quiet) ? [] : notes);
    }

    /// <summary>What to do with a table.</summary>
    /// <exception cref="UsageException">Options that do not go together, or a name that is none.</exception>
    public TableRequest Read(string table, ParseResult parsed)
    {
        (string? output, string? fit, bool skip) = (parsed.GetValue(Output), parsed.GetValue(Fit), parsed.GetValue(OnError) is "skip");
        if (output is not null && string.IsNullOrWhiteSpace(output))
        {
            throw new UsageException("--output: found no name, expected a file; name one");
        }

        if (skip && output is null)
        {
            throw new UsageException("--on-error: found skip without --output, expected both; the rejects file is named after the output");
        }

        if (parsed.GetValue(Resume) && output is null)
        {
            throw new UsageException("--resume: found without --output; a run leaves parts to go on from beside its output only: leave it out");
        }

        string? quantity = parsed.GetValue(Hardness) ? null : parsed.GetValue(Quantity)?.Name();
        if (fit is null && (parsed.GetValue(Instrument) ?? quantity) is { } orphan)
        {
            throw new UsageException($"{orphan}: found without --fit; add --fit FILE, or leave it out");
        }

        Profile? profile = Catalogue.Profile(parsed);
        if (parsed.GetValue(Band) is not null && profile is null)
        {
            throw new UsageException("--band: found without --profile, expected both; the columns of a table without a profile say which band it is");
        }

        if (profile is not null && parsed.GetValue(Hardness))
        {
            throw new UsageException("--hardness: found with --profile, expected the columns of two bands by name; name them with --columns n_soft=…,n_hard=…");
        }

        (Dictionary<string, string> renamed, List<(string Role, IReadOnlyList<string> Columns)> roles) = Columns(parsed, profile);
        IReadOnlyList<(Condition Condition, string Because)> rows = Catalogue.Where(parsed, null);
        return new TableRequest
        {
            Table = table,
            Output = output,
            Overwrite = parsed.GetValue(Overwrite),
            Resume = parsed.GetValue(Resume),
            Fit = fit,
            FitOptions = new FitTableOptions(parsed.GetValue(Instrument), parsed.GetValue(Quantity)),
            Skip = skip,
            Renamed = renamed,
            Roles = fit is null ? [] : roles,
            Where = rows.Count == 0 ? null : rows,
            Confidence = parsed.GetValue(Confidence),
            Measure = Request(parsed),
            Device = Devices.Read(parsed),
            Json = parsed.GetValue(Json),
            Quiet = parsed.GetValue(Quiet),
            Notes = WithoutEffect(parsed),
        };
    }

    /// <summary>Options of CIAO's grid that were given to a method without one, or to the Gaussian, which has no use for them.</summary>
    private string[] WithoutEffect(ParseResult parsed)
    {
        if (!IsCiao(parsed))
        {
            string[] idle = Given(parsed, Resolution, Pdf, MaxCounts, Iterations, Sigmas, Smallest);
            return idle.Length == 0 ? [] : [SourceWords.NoGrid(idle)];
        }

        return parsed.GetValue(Pdf) is "gaussian" && Given(parsed, MaxCounts) is [var name] ? [SourceWords.AlwaysGaussian(name)] : [];
    }

    private static string[] Given(ParseResult parsed, params Option[] options) =>
        [.. options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name)];

    /// <summary>The grid asked for, or null for the exact method.</summary>
    private CiaoRule? Rule(ParseResult parsed) => !IsCiao(parsed) ? null : new CiaoRule
    {
        Resolution = parsed.GetValue(Resolution),
        Gaussian = parsed.GetValue(Pdf) is "gaussian",
        MaxCounts = parsed.GetValue(MaxCounts),
        Iterations = (int)parsed.GetValue(Iterations),
        Sigmas = parsed.GetValue(Sigmas),
        SmallestRatio = parsed.GetValue(Smallest),
    };

    /// <summary>The columns under other names: of parameters, and of what names a row.</summary>
    /// <exception cref="UsageException">Not of the form NAME=COLUMN, or no parameter of that name; or a profile has no counts.</exception>
    private (Dictionary<string, string> Renamed, List<(string Role, IReadOnlyList<string> Columns)> Roles) Columns(ParseResult parsed, Profile? profile)
    {
        Dictionary<string, string> renamed = new(StringComparer.Ordinal);
        List<(string Role, IReadOnlyList<string> Columns)> roles = [];
        if (profile is not null)
        {
            foreach ((string parameter, string column) in profile.CountColumns(parsed.GetValue(Band), TableReader.IsSameBand))
            {
                renamed[parameter] = column;
            }

            roles.Add(("source", profile.Source));
            if (profile.InstrumentColumn is { } instrument && !instrument.Equals("instrument", StringComparison.OrdinalIgnoreCase))
            {
                roles.Add(("instrument", [instrument]));
            }
        }

        foreach ((string name, string column) in CatalogueOptions.Pairs(parsed.GetValue(Catalogue.Columns) ?? []))
        {
            if (RowNames.FirstOrDefault(role => role.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } role)
            {
                if (parsed.GetValue(Fit) is null)
                {
                    throw new UsageException($"--columns: found {role}= without --fit, expected both; only the table for gpuconcord fit needs names of rows");
                }

                roles.RemoveAll(other => other.Role.Equals(role, StringComparison.Ordinal));
                roles.Add((role, CatalogueOptions.Parts(column)));
                continue;
            }

            IReadOnlyList<string> names = parsed.GetValue(Hardness) ? CatalogueBands.Names : ParameterRules.Names;
            string? parameter = names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (parameter is null)
            {
                throw new UsageException($"--columns: found '{name}', expected one of {string.Join(", ", names)}; "
                    + $"{DidYouMean.Advice(name, names, "the parameter's name comes first, then the column")}");
            }

            renamed[parameter] = column;
        }

        return (renamed, roles);
    }

    /// <summary>What to compute.</summary>
    /// <exception cref="UsageException">An addition has no such name, or the method does not give it.</exception>
    private PhotometryRequest Request(ParseResult parsed)
    {
        string[] names = ["moments", "tails", "bound", "background", "log", "q0.05"];
        string[] added = (parsed.GetValue(Add) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray();
        List<double> quantiles = [];
        foreach (string word in added.Except(names[..5], StringComparer.Ordinal))
        {
            if (!word.StartsWith('q') || !double.TryParse(word.AsSpan(1), NumberStyles.Float, CultureInfo.InvariantCulture, out double probability)
                || probability is not (> 0.0 and < 1.0))
            {
                throw new UsageException($"--add: found '{word}', expected any of {string.Join(", ", names)}; "
                    + $"{DidYouMean.Advice(word, names, "a quantile is q and its probability, inside (0, 1)")}");
            }

            quantiles.Add(probability);
        }
        bool Has(string name) => added.Contains(name, StringComparer.Ordinal);
        bool fit = parsed.GetValue(Fit) is not null;
        if (IsCiao(parsed) && (fit || added.Any(word => word is not "background")))
        {
            throw new UsageException($"{(fit ? "--fit" : "--add")}: found with --method ciao, expected --method exact; CIAO's aprates has the mode and one interval only");
        }

        bool hardness = parsed.GetValue(Hardness);
        if (hardness && (IsCiao(parsed) ? "--method ciao" : fit ? "--fit" : added.Length > 0 ? "--add" : null) is { } other)
        {
            throw new UsageException($"--hardness: found with {other}, expected without; hardness ratios come from the exact posterior, alone: run twice for both");
        }

        return new PhotometryRequest
        {
            Quantities = ApertureQuantities.All,
            Ciao = Rule(parsed),
            Hardness = hardness ? parsed.GetValue(Quantity) ?? ApertureQuantity.Counts : null,
            Moments = Has("moments"),
            Significance = Has("background"),
            Options = new ExactOptions(Has("tails"), Has("bound"), [.. quantiles], fit || Has("log")),
        };
    }

    private bool IsCiao(ParseResult parsed) => parsed.GetValue(Method) is "ciao";

    private static (string, string?)[] Same(params string[] words) => Array.ConvertAll(words, word => (word, (string?)word));

    private static Option<double> Number(string name, double initial, string helpName, string description, Func<double, bool> allowed, string expected) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => initial,
        CustomParser = result =>
        {
            string text = result.Tokens[^1].Value;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !allowed(value))
            {
                result.AddError($"{name}: found '{text}', expected {expected}; {(text.EndsWith('%') ? "write 90 % as 0.9" : "correct it")}");
            }

            return value;
        },
    };
}
