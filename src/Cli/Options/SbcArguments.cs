using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Data.Prior;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sbc;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord sbc</c>, and what they mean together.</summary>
internal sealed class SbcArguments
{
    private const long MostDraws = 1L << 27;

    // InvGamma(4, 0.5): σ between 0.3 and 0.6, where the half variance matters. At σ = 0.1 a mistake in it is too small to see.
    private static readonly PriorDefaults _priors = new(Tau: 0.2, Alpha: 4, Beta: 0.5);

    private static readonly CalibrationOptions _defaults = new()
    {
        Design = CalibrationDesign.Complete(2, 2),
        Priors = Priors.Uniform(2, _priors.Tau, _priors.Alpha, _priors.Beta),
    };

    private readonly SbcModelArguments _model = new();
    private readonly Option<int> _replicates = Number("--replicates", _defaults.Replicates, 20, "fewer say nothing", "Data sets to simulate and fit.");
    private readonly Option<string[]> _tau = Texts("--tau", "TAU", "Prior standard deviation of ln(area): 0.2, or I1=0.02,I2=0.06. [default: 0.2]");
    private readonly Option<string[]> _alpha = Texts("--alpha", "A", "Shape of the inverse-gamma prior of sigma^2. [default: 4]");
    private readonly Option<string[]> _beta = Texts("--beta", "B", "Its scale. [default: 0.5: sigma near 0.4, where a wrong half variance shows]");
    private readonly Option<int> _chains = Number("--chains", _defaults.Chains, 1, "something must draw", "Chains a replicate.");
    private readonly Option<int> _draws = Number("--draws", _defaults.Draws, 1, "something must be drawn", "Draws kept from each chain.");
    private readonly Option<int> _warmUp = Number("--warmup", _defaults.WarmUp, 0, "0 leaves it out", "Iterations before draws are kept.");
    private readonly Option<int> _thin = Number("--thin", _defaults.Thin, 1, "1 keeps every draw", "Iterations from one kept draw to the next.");
    private readonly Option<double> _level = new("--level")
    {
        Description = "Probability that a sound sampler fails, over all quantities and tests.",
        HelpName = "P",
        CustomParser = result => Parsers.Decimal("between 0 and 1", p => p is > 0 and < 1)(result) ?? 0,
        DefaultValueFactory = _ => _defaults.Level,
    };
    private readonly Option<ulong> _seed = SeedOption.Create("ranks", _defaults.Seed);
    private readonly Option<string> _device = DeviceOption.Create("simd, cpu");
    private readonly Option<string?> _output = new("--output") { Description = "Write ranks and tests (CSV) and run.json to this folder, new or empty.", HelpName = "DIR" };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Let --output replace the files of an earlier run." };
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON object and nothing else." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 70 when a test fails." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Show no progress." };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        Option[] options =
        [
            .. _model.All, _replicates, _tau, _alpha, _beta, _chains, _draws, _warmUp, _thin, _level, _seed, _device, _output,
            _overwrite, _json, _strict, _quiet,
        ];
        foreach (var option in options)
            command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a prior's text is at fault.</exception>
    public SbcRequest Read(ParseResult parsed)
    {
        int chains = parsed.GetValue(_chains), draws = parsed.GetValue(_draws), replicates = parsed.GetValue(_replicates);
        if ((long)chains * draws < 16)
            throw new UsageException($"--chains, --draws: found {chains} × {draws} draws a replicate, expected 16 or more; a rank among so few says little, ask for more");
        if ((long)chains * draws > MostDraws / replicates)
            throw new UsageException($"--replicates, --chains, --draws: found {replicates} × {chains} × {draws} draws, expected at most {MostDraws} altogether; keep fewer draws and space them out (--thin)");
        if (parsed.GetValue(_overwrite) && parsed.GetValue(_output) is null)
            throw new UsageException("--overwrite: found without --output; add --output DIR, or leave it out");
        string[] alpha = parsed.GetValue(_alpha)!, beta = parsed.GetValue(_beta)!;
        var prior = alpha.Length > 0 ? _alpha.Name : beta.Length > 0 ? _beta.Name : null;
        var seed = parsed.GetValue(_seed);
        return new SbcRequest(
            _model.Read(parsed, seed, prior, PriorSpecification.Read(parsed.GetValue(_tau)!, alpha, beta, null, _priors).Resolve) with
            {
                Replicates = replicates,
                Chains = chains,
                Draws = draws,
                WarmUp = parsed.GetValue(_warmUp),
                Thin = parsed.GetValue(_thin),
                Seed = seed,
                Level = parsed.GetValue(_level),
            },
            parsed.GetValue(_device)!,
            parsed.GetValue(_output),
            parsed.GetValue(_overwrite),
            parsed.GetValue(_json),
            parsed.GetValue(_strict),
            parsed.GetValue(_quiet));
    }

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

/// <summary>What <c>gpuconcord sbc</c> was asked to do.</summary>
/// <param name="Options">What decides the numbers.</param>
/// <param name="Device">The device, as given.</param>
/// <param name="Output">Folder for files, or null.</param>
/// <param name="Overwrite">Whether that folder may hold an earlier run.</param>
/// <param name="Json">One JSON object in place of the report.</param>
/// <param name="Strict">Whether a failed test is a failure.</param>
/// <param name="Quiet">Whether progress stays hidden.</param>
internal sealed record SbcRequest(CalibrationOptions Options, string Device, string? Output, bool Overwrite, bool Json, bool Strict, bool Quiet);
