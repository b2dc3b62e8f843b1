using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Models.Counts;

/// <summary>
/// Concordance straight from aperture counts: n_ij ~ Poisson(f S + b), m_ij ~ Poisson(g S + r b), b flat on [0, ∞) or known, ln S_ij ~ N(B_i + G_j −
/// v_i/2, v_i), G_j ~ N(μ, ω²) with μ flat and ω² ~ InvGamma(2, 0.5). Zero counts are data.
/// </summary>
/// <remarks>
/// The sources need a population. With background the likelihood of S does not vanish as S → 0, so that a flat prior of G has no proper posterior; one that
/// is flat in flux adds −M times the mean area to the log posterior. A normal prior of G whose mean is flat changes nothing when all fluxes are scaled, and
/// corrects Eddington's bias on the way.
/// </remarks>
/// <param name="Sigma">σ, the scatter beyond the counts (natural logarithm), where it is known; 0 for none; null when it is fitted.</param>
/// <param name="PopulationAlpha">Shape of the inverse-gamma prior of ω², greater than 0.</param>
/// <param name="PopulationBeta">Its scale, greater than 0.</param>
/// <param name="PopulationMean">Mean and sd of a normal prior of μ (natural logarithm of the unit of S over area); null for a flat one.</param>
/// <param name="BackgroundShape">a of p(b) ∝ b^(a − 1), greater than 0; 1 is flat. After m counts the prior expects (m + a)/r of them in the source aperture.</param>
internal sealed record CountsModel(
    double? Sigma = null, double PopulationAlpha = CountsModel.UsualAlpha, double PopulationBeta = CountsModel.UsualBeta, (double Mean, double Sd)? PopulationMean = null,
    double BackgroundShape = 1.0)
    : IBatchModel
{
    private const double UsualAlpha = 2.0;
    private const double UsualBeta = 0.5;

    // Sources of some eight counts where the unit of S is a count: faint, with zeros among them.
    private const double ProperMedian = 8.0;
    private const double ProperSd = 0.5;
    private const double SmallestSigma = 1e-6;
    private const double LargestSigma = 100.0;
    private const int FewestChains = 32;
    private const long UsualWork = 1L << 15;
    private const string Scatter = "scatter";
    private const string Alpha = "population_alpha";
    private const string Beta = "population_beta";
    private const string Mean = "population_mean";
    private const string MeanSd = "population_mean_sd";
    private const string Background = "background_shape";

    /// <summary>Symbol of μ.</summary>
    internal const string MeanSymbol = "mu";

    /// <summary>Symbol of ω².</summary>
    internal const string SpreadSymbol = "omega2";

    private static readonly Abilities Able = new()
    {
        Samplers = [Sampler.BlockGibbs],
        CorrelatedAreas = true,
        Counts = true,
        CheckBudget = 1L << 16,
    };

    /// <summary>What a command line can ask for.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "counts",
        Brief = "straight from aperture counts (columns n, m), for faint sources",
        Settings =
        [
            new Setting(Scatter, SettingKind.Number, "fitted|none|S",
                "scatter of ln(value) beyond the counts: one sigma an instrument, none, or S for all. [default: fitted]", "0.1 means 10 %")
            {
                Named = [("fitted", null), ("none", 0.0)],
            },
            new Setting(Alpha, SettingKind.Number, "A", "shape of the inverse-gamma prior of omega^2, the variance of the sources' log fluxes. [default: 2]", "2 is vague"),
            new Setting(Beta, SettingKind.Number, "B", "its scale. [default: 0.5]", "0.5 lets fluxes spread by a factor of about 2 as a rule, and by much more if the data say so"),
            new Setting(Mean, SettingKind.Number, "S", "median flux that the sources are thought to have, with --population-mean-sd. [default: anything]",
                "3e-14 in the unit of the fluxes"),
            new Setting(MeanSd, SettingKind.Number, "SD", "how well that is known, a standard deviation of its logarithm.", "1 is a factor of 2.7 either way"),
            new Setting(Background, SettingKind.Number, "A", "background b of every aperture ~ b^(A-1). [default: 1, flat]",
                "1 expects (m + 1)/r of b after m counts, 0.5 expects (m + 0.5)/r"),
        ],
        Make = Make,
        Check = Refuse,
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => "aperture counts, " + (Sigma is null ? "fitted scatter" : Sigma == 0 ? "no scatter beyond the counts" : $"scatter σ = {Number(Sigma.Value)} known");

    /// <inheritdoc/>
    public Abilities Can => Able;

    /// <inheritdoc/>
    public SettingValues Settings => SettingValues.None.With(Scatter, Sigma).With(Alpha, PopulationAlpha).With(Beta, PopulationBeta)
        .With(Mean, PopulationMean is { } mean ? Math.Exp(mean.Mean) : null).With(MeanSd, PopulationMean?.Sd)
        .With(Background, BackgroundShape);

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        .. Kind.Words,
        .. Sigma is null ? (string[])[] : ["--scatter", Sigma == 0 ? "none" : Exactly(Sigma.Value)],
        .. PopulationAlpha == UsualAlpha ? (string[])[] : ["--population-alpha", Exactly(PopulationAlpha)],
        .. PopulationBeta == UsualBeta ? (string[])[] : ["--population-beta", Exactly(PopulationBeta)],
        .. PopulationMean is { } known ? (string[])["--population-mean", Exactly(Math.Exp(known.Mean)), "--population-mean-sd", Exactly(known.Sd)] : [],
        .. BackgroundShape == 1 ? (string[])[] : ["--background-shape", Exactly(BackgroundShape)],
    ];

    /// <inheritdoc/>
    public Wording Says => new()
    {
        Axis = "scatter of ln(value) about area × flux beyond the counts",
        Beyond = " beyond its counts",
        Note = "σ is the scatter beyond what counts of that size scatter.",
        OfAll = Sigma is { } known and > 0 ? $"σ = {Labelled.Brief(100 * known)} %, known." : "",
        Legend = "σ is the scatter of the instrument's measurements about the model beyond that of their counts.",
        Known = Sigma is { } told and > 0 ? $"σ = {Number(told)} beyond the counts, known" : "no scatter beyond the counts",
        Priors =
        [
            $"ln(flux) ~ N(μ, ω²), μ {(PopulationMean is { } mean ? $"~ N({Number(mean.Mean)}, {Number(mean.Sd)}²)" : "flat")}, ω² ~ InvGamma({Number(PopulationAlpha)}, "
                + $"{Number(PopulationBeta)})",
            BackgroundShape == 1
                ? "background of every aperture flat where it is not known"
                : $"background b of every aperture ~ b^({Number(BackgroundShape)} - 1) where it is not known",
        ],
        Residuals = Sigma == 0
            ? "Residuals are the normal score of n, at random within its own probability, in its distribution given S = exp(B + G) and m under every draw"
            : "Residuals (x - B - G + σ²/2)/σ under every draw of B, G and σ, with x = ln S drawn from what its counts and the draw say of it",
        Truths = PopulationMean is { } drawn
            ? $"G ~ N(μ, ω²), ω² ~ InvGamma({Number(PopulationAlpha)}, {Number(PopulationBeta)}), μ ~ N(ln {Number(Math.Exp(drawn.Mean))}, {Number(drawn.Sd)}²), "
                + "which is proper as no truth can be drawn from a flat prior (--population-mean, --population-mean-sd)"
            : "G ~ N(μ, ω²)",
        Swept = "block-gibbs, a draw every 8 iterations or more after 200 or more of warm-up",
        Tried = "aperture counts, block Gibbs, interwoven",
    };

    /// <inheritdoc/>
    public void Check(Observations data, Priors priors)
    {
        if (data.Counts is null)
        {
            throw new DataException("--model counts fits counts in apertures: expected columns n and m (or b), such as gpuconcord aprates reads. The table gives values; "
                + "fit them with another model.");
        }

        if (Sigma is { } sigma && sigma != 0 && !(sigma is >= SmallestSigma and <= LargestSigma))
        {
            throw new UsageException(
                $"--scatter: found {Number(sigma)}, expected fitted, none, or a scatter of ln(value) from {Number(SmallestSigma)} to {Number(LargestSigma)}; 0.1 means 10 %");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) =>
    [
        Block.Areas(data),
        .. Sigma is null ? (Block[])[Block.Scatter(Axis.Instrument, data.Instruments)] : [],
        Population(data, MeanSymbol, "mean of ln(flux) over the population of sources"),
        Population(data, SpreadSymbol, "variance of ln(flux) over the population of sources"),
    ];

    /// <summary>As many as the program's usual fit has of a few sources; fewer of many, as each iteration of a chain looks at every observation.</summary>
    public int UsualChains(int observations)
    {
        int chains = FitOptions.UsualChains;
        while (chains > FewestChains && (long)chains * observations > UsualWork)
        {
            chains /= 2;
        }

        return chains;
    }

    /// <summary>Fewer of many observations: each iteration looks at all of them, and their scatter moves slowly.</summary>
    public int UsualTarget(int observations) => UsualChains(observations) < FitOptions.UsualChains ? FitOptions.UsualTarget / 4 : FitOptions.UsualTarget;

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => Sigma is { } sigma ? [.. data.Y.Select(_ => sigma * sigma)] : null;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        CountsFit.Run(this, problem, options, device, progress, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation) =>
        CountsReplicates.Run(this, replicates, priors, options, device, progress, cancellation);

    /// <inheritdoc/>
    public ISourceErrors Errors(ThinnedDraws draws) => new CountsErrors(this, draws);

    /// <inheritdoc/>
    public MarginalFactors Marginals(ThinnedDraws draws)
    {
        CountsErrors errors = new(this, draws);
        int populations = Bands(draws.Observations).Length;
        return new MarginalFactors(
            s => Enumerable.Range(0, draws.Observations.SourceCount).Sum(j => errors.Together(j, s)),
            s => Enumerable.Range(0, populations).Sum(p => LogPopulationPrior(draws.Other(MeanSymbol, p, s), draws.Other(SpreadSymbol, p, s))));
    }

    /// <inheritdoc/>
    public ConditionalLikelihood LikelihoodOf(Observations data)
    {
        ScatteredCounts[] counts = CountsErrors.Tables(CountsOf(data));
        return (area, variance, flux) =>
        {
            double sum = 0;
            for (int j = 0; j < data.SourceCount; j++)
            {
                for (int o = data.First[j]; o < data.First[j + 1]; o++)
                {
                    int i = data.Instrument[o];
                    double own = variance(i, j, o);
                    sum += counts[o].Log(area(i) + flux(j) - (0.5 * own), own);
                }
            }

            return sum;
        };
    }

    /// <inheritdoc/>
    public IModel Proper => PopulationMean is null ? this with { PopulationMean = (Math.Log(ProperMedian), ProperSd) } : this;

    /// <inheritdoc/>
    public Replicate Simulate(ReplicateDesign design, int number) => CountsReplicates.Simulate(this, design, number);

    /// <inheritdoc/>
    public SweepResult Sweep(
        IReadOnlyList<SweepProblem> problems, SweepOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        CountsSweep.Run(this, problems, options, device, progress, cancellation);

    /// <summary>The counts with the prior of their backgrounds: the model's, unless the data have one of their own.</summary>
    internal ApertureCounts CountsOf(Observations data) =>
        BackgroundShape == 1 || data.Counts!.BackgroundPrior is not null ? data.Counts! : data.Counts with { BackgroundPrior = (BackgroundShape, 0) };

    /// <summary>The energy band of each population of sources; one without a name where there is one band.</summary>
    internal static string[] Bands(Observations data) => data.BandOfInstrument is { } bands ? [.. bands.Distinct(StringComparer.Ordinal)] : [""];

    /// <summary>The population that each instrument sees.</summary>
    internal static int[] PopulationOf(Observations data) =>
        data.BandOfInstrument is { } own && Bands(data) is var bands ? Array.ConvertAll(own, band => Array.IndexOf(bands, band)) : new int[data.InstrumentCount];

    private static Block Population(Observations data, string symbol, string meaning) => data.BandOfInstrument is null
        ? new Block { Symbol = symbol, Axis = Axis.Common, Meaning = meaning }
        : new Block { Symbol = symbol, Axis = Axis.Band, Names = Bands(data), Meaning = meaning };

    private double LogPopulationPrior(double mu, double omega2) =>
        -((PopulationAlpha + 1) * Math.Log(omega2)) - (PopulationBeta / omega2)
        - (PopulationMean is { } known ? (mu - known.Mean) * (mu - known.Mean) / (2 * known.Sd * known.Sd) : 0);

    private static CountsModel Make(SettingValues values)
    {
        if (values[Mean] is null != values[MeanSd] is null)
        {
            throw new UsageException("--population-mean, --population-mean-sd: found one without the other, expected both or neither; a median needs a width");
        }

        return new CountsModel(
            values[Scatter], values[Alpha] ?? UsualAlpha, values[Beta] ?? UsualBeta, values[Mean] is { } mean ? (Math.Log(mean), values[MeanSd]!.Value) : null,
            values[Background] ?? 1.0);
    }

    private static void Refuse(IModel model, ModelRequest request)
    {
        ModelRequest.CheckSampler(model, request);
        if (((CountsModel)model).Sigma is not null && request.VariancePrior is { } prior)
        {
            throw new UsageException($"{prior}: found beside --scatter, expected one of the two; a scatter that is not fitted has no prior, leave one out");
        }
    }

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Exactly(double value) => value.ToString(CultureInfo.InvariantCulture);
}
