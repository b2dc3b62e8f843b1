using System.CommandLine;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.LogNormal;
using GpuConcord.Host.Sampling;

namespace GpuConcord.Cli.Options;

/// <summary>The argument and options of <c>gpuconcord fit</c>, and what they mean together.</summary>
internal sealed class FitArguments
{
    /// <summary>Name of the argument that names the data.</summary>
    public const string DataName = "DATA";

    /// <summary>Most draws kept of one parameter, 1 GiB of them.</summary>
    private const long MostDraws = 1L << 27;

    private static readonly FitOptions _defaults = new();

    private readonly Argument<string> _data = new(DataName) { Description = "a CSV or Parquet file, or the name of a built-in data set (see gpuconcord examples)" };
    private readonly Option<string[]> _tau = Texts("--tau", "TAU", "Prior standard deviation of ln(area), a fraction: 0.05, or pn=0.02,MOS1=0.06; or a table by instrument and band, in percent: iachec (built in), FILE.csv. [default: 0.05, or the built-in set's]");
    private readonly Option<string?> _priors = Text("--priors", "FILE", "CSV file of priors: instrument, and any of band, tau, alpha, beta, area or log_area.");
    private readonly Option<string[]> _alpha = Texts("--alpha", "A", "Shape of the inverse-gamma prior of sigma^2. [default: 1.5, or the built-in set's]");
    private readonly Option<string[]> _beta = Texts("--beta", "B", "Its scale, s^2 for an expected scatter s. [default: 0.01, or the built-in set's]");
    private readonly Option<Variances> _variances = new("--variances")
    {
        Description = "Where the scatter comes from: fitted, one sigma an instrument (the default); known, the table's errors; or both, the errors and one sigma an instrument beyond them.",
        HelpName = "fitted|known|both",
        CustomParser = Parsers.Choice(("fitted", Variances.Fitted), ("known", Variances.Known), ("both", Variances.Both)),
    };
    private readonly LogTArguments _logT = new();
    private readonly Option<string?> _band = Text("--band", "NAME", "Fit this energy band only.");
    private readonly BandArguments _bands = new();
    private readonly Option<string?> _value = Text("--value", "COLUMN", "The column with the measured values, when the table has several.");
    private readonly Option<string?> _error = Text("--error", "COLUMN", "The column with their errors, when the table has several.");
    private readonly Option<Sampler?> _sampler = new("--sampler")
    {
        Description = "auto, exact, collapsed, block-gibbs or gibbs; auto is exact for known variances, else collapsed.",
        HelpName = "NAME",
        CustomParser = Parsers.Choice<Sampler?>(
            [("auto", null), .. Enum.GetValues<Sampler>().Select(sampler => (SamplerName.Of(sampler), (Sampler?)sampler))]),
    };
    private readonly Option<bool> _noShift = new("--no-shift") { Description = "gibbs: leave out the exact move along the common shift (to see how slowly the textbook sampler mixes)." };
    private readonly Option<int> _chains = Number("--chains", _defaults.Chains, 2, "R-hat compares chains", "Independent chains, 2 or more.");
    private readonly Option<int> _warmUp = Number("--warmup", _defaults.WarmUp, 0, "0 leaves it out", "Iterations before draws are kept.");
    private readonly Option<int> _draws = Number("--draws", _defaults.Draws, 4, "R-hat compares the halves of a chain", "Draws kept from each chain, 4 or more.");
    private readonly Option<int> _thin = Number("--thin", _defaults.Thin, 1, "1 keeps every draw", "Iterations from one kept draw to the next.");
    private readonly Option<ulong> _seed = SeedOption.Create("numbers", _defaults.Seed);
    private readonly Option<string> _device = DeviceOption.Create("simd (this processor; simd:8, simd:4, simd:1 fix its width), cpu (for debugging)");
    private readonly Option<long?> _deviceMemory = DeviceMemoryOption.Create();
    private readonly Option<string[]> _fluxDraws = Texts("--flux-draws", "SOURCE,...", "Keep the draws of these sources' log fluxes too; repeat for names with a comma.");
    private readonly Option<PointEstimateKind[]?> _point = new("--point")
    {
        Description = "Report point estimates beside the posterior: marginal (the marginal mode), shrinkage (the papers' estimators), joint (the joint mode; treacherous). Repeat for several.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parsers.Choices([.. Enum.GetValues<PointEstimateKind>().Select(kind => (PointEstimateName.Of(kind), kind))]),
    };
    private readonly Option<bool> _check = new("--check") { Description = "Check the model against the data: residuals, posterior predictive p-values, leave-one-out (PSIS-LOO)." };
    private readonly Option<bool> _sensitivity = new("--sensitivity") { Description = "How much each B and sigma owes to priors and data, by power-scaling the draws (Kallioinen et al. 2023)." };
    private readonly Option<string?> _output = Text("--output", "DIR", "Write tables (CSV, Parquet), draws (Parquet) and run.json to this folder, new or empty.");
    private readonly Option<bool> _report = new("--report") { Description = "Write figures and a report (HTML): into the folder of --output, else to DATA-report.html." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Let --output replace the files of an earlier run, and --report an earlier report." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 70 when the chains have not converged." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Show no progress." };

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        Option[] options =
        [
            _tau, _priors, _alpha, _beta, _variances, .. _logT.Options, _band, .. _bands.All, _value, _error, _sampler, _chains, _warmUp, _draws, _thin, _seed,
            _noShift, _device, _deviceMemory, _fluxDraws, _point, _check, _sensitivity, _output, _report, _overwrite, _json, _strict, _quiet,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a prior's text is at fault.</exception>
    public FitRequest Read(ParseResult parsed)
    {
        var known = parsed.GetValue(_variances) is Variances.Known;
        var both = parsed.GetValue(_variances) is Variances.Both;
        PointEstimateKind[] points = parsed.GetValue(_point) ?? [];
        string[] alpha = parsed.GetValue(_alpha)!, beta = parsed.GetValue(_beta)!;
        var prior = alpha.Length > 0 ? _alpha.Name : beta.Length > 0 ? _beta.Name : null;
        var logT = _logT.Read(parsed, known, prior, parsed.GetValue(_sampler), points.Length > 0);
        var sampler = parsed.GetValue(_sampler) ?? (known ? Sampler.Exact : logT is null ? Sampler.Collapsed : Sampler.BlockGibbs);
        if (known && sampler is not Sampler.Exact)
            throw new UsageException($"--sampler: found {SamplerName.Of(sampler)} with --variances known, expected auto or exact; known variances need no Markov chain");
        if (!known && sampler is Sampler.Exact)
            throw new UsageException("--sampler: found exact with fitted variances, expected --variances known beside it; only known variances have an exact posterior");
        if (both && logT is not null)
            throw new UsageException("--variances: found both beside --model log-t, expected fitted; log-t does not read the table's errors, give its scale with --sigma");
        if (both && sampler is not Sampler.Collapsed)
            throw new UsageException($"--sampler: found {SamplerName.Of(sampler)} with --variances both, expected auto or collapsed; the Gibbs samplers fit all of the scatter (--variances fitted)");
        if (known && prior is not null)
            throw new UsageException($"{prior}: found beside --variances known, expected --variances fitted; leave it out, it is the prior of a fitted variance");
        if (parsed.GetValue(_noShift) && sampler is not Sampler.Gibbs)
            throw new UsageException($"--no-shift: found with the sampler {SamplerName.Of(sampler)}, expected --sampler gibbs; only gibbs makes that move");
        if (known && points.Length > 0)
            throw new UsageException("--point: found beside --variances known, expected --variances fitted; with known variances the posterior mean is the only estimate");
        if (both && points.Length > 0)
            throw new UsageException("--point: found beside --variances both, expected --variances fitted; the papers' point estimates know no errors besides the scatter");
        if (parsed.GetValue(_overwrite) && parsed.GetValue(_output) is null && !parsed.GetValue(_report))
            throw new UsageException("--overwrite: found without --output or --report; add --output DIR or --report, or leave it out");
        int chains = parsed.GetValue(_chains), draws = parsed.GetValue(_draws);
        if ((long)chains * draws > MostDraws)
            throw new UsageException($"--chains, --draws: found {chains} × {draws} draws, expected at most {MostDraws} altogether; keep fewer (--draws) and space them out (--thin)");
        return new FitRequest
        {
            Data = parsed.GetRequiredValue(_data),
            Reading = new ReadOptions(parsed.GetValue(_value), parsed.GetValue(_error), parsed.GetValue(_band), known || both, ZeroErrors: both),
            Priors = defaults => PriorSpecification.Read(parsed.GetValue(_tau)!, alpha, beta, parsed.GetValue(_priors), defaults),
            Options = new FitOptions
            {
                Model = logT is not null ? ScatterModel.LogT : both ? ScatterModel.KnownPlusFittedVariances : known ? ScatterModel.KnownVariances : ScatterModel.FittedVariances,
                LogT = logT ?? _defaults.LogT,
                Sampler = sampler,
                Chains = chains,
                Draws = draws,
                WarmUp = known ? 0 : parsed.GetValue(_warmUp),
                Thin = known ? 1 : parsed.GetValue(_thin),
                Seed = parsed.GetValue(_seed),
                ShiftMove = !parsed.GetValue(_noShift),
                Estimates = known || both || logT is not null ? [] : points.Length > 0 ? points : _defaults.Estimates,
            },
            ShowEstimates = points.Length > 0,
            Tie = _bands.Read(parsed),
            FluxDraws = parsed.GetValue(_fluxDraws)!,
            Check = parsed.GetValue(_check),
            Sensitivity = parsed.GetValue(_sensitivity),
            Device = DeviceChoice.Parse(parsed.GetValue(_device)!) with { MemoryLimit = parsed.GetValue(_deviceMemory) },
            Output = parsed.GetValue(_output),
            Report = parsed.GetValue(_report),
            Overwrite = parsed.GetValue(_overwrite),
            Json = parsed.GetValue(_json),
            Strict = parsed.GetValue(_strict),
            Quiet = parsed.GetValue(_quiet),
        };
    }

    /// <summary>Where the scatter comes from.</summary>
    private enum Variances
    {
        /// <summary>One σ an instrument, fitted.</summary>
        Fitted,

        /// <summary>The table's errors.</summary>
        Known,

        /// <summary>The table's errors, and one σ an instrument beyond them.</summary>
        Both,
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private static Option<string[]> Texts(string name, string value, string description) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => [], Arity = ArgumentArity.OneOrMore };

    private static Option<int> Number(string name, int standard, int least, string why, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = Parsers.Whole(least, why),
        DefaultValueFactory = _ => standard,
    };
}
