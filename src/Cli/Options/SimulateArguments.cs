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

    private readonly Option<string> _instruments = Text("--instruments", "N|NAME,...", "How many instruments, or their names.", "3");
    private readonly Option<int> _sources = new("--sources")
    {
        Description = "Sources in each band.",
        HelpName = "M",
        CustomParser = Parsers.Whole(1, "there must be something to see"),
        DefaultValueFactory = _ => 100,
    };
    private readonly Option<string[]> _bands = Texts("--band", "NAME,...", "Energy bands, each with areas and fluxes of its own. [default: none]");
    private readonly Option<ErrorModel> _model = new("--model")
    {
        Description = "How the data scatter: log-normal (the model that is fitted); poisson (counting noise); known-constant (one sigma, stated by the table); mixed (with outliers); log-t (heavy tails).",
        HelpName = "NAME",
        CustomParser = Parsers.Choice([.. Enum.GetValues<ErrorModel>().Select(model => (ErrorModelName.Of(model), model))]),
        DefaultValueFactory = _ => ErrorModel.LogNormal,
    };
    private readonly Option<string[]> _sigma = Texts("--sigma", "S", "Standard deviation of ln(value): 0.1, or pn=0.05,MOS1=0.1. [default: 0.1]");
    private readonly Option<string[]> _tau = Texts("--tau", "T", "Standard deviation of the true ln(area) about the nominal 0. [default: 0.05]");
    private readonly Option<(double Low, double High)> _counts = new("--counts")
    {
        Description = "Range of the expected counts at nominal area; their logarithm is uniform in it.",
        HelpName = "LOW:HIGH",
        CustomParser = Counts,
        DefaultValueFactory = _ => (100, 10_000),
    };
    private readonly Option<double> _missing = Number("--missing", "P", "Probability that an instrument did not see a source.", 0, "0 or more and below 1", p => p is >= 0 and < 1);
    private readonly Option<double?> _outliers = Optional("--outliers", "P", "mixed: probability that an observation is an outlier. [default: 0.05]", "from 0 to 1", p => p is >= 0 and <= 1);
    private readonly Option<double?> _outlierScale = Optional("--outlier-scale", "X", "mixed: sigma of an outlier over that of the others. [default: 10]", "of 1 or more", x => x >= 1);
    private readonly Option<double?> _nu = Optional("--nu", "NU", "log-t: degrees of freedom. [default: 3]", "greater than 0", nu => nu > 0);
    private readonly Option<double> _stated = Number("--stated", "X", "The errors that the table states are the true ones times this.", 1, "greater than 0", x => x > 0);
    private readonly Option<ulong> _seed = SeedOption.Create("files", 20190601);
    private readonly Option<string?> _output = new("--output") { Description = "The table to write, CSV or Parquet by its name; the truth goes to FILE.truth.json beside it.", HelpName = "FILE" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace these files when they exist." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the truth as one JSON object and nothing else." };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            _instruments, _sources, _bands, _model, _sigma, _tau, _counts, _missing, _outliers, _outlierScale, _nu, _stated, _seed, _output,
            _overwrite, _json,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>What to simulate.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a name or number is at fault.</exception>
    public SimulationPlan Plan(ParseResult parsed)
    {
        var names = Names(parsed.GetValue(_instruments)!);
        int sources = parsed.GetValue(_sources);
        string[] bands = [.. parsed.GetValue(_bands)!.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))];
        if (bands.Any(band => band.Length == 0) || bands.Distinct(StringComparer.Ordinal).Count() < bands.Length)
            throw new UsageException($"--band: found '{string.Join(',', bands)}', expected names, each once; write --band soft,hard");
        if ((long)names.Length * sources * Math.Max(1, bands.Length) > MostCells)
            throw new UsageException($"--instruments, --sources: found {names.Length} × {sources} observations a band, expected at most {MostCells} altogether; ask for fewer sources");
        var model = parsed.GetValue(_model);
        var sigma = parsed.GetValue(_sigma)!;
        Belongs(model is not ErrorModel.Poisson || sigma.Length == 0, _sigma, "poisson", "log-normal, known-constant, mixed or log-t", "Poisson counts have no other scatter");
        Belongs(model is ErrorModel.Mixed || parsed.GetValue(_outliers) is null, _outliers, ErrorModelName.Of(model), "mixed", "only mixed has outliers");
        Belongs(model is ErrorModel.Mixed || parsed.GetValue(_outlierScale) is null, _outlierScale, ErrorModelName.Of(model), "mixed", "only mixed has outliers");
        Belongs(model is ErrorModel.LogT || parsed.GetValue(_nu) is null, _nu, ErrorModelName.Of(model), ErrorModelName.Of(ErrorModel.LogT), "only log-t has degrees of freedom");
        if (model is ErrorModel.KnownConstant && sigma.Any(text => text.Contains('=', StringComparison.Ordinal)))
            throw new UsageException($"--sigma: found {string.Join(',', sigma)} with --model known-constant, expected one number; for a sigma an instrument use --model log-normal");
        var (low, high) = parsed.GetValue(_counts);
        return new SimulationPlan
        {
            Instruments = names,
            Sources = sources,
            Bands = bands.Length == 0 ? (string?[])[null] : bands,
            Errors = model,
            Sigma = PerInstrument.Read(_sigma.Name, sigma, names, 0.1),
            Tau = PerInstrument.Read(_tau.Name, parsed.GetValue(_tau)!, names, 0.05),
            FewestCounts = low,
            MostCounts = high,
            Missing = parsed.GetValue(_missing),
            OutlierFraction = parsed.GetValue(_outliers) ?? 0.05,
            OutlierScale = parsed.GetValue(_outlierScale) ?? 10,
            DegreesOfFreedom = parsed.GetValue(_nu) ?? 3,
            StatedErrors = parsed.GetValue(_stated),
            Seed = parsed.GetValue(_seed),
        };
    }

    /// <summary>The file to write.</summary>
    /// <exception cref="UsageException">None was named.</exception>
    public string Output(ParseResult parsed) =>
        parsed.GetValue(_output) is { Length: > 0 } file ? file : throw new UsageException("--output: found nothing, expected a file to write; add --output simulated.csv");

    /// <summary>Whether files may be replaced.</summary>
    public bool Overwrite(ParseResult parsed) => parsed.GetValue(_overwrite);

    /// <summary>Whether the truth is printed.</summary>
    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    private static string[] Names(string text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
        {
            return count >= 1
                ? [.. Enumerable.Range(1, count).Select(i => $"I{i}")]
                : throw new UsageException($"--instruments: found '{text}', expected a whole number of 1 or more, or names; write --instruments 3 or --instruments pn,MOS1,MOS2");
        }
        var names = text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Any(name => name.Length == 0 || name.StartsWith('#')) || names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            throw new UsageException($"--instruments: found '{text}', expected a number, or names, each once; write --instruments pn,MOS1,MOS2");
        return names;
    }

    private static void Belongs(bool fits, Option option, string found, string expected, string why)
    {
        if (!fits)
            throw new UsageException($"{option.Name}: found with --model {found}, expected --model {expected}; {why}");
    }

    private static (double Low, double High) Counts(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        var ends = text.Split(':');
        if (ends.Length is 1 or 2
            && Decimal(ends[0], out var low) && Decimal(ends[^1], out var high)
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
