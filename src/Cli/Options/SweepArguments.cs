using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Reading;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Sweeps;

namespace GpuConcord.Cli.Options;

/// <summary>The argument and options of <c>gpuconcord sweep</c>, and what they mean together.</summary>
internal sealed class SweepArguments
{
    private const int ChainStep = 32;

    /// <summary>Most draws of one parameter of one problem.</summary>
    private const long MostDraws = 1L << 22;

    private static readonly SweepOptions _defaults = new();

    private readonly Argument<string[]> _data = new(FitArguments.DataName)
    {
        Description = "CSV files, or names of built-in data sets (see gpuconcord examples)",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _tau = Texts("--tau", "TAUS", "Values of tau, for all instruments alike: 0.025,0.05, or START:STOP:STEP as in 0.01:0.1:0.005.");
    private readonly Option<string?> _tauGrid = Text("--tau-grid", "FILE", "CSV file with a column of tau for each instrument and a row for each prior; a column label may name the rows.");
    private readonly Option<string[]> _tauScale = Texts("--tau-scale", "FACTORS", "Factors on every instrument's own tau (--priors, or the default): 0.5,1,2.");
    private readonly Option<string[]> _alpha = Texts("--alpha-grid", "ALPHAS", "Values of alpha, shape of the inverse-gamma prior of sigma^2, crossed with the taus.");
    private readonly Option<string[]> _beta = Texts("--beta-grid", "BETAS", "Values of beta, its scale, crossed with the taus.");
    private readonly Option<LeftOutUnit> _leaveOut = new("--leave-one-out")
    {
        Description = "instruments or sources: fit the whole table and then without each of them.",
        HelpName = "instruments|sources",
        CustomParser = Parsers.Choice(("instruments", LeftOutUnit.Instruments), ("sources", LeftOutUnit.Sources)),
    };
    private readonly Option<string?> _priors = Text("--priors", "FILE", "CSV file of the priors that are varied: instrument, and any of band, tau, alpha, beta, area or log_area.");
    private readonly Option<string?> _band = Text("--band", "NAME", "This energy band only.");
    private readonly Option<string?> _value = Text("--value", "COLUMN", "The column with the measured values, when a table has several.");
    private readonly Option<string?> _error = Text("--error", "COLUMN", "The column with their errors, when a table has several.");
    private readonly Option<SweepTuning> _tuning = new("--tuning")
    {
        Description = "quick (the default): a few pilot rounds, more where they do not suffice; fit: as gpuconcord fit, whose draws are then repeated to the bit.",
        HelpName = "quick|fit",
        CustomParser = Parsers.Choice(("quick", SweepTuning.Quick), ("fit", SweepTuning.AsFit)),
    };
    private readonly Option<int> _chains = Number("--chains", _defaults.Chains, ChainStep, "chains fill a device's registers by 32", "Chains of each problem, a multiple of 32.");
    private readonly Option<int> _warmUp = Number("--warmup", _defaults.WarmUp, 0, "0 leaves it out", "Iterations before draws are kept.");
    private readonly Option<int> _draws = Number("--draws", _defaults.Draws, 8, "shorter chains show nothing of how they mix", "Draws kept from each chain, 8 or more.");
    private readonly Option<ulong> _seed = SeedOption.Create("numbers", _defaults.Seed);
    private readonly Option<string> _device = DeviceOption.Create();
    private readonly Option<long?> _deviceMemory = DeviceMemoryOption.Create();
    private readonly Option<string?> _output = Text("--output", "DIR", "Write every problem's numbers (CSV, Parquet) and run.json to this folder, new or empty.");
    private readonly Option<bool> _report = new("--report") { Description = "Write figures and a report (HTML): into the folder of --output, else to DATA-sweep.html." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Let --output replace the files of an earlier run, and --report an earlier report." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 70 when a problem has not converged." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Show no progress." };

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        Option[] options =
        [
            _tau, _tauGrid, _tauScale, _alpha, _beta, _leaveOut, _priors, _band, _value, _error, _tuning, _chains, _warmUp, _draws, _seed, _device, _deviceMemory,
            _output, _report, _overwrite, _json, _strict, _quiet,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a grid's text is at fault.</exception>
    public SweepRequest Read(ParseResult parsed)
    {
        var grid = new SweepGrid
        {
            Tau = NumberGrid.Parse(_tau.Name, parsed.GetValue(_tau)!),
            TauScale = NumberGrid.Parse(_tauScale.Name, parsed.GetValue(_tauScale)!),
            Alpha = NumberGrid.Parse(_alpha.Name, parsed.GetValue(_alpha)!),
            Beta = NumberGrid.Parse(_beta.Name, parsed.GetValue(_beta)!),
            LeaveOut = parsed.GetValue(_leaveOut),
        };
        var file = parsed.GetValue(_tauGrid);
        string[] axes = [.. Given(_tau, grid.Tau.Count > 0), .. Given(_tauGrid, file is not null), .. Given(_tauScale, grid.TauScale.Count > 0)];
        if (axes.Length > 1)
            throw new UsageException($"{axes[1]}: found beside {axes[0]}, expected one of --tau, --tau-grid and --tau-scale; leave the others out");
        if (axes.Length + grid.Alpha.Count + grid.Beta.Count == 0 && grid.LeaveOut is LeftOutUnit.None)
            throw new UsageException("sweep: found nothing to vary, expected --tau, --tau-grid, --tau-scale, --alpha-grid, --beta-grid or --leave-one-out; for a single prior use gpuconcord fit");
        if (parsed.GetValue(_overwrite) && parsed.GetValue(_output) is null && !parsed.GetValue(_report))
            throw new UsageException("--overwrite: found without --output or --report; add --output DIR or --report, or leave it out");
        int chains = parsed.GetValue(_chains), draws = parsed.GetValue(_draws);
        if (chains % ChainStep != 0)
            throw new UsageException($"--chains: found {chains}, expected a multiple of {ChainStep}; write {(chains / ChainStep + 1) * ChainStep}");
        if ((long)chains * draws > MostDraws)
            throw new UsageException($"--chains, --draws: found {chains} × {draws} draws of each problem, expected at most {MostDraws}; for one problem with many draws use gpuconcord fit");
        return new SweepRequest
        {
            Data = parsed.GetRequiredValue(_data),
            Reading = new ReadOptions(parsed.GetValue(_value), parsed.GetValue(_error), parsed.GetValue(_band)),
            Priors = parsed.GetValue(_priors),
            Grid = grid,
            TauGrid = file,
            Options = new SweepOptions
            {
                Chains = chains,
                WarmUp = parsed.GetValue(_warmUp),
                Draws = draws,
                Seed = parsed.GetValue(_seed),
                Tuning = parsed.GetValue(_tuning),
            },
            Device = DeviceChoice.Parse(parsed.GetValue(_device)!) with { MemoryLimit = parsed.GetValue(_deviceMemory) },
            Output = parsed.GetValue(_output),
            Report = parsed.GetValue(_report),
            Overwrite = parsed.GetValue(_overwrite),
            Json = parsed.GetValue(_json),
            Strict = parsed.GetValue(_strict),
            Quiet = parsed.GetValue(_quiet),
        };
    }

    private static string[] Given(Option option, bool given) => given ? [option.Name] : [];

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
