using GpuConcord.Host.Statistics.Modes;
using GpuConcord.Kernels.Samplers;

namespace GpuConcord.Host.Sampling;

/// <summary>How a posterior is drawn; everything that decides its numbers besides model, data and priors.</summary>
public readonly record struct FitOptions()
{
    /// <summary>Chains of a fit about which nothing was said.</summary>
    public const int UsualChains = 64;

    /// <summary>Effective draws of every area and scale that such a fit is drawn to: an error of the mean of a hundredth of the standard deviation.</summary>
    public const int UsualTarget = 10_000;

    /// <summary>Iterations of warm-up of a normal scale mixture, whose chains come from far away within some tens.</summary>
    public const int MixtureWarmUp = 100;

    // Kept draws for an effective one: nearly independent ones will do, so that nothing downstream works for more.
    private const double Spare = 1.28;
    private const int FewestDraws = 50;

    // A target is aimed at with some room, and no closer to independence than this.
    private const double Room = 1.1;
    private const double LeastCorrelation = 0.02;

    /// <summary>Sampler, one of those that the model has.</summary>
    public Sampler Sampler { get; init; }

    /// <summary>Independent chains, at least 2.</summary>
    public int Chains { get; init; } = 256;

    /// <summary>Iterations a chain makes, and forgets, while the sampler adapts.</summary>
    public int WarmUp { get; init; } = 300;

    /// <summary>Draws kept from each chain.</summary>
    public int Draws { get; init; } = 1000;

    /// <summary>Iterations from one kept draw to the next.</summary>
    public int Thin { get; init; } = 1;

    /// <summary>How many times the step that tuning found is halved: where trajectories diverged. Part of what decides the numbers.</summary>
    public int Halvings { get; init; }

    /// <summary>
    /// A fit that falls short of convergence goes on until <see cref="Thin"/> would exceed this; 1 for one that ends where it was told to.
    /// </summary>
    public int MostThin { get; init; } = 1;

    /// <summary>Whether the fit fell short of convergence or of its target, and went on; then what came before is warm-up.</summary>
    public bool RanOn { get; init; }

    /// <summary>Seed of every random number.</summary>
    public ulong Seed { get; init; } = 20190601;

    /// <summary>Problem number that separates the random streams of fits made under one seed.</summary>
    public ulong Problem { get; init; }

    /// <summary>Whether <see cref="Sampler.Gibbs"/> also makes the exact move along the common shift of B and G.</summary>
    public bool ShiftMove { get; init; } = true;

    /// <summary>Sources whose flux draws are kept, by name.</summary>
    public IReadOnlyList<string> FluxDraws { get; init; } = [];

    /// <summary>Point estimates to give beside the posterior, where the model has them.</summary>
    public IReadOnlyList<PointEstimateKind> Estimates { get; init; } = [PointEstimateKind.Marginal];

    /// <summary>
    /// Effective draws, bulk and tail, of every area, scale and common parameter that the fit goes on to where <see cref="MostThin"/> lets it; 0 for whatever comes.
    /// </summary>
    public double Target { get; init; }

    /// <summary>Iterations of warm-up of a fit about which nothing was said: few where a chain forgets its start at once, none where there is no chain.</summary>
    public static int UsualWarmUp(Sampler sampler) => sampler switch
    {
        Sampler.Exact => 0,
        Sampler.Independence => 32,
        _ => 300,
    };

    /// <summary>Chains that start together, as a power of two, so that nested R-hat has several groups of them to compare.</summary>
    public int SuperchainBits => Sampler is Sampler.Independence && Chains < 4 << DispersedStart.SuperchainBits ? 3 : DispersedStart.SuperchainBits;

    /// <summary>Draws a chain that suffice for a target where they are nearly independent.</summary>
    public static int DrawsFor(double target, int chains) => Math.Max(FewestDraws, (int)Math.Ceiling(Spare * target / chains));

    /// <summary>As many draws, two iterations apart, as reach <see cref="Target"/> where the iterations of a chain correlate so: closer ones would say little more.</summary>
    /// <param name="correlation">Of successive iterations.</param>
    public FitOptions ForTarget(double correlation)
    {
        const int Apart = 2;
        double kept = Math.Pow(correlation, Apart);
        return this with { Thin = Apart, Draws = Math.Max(FewestDraws, (int)Math.Ceiling(Room * Target * (1 + kept) / (1 - kept) / Chains)) };
    }

    /// <summary>
    /// The same chains run on as <see cref="Further"/> has it, to where draws of the same autoregressive chain would reach <see cref="Target"/>.
    /// </summary>
    /// <param name="reached">Effective draws of the slowest parameter now.</param>
    public FitOptions Toward(double reached)
    {
        double kept = (double)Chains * Draws;
        return Further() with { Thin = Math.Clamp(ThinFor(Math.Pow(Correlation(kept / Math.Max(1, reached)), 1.0 / Thin)), Thin + 1, MostThin) };
    }

    /// <summary>Iterations a kept draw with which chains whose successive states correlate so would reach <see cref="Target"/>, at most <see cref="MostThin"/>.</summary>
    /// <param name="correlation">Between 0 and 1.</param>
    public int ThinFor(double correlation)
    {
        double wanted = Math.Max(LeastCorrelation, Correlation((double)Chains * Draws / (Room * Target)));
        return (int)Math.Clamp(Math.Ceiling(Math.Log(wanted) / Math.Log(Math.Clamp(correlation, 1e-6, 1 - 1e-6))), 1, Math.Max(1, MostThin));
    }

    /// <summary>Between neighbours of an autoregressive chain whose integrated autocorrelation time is (1 + ρ)/(1 − ρ).</summary>
    private static double Correlation(double time) => Math.Clamp((time - 1) / (time + 1), 1e-6, 1 - 1e-6);

    /// <summary>The Hamiltonian sampler in place of the independence sampler, with the warm-up that it wants.</summary>
    public FitOptions Trajectories() => this with { Sampler = Sampler.Collapsed, WarmUp = Math.Max(WarmUp, UsualWarmUp(Sampler.Collapsed)) };

    /// <summary>Block Gibbs of a normal scale mixture in place of the independence sampler, with the length and the warm-up that it wants.</summary>
    /// <param name="correlation">As for <see cref="ForTarget"/>.</param>
    public FitOptions ByGibbs(double correlation)
    {
        FitOptions own = this with { Sampler = Sampler.BlockGibbs, WarmUp = Math.Max(WarmUp, MixtureWarmUp) };
        return own is { Target: > 0, Thin: 1, MayGoOn: true } ? own.ForTarget(correlation) : own;
    }

    /// <summary>
    /// The same chains run on: what they did so far is their warm-up, and every kept draw stands for twice as many iterations. Memory does not grow, and a
    /// fit with these options from the beginning gives the same numbers.
    /// </summary>
    public FitOptions Further() => this with { RanOn = true, WarmUp = checked(WarmUp + (Thin * Draws)), Thin = Math.Max(Thin + 1, Math.Min(2 * Thin, MostThin)) };

    /// <summary>Iterations of a chain from its start to its last kept draw.</summary>
    public long Iterations => WarmUp + ((long)Thin * Draws);

    /// <summary>Whether it may go on when it falls short.</summary>
    public bool MayGoOn => Thin < MostThin;

    /// <summary>Iteration, within its chain, of kept draw number <paramref name="draw"/>: part of the address of its random numbers.</summary>
    /// <param name="draw">Kept draw of the chain, from 0.</param>
    public long Iteration(long draw) => WarmUp + (Thin * (draw + 1)) - 1;
}
