using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sweeps;

namespace GpuConcord.Cli.Options;

/// <summary>The argument and options of <c>gpuconcord sweep</c>, and what they mean together.</summary>
/// <param name="models">The models there are.</param>
internal sealed class SweepArguments(ModelCatalogue models)
{
    private const int ChainStep = 32;

    /// <summary>Most draws of one parameter of one problem.</summary>
    private const long MostDraws = 1L << 22;

    private static readonly SweepOptions Defaults = new();

    private readonly Argument<string[]> data = new(DataOptions.DataName)
    {
        Description = "CSV files, or names of built-in data sets (see gpuconcord examples)",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> tau = Declare.Texts("--tau", "TAUS", "Values of tau, for all instruments alike: 0.025,0.05, or START:STOP:STEP as in 0.01:0.1:0.005.");
    private readonly Option<string?> tauGrid = Declare.Text("--tau-grid", "FILE",
        "CSV file with a column of tau for each instrument and a row for each prior; a column label may name the rows.");
    private readonly Option<string[]> tauScale = Declare.Texts("--tau-scale", "FACTORS", "Factors on every instrument's own tau (--priors, or the default): 0.5,1,2.");
    private readonly Option<string[]> alpha = Declare.Texts("--alpha-grid", "ALPHAS", "Values of alpha, shape of the inverse-gamma prior of sigma^2, crossed with the taus.");
    private readonly Option<string[]> beta = Declare.Texts("--beta-grid", "BETAS", "Values of beta, its scale, crossed with the taus.");
    private readonly Option<LeftOutUnit> leaveOut = new("--leave-one-out")
    {
        Description = "instruments or sources: fit the whole table and then without each of them.",
        HelpName = "instruments|sources",
        CustomParser = Parsers.Choice(("instruments", LeftOutUnit.Instruments), ("sources", LeftOutUnit.Sources)),
    };
    private readonly Option<string?> priorFile = PriorOptions.File("the priors that are varied");
    private readonly ModelOptions? model = ModelOptions.OfSweep(models);
    private readonly DataOptions columns = new("This energy band only.", "a table");
    private readonly Option<SweepTuning> tuning = new("--tuning")
    {
        Description = "weights (the default): weighted points, chains where no proposal fits; quick: chains, tuned by a few pilot rounds, more where those fall short; "
            + "fit: as gpuconcord fit --sampler collapsed, whose draws are then repeated to the bit.",
        HelpName = "weights|quick|fit",
        CustomParser = Parsers.Choice(("weights", SweepTuning.Weights), ("quick", SweepTuning.Quick), ("fit", SweepTuning.AsFit)),
    };
    private readonly ChainOptions chains = new(
        Declare.Whole("--chains", Defaults.Chains, ChainStep, "chains fill a device's registers by 32", "Chains of each problem, a multiple of 32."),
        ChainOptions.WarmUpOf(Defaults.WarmUp),
        Declare.Whole("--draws", Defaults.Draws, 8, "shorter chains show nothing of how they mix", "Draws kept from each chain, 8 or more."),
        null,
        ("numbers", Defaults.Seed));
    private readonly DeviceOptions device = new();
    private readonly OutputOptions output = new("every problem's numbers (CSV, Parquet) and run.json", "DATA-sweep.html", "a problem has not converged",
        "Parquet is written in any case: report and compare read it. [default: csv,parquet]");

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        command.Add(data);
        Option[] options =
        [
            tau, tauGrid, tauScale, alpha, beta, leaveOut, priorFile, .. model?.All ?? [], columns.Band, .. columns.Columns, tuning, .. chains.All, .. device.All, .. output.All,
        ];
        foreach (Option option in options)
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a grid's text is at fault.</exception>
    public SweepRequest Read(ParseResult parsed)
    {
        SweepGrid grid = new()
        {
            Tau = NumberGrid.Parse(tau.Name, parsed.GetValue(tau)!),
            TauScale = NumberGrid.Parse(tauScale.Name, parsed.GetValue(tauScale)!),
            Alpha = NumberGrid.Parse(alpha.Name, parsed.GetValue(alpha)!),
            Beta = NumberGrid.Parse(beta.Name, parsed.GetValue(beta)!),
            LeaveOut = parsed.GetValue(leaveOut),
        };
        string? file = parsed.GetValue(tauGrid);
        string[] axes = [.. Given(tau, grid.Tau.Count > 0), .. Given(tauGrid, file is not null), .. Given(tauScale, grid.TauScale.Count > 0)];
        if (axes.Length > 1)
        {
            throw new UsageException($"{axes[1]}: found beside {axes[0]}, expected one of --tau, --tau-grid and --tau-scale; leave the others out");
        }

        if (axes.Length + grid.Alpha.Count + grid.Beta.Count == 0 && grid.LeaveOut is LeftOutUnit.None)
        {
            throw new UsageException("sweep: found nothing to vary, expected --tau, --tau-grid, --tau-scale, --alpha-grid, --beta-grid or --leave-one-out; for a single prior "
                + "use gpuconcord fit");
        }

        OutputRequest results = output.Read(parsed);
        int count = parsed.GetValue(chains.Chains), draws = parsed.GetValue(chains.Draws);
        if (count % ChainStep != 0)
        {
            throw new UsageException($"--chains: found {count}, expected a multiple of {ChainStep}; write {((count / ChainStep) + 1) * ChainStep}");
        }

        if ((long)count * draws > MostDraws)
        {
            throw new UsageException($"--chains, --draws: found {count} × {draws} draws of each problem, expected at most {MostDraws}; for one problem with many draws use "
                + "gpuconcord fit");
        }

        IModel made = model?.Read(parsed, Sampler.Auto, estimates: false, variancePrior: null) ?? models.Default;
        string words = string.Join(' ', made.Words.Count > 0 ? made.Words : made.Kind.Words);
        return new SweepRequest
        {
            Data = parsed.GetRequiredValue(data),
            Reading = columns.Read(parsed, countsBecause: made.Can.Counts ? words : null),
            Model = made,
            ModelWords = words,
            ModelSaid = model?.IsSaid(parsed) ?? false,
            OfCounts = models.OfCounts,
            Priors = parsed.GetValue(priorFile),
            Grid = grid,
            TauGrid = file,
            Options = new SweepOptions
            {
                Chains = count,
                WarmUp = parsed.GetValue(chains.WarmUp),
                Draws = draws,
                Seed = parsed.GetValue(chains.Seed),
                Tuning = parsed.GetValue(tuning),
            },
            Device = device.Read(parsed),
            Output = results,
        };
    }

    private static string[] Given(Option option, bool given) => given ? [option.Name] : [];
}
