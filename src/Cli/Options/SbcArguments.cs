using System.CommandLine;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sbc;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Options;

/// <summary>The options of <c>gpuconcord sbc</c>, and what they mean together.</summary>
/// <param name="models">The models there are.</param>
internal sealed class SbcArguments(ModelCatalogue models)
{
    private const long MostDraws = 1L << 27;

    // InvGamma(4, 0.5): σ between 0.3 and 0.6, where the half variance matters. At σ = 0.1 a mistake in it is too small to see.
    private static readonly PriorDefaults StandardPriors = new(Tau: 0.2, Alpha: 4, Beta: 0.5);

    private static readonly SbcOptions Defaults = new()
    {
        Model = ModelCatalogue.Standard.Default,
        Design = SbcDesign.Complete(2, 2),
        Priors = Priors.Uniform(2, StandardPriors.Tau, StandardPriors.Alpha, StandardPriors.Beta),
    };

    private readonly SbcModelArguments model = new(models);
    private readonly Option<int> replicates = Declare.Whole("--replicates", Defaults.Replicates, 20, "fewer say nothing", "Data sets to simulate and fit.");
    private readonly PriorOptions priors = new(
        "Prior standard deviation of ln(area): 0.2, or I1=0.02,I2=0.06. [default: 0.2]",
        "Shape of the inverse-gamma prior of sigma^2. [default: 4]",
        "Its scale. [default: 0.5: sigma near 0.4, where a wrong half variance shows]");
    private readonly ChainOptions chains = new(
        Declare.Whole("--chains", Defaults.Chains, 1, "something must draw", "Chains a replicate."),
        ChainOptions.WarmUpOf(Defaults.WarmUp),
        Declare.Whole("--draws", Defaults.Draws, 1, "something must be drawn", "Draws kept from each chain."),
        ChainOptions.ThinOf(Defaults.Thin),
        ("ranks", Defaults.Seed));
    private readonly Option<double> level = new("--level")
    {
        Description = "Probability that a sound sampler fails, over all quantities and tests.",
        HelpName = "P",
        CustomParser = result => Parsers.Decimal("between 0 and 1", p => p is > 0 and < 1)(result) ?? 0,
        DefaultValueFactory = _ => Defaults.Level,
    };
    private readonly DeviceOptions device = new("simd, cpu");
    private readonly OutputOptions output = new("ranks and tests (CSV) and run.json", null, "a test fails", "CSV is written in any case: report reads it. [default: csv]");

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            .. model.All, replicates, priors.Tau, priors.Alpha, priors.Beta, chains.Chains, chains.Draws, chains.WarmUp, chains.Thin!, level, chains.Seed,
            device.Device, .. output.All,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a prior's text is at fault.</exception>
    public SbcRequest Read(ParseResult parsed, TableFormats formats)
    {
        int chainCount = parsed.GetValue(chains.Chains), draws = parsed.GetValue(chains.Draws), count = parsed.GetValue(replicates);
        if ((long)chainCount * draws < 16)
        {
            throw new UsageException($"--chains, --draws: found {chainCount} × {draws} draws a replicate, expected 16 or more; a rank among so few says little, ask for more");
        }

        if ((long)chainCount * draws > MostDraws / count)
        {
            throw new UsageException($"--replicates, --chains, --draws: found {count} × {chainCount} × {draws} draws, expected at most {MostDraws} altogether; keep fewer draws "
                + "and space them out (--thin)");
        }

        OutputRequest results = output.Read(parsed);
        ulong seed = parsed.GetValue(chains.Seed);
        return new SbcRequest(
            model.Read(parsed, seed, priors.OfVariance(parsed), priors.Read(parsed, null, StandardPriors, formats).Resolve) with
            {
                Replicates = count,
                Chains = chainCount,
                Draws = draws,
                WarmUp = parsed.GetValue(chains.WarmUp),
                Thin = parsed.GetValue(chains.Thin!),
                Seed = seed,
                Level = parsed.GetValue(level),
            },
            DeviceChoice.Parse(parsed.GetValue(device.Device)!),
            results);
    }
}

/// <summary>What <c>gpuconcord sbc</c> was asked to do.</summary>
/// <param name="Options">What decides the numbers.</param>
/// <param name="Device">The device.</param>
/// <param name="Output">Where results go.</param>
internal sealed record SbcRequest(SbcOptions Options, DeviceChoice Device, OutputRequest Output);
