using System.CommandLine;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Catalogue;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Host.Tables.Formats;

namespace GpuConcord.Cli.Options;

/// <summary>The argument and options of <c>gpuconcord fit</c>, and what they mean together.</summary>
/// <param name="models">The models there are.</param>
internal sealed class FitArguments(ModelCatalogue models)
{
    /// <summary>Most draws kept of one parameter, 1 GiB of them.</summary>
    private const long MostDraws = 1L << 27;

    /// <summary>How far a fit goes on whose length nobody has said: every 64th iteration kept, some 25,000 iterations a chain in all.</summary>
    private const int FurthestThin = 64;

    private static readonly FitOptions Defaults = new();

    private readonly Argument<string> data = new(DataOptions.DataName)
    {
        Description = "a table (FITS, VOTable, ECSV, CSV, TSV, Parquet), or the name of a built-in data set (see gpuconcord examples)",
    };
    private readonly PriorOptions priors = new(
        "Prior standard deviation of ln(area), a fraction: 0.05, or pn=0.02,MOS1=0.06; or a table by instrument and band, in percent: iachec (built in), FILE.csv. [default: "
            + "0.05, or the built-in set's]",
        "Shape of the inverse-gamma prior of sigma^2. [default: 1.5, or the built-in set's]",
        "Its scale, s^2 for an expected scatter s. [default: the scatter of the data, or the built-in set's]");
    private readonly Option<string?> priorFile = PriorOptions.File("priors");
    private readonly ModelOptions model = ModelOptions.OfFit(models);
    private readonly DataOptions columns = new("Fit this energy band only.", "the table");
    private readonly BandArguments bands = new();
    private readonly Option<Sampler> sampler = new("--sampler")
    {
        Description = $"auto, exact, independence, collapsed, block-gibbs or gibbs; auto is {ModelOptions.Defaults(models)}.",
        HelpName = "NAME",
        CustomParser = Parsers.Choice([.. Enum.GetValues<Sampler>().Select(sampler => (SamplerName.Of(sampler), sampler))]),
    };
    private readonly ChainOptions chains = new(
        Declare.Whole("--chains", FitOptions.UsualChains, 2, "R-hat compares chains",
            "Independent chains, 2 or more; of log-t and of counts in apertures, where nothing is said, fewer for many: down to 32."),
        ChainOptions.WarmUpOf(null, Unsaid(FitOptions.UsualWarmUp)),
        Declare.Whole("--draws", null, 4, "R-hat compares the halves of a chain",
            "Draws kept from each chain, 4 or more. Where neither this nor --warmup nor --thin is given, as many as --ess wants, and chains that "
            + "fall short run on, to some 25,000 iterations at most. [default: 200 for 64 chains, more and closer ones for log-t]"),
        ChainOptions.ThinOf(Defaults.Thin, " Where --ess is the length, as many as it wants."),
        ("numbers", Defaults.Seed));
    private readonly Option<int> effective = Declare.Whole("--ess", FitOptions.UsualTarget, 100, "a mean is then known to a tenth of its standard deviation",
        "Effective draws of every B and sigma^2 to stop at: the mean is then known to 1/sqrt(N) of its standard deviation. Without it, a length that --draws, --warmup or "
        + "--thin give is the length.");
    private readonly Option<bool> noShift = Declare.Flag("--no-shift", "gibbs: leave out the exact move along the common shift (to see how slowly the textbook sampler mixes).");
    private readonly DeviceOptions device = new("simd (this processor; simd:8, simd:4, simd:1 fix its width), cpu (for debugging)");
    private readonly Option<string[]> fluxDraws = Declare.Texts("--flux-draws", "SOURCE,...", "Keep the draws of these sources' log fluxes too; repeat for names with a comma.");
    private readonly Option<PointEstimateKind[]?> point = new("--point")
    {
        Description = "Report point estimates beside the posterior: marginal (the marginal mode), shrinkage (the fixed point of the papers' estimators), joint (the joint mode); "
            + "the last two are treacherous: an instrument's sigma may collapse, which is then said. "
            + "Repeat for several.",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = Parsers.Choices([.. Enum.GetValues<PointEstimateKind>().Select(kind => (PointEstimateName.Of(kind), kind))]),
    };
    private readonly Option<bool> check = Declare.Flag("--check", "Check the model against the data: residuals, posterior predictive p-values, leave-one-out (PSIS-LOO).");
    private readonly Option<bool> sensitivity = Declare.Flag("--sensitivity",
        "How much each B and sigma owes to priors and data, by power-scaling the draws (Kallioinen et al. 2023).");
    private readonly OutputOptions output = new("tables (CSV, Parquet), draws (Parquet) and run.json", "DATA-report.html", "the chains have not converged",
        "Parquet is written in any case: report and compare read it. [default: csv,parquet; a table of more than 100,000 rows as Parquet only]", draws: true);

    /// <summary>The options that decide numbers, in the order of the help.</summary>
    private IEnumerable<Option> Deciding =>
    [
        priors.Tau, priorFile, priors.Alpha, priors.Beta, .. model.Variances, .. model.All, columns.Band, .. bands.All, .. columns.Columns, sampler, .. chains.All,
        effective, noShift, fluxDraws, point, check, sensitivity,
    ];

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        command.Add(data);
        Option[] all =
        [
            priors.Tau, priorFile, priors.Alpha, priors.Beta, .. model.Variances, .. model.All, columns.Band, .. bands.All, .. columns.Columns, sampler, .. chains.All,
            effective, noShift, .. device.All, fluxDraws, point, check, sensitivity, .. output.All,
        ];
        foreach (Option option in all)
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="UsageException">Options contradict each other, or a prior's text is at fault.</exception>
    public FitRequest Read(ParseResult parsed, TableFormats formats) => Read(parsed, formats, null);

    /// <summary>What was asked for, with a kind of model where none was named.</summary>
    private FitRequest Read(ParseResult parsed, TableFormats formats, ModelKind? unsaid)
    {
        PointEstimateKind[] points = parsed.GetValue(point) ?? [];
        Sampler asked = parsed.GetValue(sampler);
        IModel made = model.Read(parsed, asked, points.Length > 0, priors.OfVariance(parsed), unsaid);
        Sampler used = asked is Sampler.Auto ? made.Can.Samplers[0] : asked;
        if (parsed.GetValue(noShift) && used is not Sampler.Gibbs)
        {
            throw new UsageException($"--no-shift: found with the sampler {SamplerName.Of(used)}, expected --sampler gibbs; only gibbs makes that move");
        }

        OutputRequest results = output.Read(parsed);
        int chainCount = parsed.GetValue(chains.Chains), target = parsed.GetValue(effective);
        int draws = Said(parsed, chains.Draws) ? parsed.GetValue(chains.Draws) : FitOptions.DrawsFor(target, chainCount);
        bool lengthSaid = Said(parsed, chains.Draws) || Said(parsed, chains.WarmUp) || Said(parsed, chains.Thin!);
        bool exact = used is Sampler.Exact;
        if (target > (long)chainCount * draws && Said(parsed, effective))
        {
            throw new UsageException($"--ess: found {target} beside {chainCount} chains of {draws} draws, expected fewer effective draws than draws; raise --draws, or leave it "
                + "out");
        }

        if ((long)chainCount * draws > MostDraws)
        {
            throw new UsageException($"--chains, --draws: found {chainCount} × {draws} draws, expected at most {MostDraws} altogether; keep fewer (--draws) and space them out "
                + "(--thin)");
        }

        string words = made.Words.Count > 0 ? string.Join(' ', made.Words) : string.Join(' ', made.Kind.Words);

        string table = parsed.GetRequiredValue(data);
        UsedWords again = UsedWords.Of(parsed, ["gpuconcord", "fit", table], Deciding);
        IEnumerable<Option> ofModel = [.. model.Variances, .. model.All, priors.Alpha, priors.Beta, sampler, noShift, point];
        return new FitRequest
        {
            Data = table,
            Reading = columns.Read(parsed, made.Can.NeedsErrors, made.Can.ZeroErrors, made.Can.Counts ? words : null),
            Priors = defaults => priors.Read(parsed, parsed.GetValue(priorFile), defaults, formats),
            Model = made,
            ModelWords = words,
            OfCounts = models.OfCounts,
            Counted = model.IsSaid(parsed) || models.OfCounts is not { } counts ? null : () => Read(parsed, formats, counts),
            Options = new FitOptions
            {
                Sampler = used,
                Chains = chainCount,
                Draws = draws,

                // Independent draws need neither warm-up nor thinning.
                WarmUp = !exact && Said(parsed, chains.WarmUp)
                    ? parsed.GetValue(chains.WarmUp)
                    : (used is Sampler.BlockGibbs ? made.Can.WarmUp : null) ?? FitOptions.UsualWarmUp(used),
                Thin = exact ? 1 : parsed.GetValue(chains.Thin!),
                MostThin = exact || (lengthSaid && !Said(parsed, effective)) ? 1 : FurthestThin,
                Target = lengthSaid && !Said(parsed, effective) ? 0 : target,
                Seed = parsed.GetValue(chains.Seed),
                ShiftMove = !parsed.GetValue(noShift),
                Estimates = made.Can.Estimates.Count == 0 ? [] : points.Length > 0 ? points : Defaults.Estimates,
            },
            ChainsSaid = Said(parsed, chains.Chains),
            DrawsSaid = Said(parsed, chains.Draws),
            WarmUpSaid = Said(parsed, chains.WarmUp),
            SamplerSaid = asked is not Sampler.Auto,
            TargetSaid = Said(parsed, effective),
            ShowEstimates = points.Length > 0,
            Tie = bands.Read(parsed, formats),
            FluxDraws = parsed.GetValue(fluxDraws)!,
            Check = parsed.GetValue(check),
            Sensitivity = parsed.GetValue(sensitivity),
            Device = device.Read(parsed),
            Output = results,
            Again = again,
            ErrorsOnly = models.ErrorsOnly is { Words: [var choice, var key] } ? again.Without(ofModel.Select(option => option.Name)).With(choice, key) : null,
        };
    }

    private static string Unsaid(Func<Sampler, int> usual) =>
        $" [default: {usual(Sampler.Independence)} (independence), {FitOptions.MixtureWarmUp} (log-t by block-gibbs) or {usual(Sampler.Collapsed)}]";

    private static bool Said(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
