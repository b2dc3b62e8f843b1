using System.CommandLine.Parsing;
using System.CommandLine;
using System.Globalization;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Simulation;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord simulate</c>, and what they mean together.</summary>
internal sealed class SimulateArguments
{
    private const int MostCells = 50_000_000;
    private const double MostCounts = 1e9;

    private readonly Option<string> instrumentsOption = Text("--instruments", "N|NAME,...", "How many instruments, or their names.", "3");
    private readonly Option<int> sourcesOption = new("--sources")
    {
        Description = "Sources in each band.",
        HelpName = "M",
        CustomParser = Parsers.Whole(1, "there must be something to see"),
        DefaultValueFactory = _ => 100,
    };
    private readonly Option<string[]> bandsOption = Texts("--band", "NAME,...", "Energy bands, each with areas and fluxes of its own. [default: none]");
    private readonly Option<ErrorModel> modelOption = new("--model")
    {
        Description = "How the data scatter: log-normal (the model that is fitted); poisson (counting noise); known-constant (one sigma, stated by the table); mixed (with "
            + "outliers); log-t (heavy tails); counts (in source and background apertures, for faint sources).",
        HelpName = "NAME",
        CustomParser = Parsers.Choice([.. Enum.GetValues<ErrorModel>().Select(model => (ErrorModelName.Of(model), model))]),
        DefaultValueFactory = _ => ErrorModel.LogNormal,
    };
    private readonly Option<string[]> sigmaOption = Texts(
        "--sigma", "S", "Standard deviation of ln(value), of counts in apertures beyond their own: 0.1, or pn=0.05,MOS1=0.1. [default: 0.1]");
    private readonly Option<string[]> tauOption = Texts("--tau", "T", "Standard deviation of the true ln(area) about the nominal 0. [default: 0.05]");
    private readonly Option<(double Low, double High)> countsOption = new("--counts")
    {
        Description = "Range of the expected counts at nominal area; their logarithm is uniform in it.",
        HelpName = "LOW:HIGH",
        CustomParser = Counts,
        DefaultValueFactory = _ => (100, 10_000),
    };
    private readonly Option<double> missingOption = Number("--missing", "P", "Probability that an instrument did not see a source.", 0, "0 or more and below 1",
        p => p is >= 0 and < 1);
    private readonly Option<double?> outliersOption = Optional("--outliers", "P", "mixed: probability that an observation is an outlier. [default: 0.05]", "from 0 to 1",
        p => p is >= 0 and <= 1);
    private readonly Option<double?> outlierScaleOption = Optional("--outlier-scale", "X", "mixed: sigma of an outlier over that of the others. [default: 10]",
        "of 1 or more", x => x >= 1);
    private readonly Option<double?> nuOption = Optional("--nu", "NU", "log-t: degrees of freedom. [default: 3]", "greater than 0", nu => nu > 0);
    private readonly Option<double> statedOption = Number("--stated", "X", "The errors that the table states are the true ones times this.", 1, "greater than 0", x => x > 0);
    private readonly ApertureOptions apertureOptions = new();
    private readonly Option<ulong> seedOption = SeedOption.Create("files", 20190601);
    private readonly Option<string?> outputOption = new("--output", "-o")
    {
        Description =
        "The table to write, in the format that its name says (.csv, .tsv, .parquet, .fits, .vot, .ecsv); the truth goes to FILE.truth.json beside it.",
        HelpName = "FILE"
    };
    private readonly Option<bool> overwriteOption = new("--overwrite") { Description = "Replace these files when they exist." };
    private readonly Option<bool> jsonOption = new("--json") { Description = "Print the truth as one JSON object and nothing else." };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            instrumentsOption, sourcesOption, bandsOption, modelOption, sigmaOption, tauOption, countsOption, missingOption, outliersOption, outlierScaleOption, nuOption,
                statedOption, .. apertureOptions.All, seedOption, outputOption,
            overwriteOption, jsonOption,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>What to simulate.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a name or number is at fault.</exception>
    public SimulationPlan Plan(ParseResult parsed)
    {
        string[] names = Names(parsed.GetValue(instrumentsOption)!);
        int sources = parsed.GetValue(sourcesOption);
        string[] bands = [.. parsed.GetValue(bandsOption)!.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))];
        if (bands.Any(band => band.Length == 0) || bands.Distinct(StringComparer.Ordinal).Count() < bands.Length)
        {
            throw new UsageException($"--band: found '{string.Join(',', bands)}', expected names, each once; write --band soft,hard");
        }

        if ((long)names.Length * sources * Math.Max(1, bands.Length) > MostCells)
        {
            throw new UsageException($"--instruments, --sources: found {names.Length} × {sources} observations a band, expected at most {MostCells} altogether; ask for fewer "
                + "sources");
        }

        ErrorModel model = parsed.GetValue(modelOption);
        string[] sigma = parsed.GetValue(sigmaOption)!;
        Belongs(model is not ErrorModel.Poisson || sigma.Length == 0, sigmaOption, "poisson", "log-normal, known-constant, mixed or log-t", "Poisson counts have no other scatter");
        Belongs(model is ErrorModel.Mixed || parsed.GetValue(outliersOption) is null, outliersOption, ErrorModelName.Of(model), "mixed", "only mixed has outliers");
        Belongs(model is ErrorModel.Mixed || parsed.GetValue(outlierScaleOption) is null, outlierScaleOption, ErrorModelName.Of(model), "mixed", "only mixed has outliers");
        Belongs(model is ErrorModel.LogT || parsed.GetValue(nuOption) is null, nuOption, ErrorModelName.Of(model), ErrorModelName.Of(ErrorModel.LogT),
            "only log-t has degrees of freedom");
        if (model is ErrorModel.KnownConstant && sigma.Any(text => text.Contains('=', StringComparison.Ordinal)))
        {
            throw new UsageException($"--sigma: found {string.Join(',', sigma)} with --model known-constant, expected one number; for a sigma an instrument use --model "
                + "log-normal");
        }

        bool counts = model is ErrorModel.Counts;
        foreach (Option option in apertureOptions.All)
        {
            Belongs(
                counts || !IsSaid(parsed, option), option, ErrorModelName.Of(model), ErrorModelName.Of(ErrorModel.Counts), "only it has apertures, and a population of sources");
        }

        Option? idle = counts ? new Option[] { countsOption, statedOption }.FirstOrDefault(option => IsSaid(parsed, option)) : null;
        if (idle is not null)
        {
            throw new UsageException($"{idle.Name}: found with --model {ErrorModelName.Of(model)}, expected one of its own options; "
                + (idle == countsOption ? "how many counts there are follows from --population-median and --exposure" : "its table states no errors"));
        }

        (double low, double high) = parsed.GetValue(countsOption);
        return new SimulationPlan
        {
            Instruments = names,
            Sources = sources,
            Bands = bands.Length == 0 ? (string?[])[null] : bands,
            Errors = model,
            Sigma = PerInstrument.Read(sigmaOption.Name, sigma, names, 0.1),
            Tau = PerInstrument.Read(tauOption.Name, parsed.GetValue(tauOption)!, names, 0.05),
            FewestCounts = low,
            MostCounts = high,
            Missing = parsed.GetValue(missingOption),
            OutlierFraction = parsed.GetValue(outliersOption) ?? 0.05,
            OutlierScale = parsed.GetValue(outlierScaleOption) ?? 10,
            DegreesOfFreedom = parsed.GetValue(nuOption) ?? 3,
            Apertures = counts ? apertureOptions.Read(parsed, names) : null,
            StatedErrors = parsed.GetValue(statedOption),
            Seed = parsed.GetValue(seedOption),
        };
    }

    /// <summary>The file to write.</summary>
    /// <exception cref="UsageException">None was named.</exception>
    public string Output(ParseResult parsed) =>
        parsed.GetValue(outputOption) is { Length: > 0 } file ? file : throw new UsageException("--output: found nothing, expected a file to write; add --output simulated.csv");

    /// <summary>Whether files may be replaced.</summary>
    public bool Overwrite(ParseResult parsed) => parsed.GetValue(overwriteOption);

    /// <summary>Whether the truth is printed.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(jsonOption);

    private static string[] Names(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int count))
        {
            return count >= 1
                ? [.. Enumerable.Range(1, count).Select(i => $"I{i}")]
                : throw new UsageException($"--instruments: found '{text}', expected a whole number of 1 or more, or names; write --instruments 3 or --instruments pn,MOS1,MOS2");
        }
        string[] names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(name => name.Length == 0 || name.StartsWith('#')) || names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            throw new UsageException($"--instruments: found '{text}', expected a number, or names, each once; write --instruments pn,MOS1,MOS2");
        }

        return names;
    }

    private static bool IsSaid(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static void Belongs(bool fits, Option option, string found, string expected, string why)
    {
        if (!fits)
        {
            throw new UsageException($"{option.Name}: found with --model {found}, expected --model {expected}; {why}");
        }
    }

    private static (double Low, double High) Counts(ArgumentResult result)
    {
        string text = result.Tokens[^1].Value;
        string[] ends = text.Split(':');
        if (ends.Length is 1 or 2
            && Decimal(ends[0], out double low) && Decimal(ends[^1], out double high)
            && low > 0 && low <= high && high <= MostCounts)
        {
            return (low, high);
        }
        result.AddError($"--counts: found '{text}', expected LOW:HIGH, greater than 0, ascending, at most 1e9; write --counts 100:10000");
        return default;
    }

    private static bool Decimal(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static Option<double> Number(string name, string value, string description, double standard, string range, Func<double, bool> allowed) => new(name)
    {
        Description = description,
        HelpName = value,
        CustomParser = result => Parsers.Decimal(range, allowed)(result) ?? standard,
        DefaultValueFactory = _ => standard,
    };

    private static Option<double?> Optional(string name, string value, string description, string range, Func<double, bool> allowed) =>
        new(name) { Description = description, HelpName = value, CustomParser = Parsers.Decimal(range, allowed) };

    private static Option<string> Text(string name, string value, string description, string standard) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => standard };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore };
}
