using GpuConcord.Host.Data;
using GpuConcord.Host.Devices;
using GpuConcord.Host.Models;
using GpuConcord.Host.Models.Counts;
using GpuConcord.Host.Sampling;
using GpuConcord.Host.Sbc;
using Xunit;

namespace GpuConcord.Tests.Host.Models.Counts;

/// <summary>Simulation-based calibration of the counts model: the sound one passes; data from a wrong population, without zeros or without the half variance are caught.</summary>
public sealed class CountsCalibrationTests
{
    private static readonly CountsModel Model = (CountsModel)((IModel)new CountsModel()).Proper;

    private static readonly SbcOptions Options = new()
    {
        Model = Model,
        Design = SbcDesign.Of(3, 8, 1, 0, null, 1, counts: true),
        Priors = Priors.Uniform(3, 0.2, 4, 0.5),
        Replicates = 120,
        WarmUp = 60,
        Level = 1e-4,
    };

    [Theory]
    [InlineData(null, 0.0)]
    [InlineData(null, 0.3)]
    [InlineData(0.0, 0.0)]
    public void A_sound_sampler_passes(double? sigma, double missing)
    {
        SbcResult result = Run(Options with { Model = Model with { Sigma = sigma }, Design = SbcDesign.Of(3, 8, 1, missing, null, 1, counts: true) });
        Assert.True(result.Passed, Text(result));
        Assert.Equal(sigma is null ? 12 : 9, result.Quantities.Count);
        Assert.Contains(result.Quantities, quantity => quantity.Name is "mu");
        Assert.Contains(result.Quantities, quantity => quantity.Name is "omega2");
    }

    /// <summary>Fluxes from the population times e^G: what a prior that is flat in flux makes of it.</summary>
    [Fact]
    public void A_population_tilted_by_flux_is_caught() => Caught(new Mistaken(Model, (design, number) => CountsReplicates.Simulate(Model, design, number, tilt: 1)), "mu");

    [Fact]
    public void Intensities_without_the_half_variance_are_caught()
    {
        CountsModel bright = Model with { PopulationMean = (Math.Log(40), 0.5) };
        Caught(new Mistaken(bright, (design, number) => CountsReplicates.Simulate(bright, design, number, halfVariances: 0)), "mean of G");
    }

    /// <summary>Observations that counted nothing are left out of what the fit sees.</summary>
    [Fact]
    public void Zeros_left_out_are_caught()
    {
        CountsModel faint = Model with { PopulationMean = (Math.Log(0.7), 0.5) };
        Caught(new Mistaken(faint, (design, number) => WithoutZeros(faint.Simulate(design, number)), apart: true), "mean of G");
    }

    [Fact]
    public void Ranks_do_not_depend_on_width_cores_or_how_many_replicates_run_beside()
    {
        SbcOptions few = Options with { Replicates = 8 };
        int[][] all = Ranks(few, null, null);
        Assert.Equal(all, Ranks(few, 1, 1));
        Assert.Equal(all.Select(ranks => ranks[..5]), Ranks(few with { Replicates = 5 }, 4, 1));
    }

    [Fact]
    public void A_flat_prior_of_the_population_is_refused() =>
        Assert.Throws<GpuConcord.Host.Faults.UsageException>(() => new CountsModel().Simulate(Options.Drawn, 0));

    /// <summary>A vague prior of ω² now and then makes sources of more counts than a library's Poisson loop ever ends with.</summary>
    [Fact]
    public void A_vague_population_can_be_simulated()
    {
        CountsModel vague = Model with { PopulationAlpha = 0.3 };
        Assert.All(
            Enumerable.Range(0, 50).SelectMany(number => vague.Simulate(Options.Drawn, number).Data.Counts!.Source),
            n => Assert.True(n >= 0 && double.IsInteger(n)));
    }

    /// <summary>What "must be shown": 1,000 replicates of 3 × 20.</summary>
    [Theory(Explicit = true)]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(0.3)]
    public void A_thousand_replicates_pass(double? sigma)
    {
        SbcResult result = Run(Options with { Model = Model with { Sigma = sigma }, Design = SbcDesign.Of(3, 20, 1, 0.1, null, 1, counts: true), Replicates = 1000, Level = 0.01 });
        TestContext.Current.TestOutputHelper?.WriteLine(Text(result));
        Assert.True(result.Passed, Text(result));
    }

    private static void Caught(IModel model, string quantity)
    {
        SbcResult result = Run(Options with { Model = model, Design = SbcDesign.Of(3, 12, 1, 0, null, 1, counts: true), Replicates = 200 });
        TestContext.Current.TestOutputHelper?.WriteLine(Text(result));
        Assert.True(result.Quantities.Single(own => own.Name.Equals(quantity, StringComparison.Ordinal)).Fails(result.Threshold), Text(result));
    }

    private static string Text(SbcResult result) => string.Join(", ", result.Quantities.Select(q => $"{q.Name}: {q.ChiSquared:G2}, {q.Envelope:G2}"));

    private static SbcResult Run(SbcOptions options)
    {
        using Device device = Device.OpenSimd();
        return SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken);
    }

    private static int[][] Ranks(SbcOptions options, int? laneWidth, int? cores)
    {
        using Device device = Device.OpenSimd(laneWidth, cores);
        return [.. SimulationBasedCalibration.Run(options, device, null, TestContext.Current.CancellationToken).Quantities.Select(quantity => quantity.Ranks)];
    }

    /// <summary>The data without observations of zero counts; a source keeps one of its observations, whatever it counted.</summary>
    private static Replicate WithoutZeros(Replicate replicate)
    {
        Observations data = replicate.Data;
        bool Kept(int o) => data.Counts!.Source[o] > 0 || data.First.Contains(o);
        int[] kept = [.. Enumerable.Range(0, data.Count).Where(Kept)];
        return replicate with
        {
            Data = data with
            {
                First = [.. data.First.Select(first => kept.Count(o => o < first))],
                Instrument = [.. kept.Select(o => data.Instrument[o])],
                Y = [.. kept.Select(o => data.Y[o])],
                Counts = data.Counts!.Of(kept),
            },
            Variance = [.. kept.Select(o => replicate.Variance[o])],
        };
    }

    /// <summary>The model with another way of making data. Replicates whose patterns differ are fitted one by one.</summary>
    private sealed class Mistaken(CountsModel sound, Func<ReplicateDesign, int, Replicate> simulate, bool apart = false) : IModel
    {
        private IModel Sound => sound;

        public ModelKind Kind => Sound.Kind;

        public string Title => sound.Title;

        public Abilities Can => sound.Can;

        public SettingValues Settings => sound.Settings;

        public IReadOnlyList<string> Words => sound.Words;

        public Wording Says => sound.Says;

        public void Check(Observations data, Priors priors) => sound.Check(data, priors);

        public IReadOnlyList<Block> Blocks(Observations data) => sound.Blocks(data);

        public double[]? KnownVariance(Observations data) => sound.KnownVariance(data);

        public ModelDraws Draw(Problem problem, FitOptions options, Device device, IProgress<FitProgress>? progress, CancellationToken cancellation) =>
            sound.Draw(problem, options, device, progress, cancellation);

        public IReadOnlyList<ReplicateDraws> DrawMany(
            IReadOnlyList<Replicate> replicates, Priors priors, FitOptions options, Device device, Action<double> progress, CancellationToken cancellation) =>
            apart
                ? [.. replicates.Select(replicate => sound.DrawMany([replicate], priors, options, device, _ => { }, cancellation)[0])]
                : sound.DrawMany(replicates, priors, options, device, progress, cancellation);

        public Replicate Simulate(ReplicateDesign design, int number) => simulate(design, number);

        public ConditionalLikelihood LikelihoodOf(Observations data) => sound.LikelihoodOf(data);
    }
}
