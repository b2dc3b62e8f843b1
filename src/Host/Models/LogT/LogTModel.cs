using System.Globalization;
using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Faults;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Words;

namespace GpuConcord.Host.Models.LogT;

/// <summary>
/// The log-t model: every observation has a variance of its own, ψ = σ²/ξ with ξ ~ χ²_ν (Chen et al. 2019, arXiv:1711.09429), so that an outlier
/// loses its weight instead of moving the areas.
/// </summary>
/// <param name="Nu">Degrees of freedom ν, greater than 0; the authors used 3.</param>
/// <param name="Sigma">σ (natural logarithm), greater than 0, when it is known; null when σ² is fitted with its inverse-gamma prior.</param>
/// <param name="CommonSigma">Whether all instruments share one fitted σ².</param>
internal sealed record LogTModel(double Nu = 3.0, double? Sigma = null, bool CommonSigma = false) : IModel
{
    // Beyond these, variances leave a double's range before the data have a say.
    private const double FewestDegrees = 0.1;
    private const double MostDegrees = 1e9;
    private const double SmallestSigma = 1e-8;
    private const double LargestSigma = 100.0;
    private const int FewestChains = 32;

    // Below it integrals over fluxes want most nodes, and chains to compare with take longest to tell which of two measurements is the outlier.
    private const double FewestUsualDegrees = 2;

    private const long UsualWork = 1L << 21;
    private const string Weight = "weight";

    private static readonly Abilities Able = new()
    {
        Samplers = [Sampler.BlockGibbs, Sampler.Independence],

        // Fewer take Gibbs seconds, and leave a posterior that is further from any polynomial.
        Many = (Sampler.Independence, 1000),
        CorrelatedAreas = true,
        WarmUp = FitOptions.MixtureWarmUp,
        Correlation = 0.58,
        // Every density of an observation is an integral over its source's flux.
        CheckBudget = 1L << 20,
        NoSensitivity = "its likelihood has no closed form once fluxes and weights are integrated out",
    };

    /// <summary>What a command line can ask for.</summary>
    public static ModelKind Kind { get; } = new()
    {
        Key = "log-t",
        Brief = "where outliers lose their weight, with a list of them",
        Settings =
        [
            new Setting("nu", SettingKind.Number, "NU", "degrees of freedom. [default: 3]", "3 has heavy tails, 30 is nearly normal"),
            new Setting("sigma", SettingKind.Number, "S", "take sigma as known; an observation then scatters by about S/sqrt(NU). [default: fitted]", "0.1 means a scale of 10 %"),
            new Setting("common_sigma", SettingKind.Flag, "", "fit one sigma for all instruments, not one each."),
        ],
        Make = values => new LogTModel(values["nu"] ?? 3.0, values["sigma"], values.Has("common_sigma")),
        Check = Refuse,
    };

    /// <inheritdoc/>
    ModelKind IModel.Kind => Kind;

    /// <inheritdoc/>
    public string Title => $"log-t, ν = {Number(Nu)}, "
        + (Sigma is { } sigma ? $"σ = {Number(sigma)} known" : CommonSigma ? "one fitted σ for all instruments" : "fitted σ");

    /// <inheritdoc/>
    public Abilities Can => Nu >= FewestUsualDegrees ? Able : Able with { Many = null };

    /// <inheritdoc/>
    public SettingValues Settings => SettingValues.None.With("nu", Nu).With("sigma", Sigma).With("common_sigma", CommonSigma);

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        .. Kind.Words,
        .. Nu == 3.0 ? (string[])[] : ["--nu", Exactly(Nu)],
        .. Sigma is { } sigma ? (string[])["--sigma", Exactly(sigma)] : [],
        .. CommonSigma ? (string[])["--common-sigma"] : [],
    ];

    /// <inheritdoc/>
    public Wording Says => new()
    {
        Symbol = "σ/√ν",
        Factor = 1 / Math.Sqrt(Nu),
        Axis = "scatter of most measurements about area × flux",
        Note = $"σ is the scale of the t distribution as the papers define it: most measurements scatter by σ/√ν = {Labelled.Brief(1 / Math.Sqrt(Nu))} σ, outliers by more.",
        OfAll = Sigma is { } known ? $"σ = {Labelled.Brief(100 * known)} %, known." : CommonSigma ? "All instruments share one σ." : "",
        Legend = $"σ is the scale of the t distribution as the papers define it: most measurements scatter by about σ/√ν (ν = {Number(Nu)}), outliers by more. A weight is E[ξ | "
            + "y]/ν.",
        Known = Sigma is { } told ? $"σ = {Number(told)}, known" : "",
        Priors = [$"variance of an observation σ²/ξ, ξ ~ χ²(ν), ν = {Number(Nu)}"],
        NoFluxSd = FluxTail.NoSd(Nu),
        NoFluxMean = FluxTail.NoMean(Nu),
        Residuals = "Residuals y - B - G under every draw of B, G and σ, as normal scores: 2σ is as rare in the log-t model as in a normal one",
        Law = "t",
        Tried = $"log-t, ν = {Number(Nu)}, " + (Sigma is { } fixedSigma ? $"σ = {Number(fixedSigma)} known" : CommonSigma ? "one fitted σ for all" : "fitted σ") + ", block Gibbs",
    };

    /// <inheritdoc/>
    public void Check(Observations data, Priors priors)
    {
        if (!(Nu is >= FewestDegrees and <= MostDegrees))
        {
            throw new UsageException(
                $"--nu: found nu = {Number(Nu)}, expected degrees of freedom from {Number(FewestDegrees)} to {Number(MostDegrees)}; 3 has heavy tails, 30 is nearly normal");
        }

        if (Sigma is { } sigma && !(sigma is >= SmallestSigma and <= LargestSigma))
        {
            throw new UsageException(
                $"--sigma: found sigma = {Number(sigma)}, expected a scale of ln(value) from {Number(SmallestSigma)} to {Number(LargestSigma)}; 0.1 means 10 %");
        }

        if (CommonSigma && Sigma is null && (Differ(priors.Alpha) || Differ(priors.Beta)))
        {
            string found = string.Join(", ", data.Instruments.Select((name, i) => $"{name} alpha {priors.Alpha[i]} beta {priors.Beta[i]}"));
            throw new UsageException(
                $"--common-sigma: found priors that differ ({found}), expected one alpha and one beta; a single sigma has a single prior, "
                + "give --alpha and --beta one number each");
        }
    }

    /// <summary>Half as many where an iteration of a chain looks at very many observations, so that its warm-up counts.</summary>
    public int UsualChains(int observations) => (long)FitOptions.UsualChains * observations > UsualWork ? FewestChains : FitOptions.UsualChains;

    /// <inheritdoc/>
    public IReadOnlyList<Block> Blocks(Observations data) =>
    [
        Block.Areas(data),
        .. Sigma is not null ? (Block[])[] : [CommonSigma ? Block.Scatter(Axis.Common, []) : Block.Scatter(Axis.Instrument, data.Instruments)],
        new Block
        {
            Symbol = "xi",
            Axis = Axis.Observation,
            Meaning = "posterior mean of xi = sigma^2/psi; nu on average before any data, far below it for an outlier",
            Role = Role.Weight,
            Singular = Weight,
            TableMeaning = "One row an observation in a band: the weight that the log-t model gives it.",
            PriorMean = Nu,
            PriorMeanName = "nu",
        },
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> ObservationBlocks => [Weight];

    /// <inheritdoc/>
    public double[]? KnownVariance(Observations data) => Sigma is { } sigma ? [.. data.Y.Select(_ => sigma * sigma)] : null;

    /// <inheritdoc/>
    public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
        LogTFit.Run(this, problem, options, device, progress, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<ReplicateDraws> DrawMany(
        IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation) =>
        LogTReplicates.Run(this, replicates, priors, options, device, progress, cancellation);

    /// <inheritdoc/>
    public Replicate Simulate(ReplicateDesign design, int number)
    {
        ReplicateDrawing drawing = new(design, number);
        double[] area = drawing.Areas();
        double[] variance = drawing.Variances();
        if (Sigma is { } sigma)
        {
            Array.Fill(variance, sigma * sigma);
        }
        else if (CommonSigma)
        {
            Array.Fill(variance, variance[0]);
        }

        IReadOnlyList<double[]> others = Sigma is not null ? [] : CommonSigma ? [[variance[0]]] : [variance];
        return drawing.Observe(area, others, (_, i, _) => variance[i], (j, i, nominal) => nominal / drawing.ChiSquare(j, i, Nu), _ => null);
    }

    /// <inheritdoc/>
    public ISourceErrors Errors(ThinnedDraws draws) => new LogTErrors(draws, Nu);

    /// <inheritdoc/>
    public Func<double, double, double> LogDensity() => new LogTError(Nu).LogDensity;

    private static void Refuse(IModel model, ModelRequest request)
    {
        LogTModel own = (LogTModel)model;
        if (request.Variances is { } variances)
        {
            throw new UsageException($"--variances: found {variances} beside --model log-t, expected fitted; log-t does not read the table's errors, give its scale with --sigma");
        }

        if (request.Sampler is not (Sampler.Auto or Sampler.Independence or Sampler.BlockGibbs))
        {
            throw new UsageException(
                $"--sampler: found {SamplerName.Of(request.Sampler)} beside --model log-t, expected auto, independence or block-gibbs; log-t has no other sampler");
        }

        if (request.Estimates)
        {
            throw new UsageException("--point: found beside --model log-t, expected --model log-normal; the estimators belong to the log-normal model");
        }

        if (own.Sigma is not null && request.VariancePrior is { } prior)
        {
            throw new UsageException($"{prior}: found beside --sigma, expected one of the two; a known sigma has no prior, leave one out");
        }

        if (own is { Sigma: not null, CommonSigma: true })
        {
            throw new UsageException("--common-sigma: found beside --sigma, expected one of the two; a known sigma is common to all instruments anyway");
        }
    }

    private static bool Differ(double[] values) => Array.Exists(values, value => value != values[0]);

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private static string Exactly(double value) => value.ToString(CultureInfo.InvariantCulture);
}
