using System.CommandLine;

namespace GpuConcord.Cli.Options;

/// <summary>How many chains and draws, and from which seed.</summary>
/// <param name="chains"><c>--chains</c>.</param>
/// <param name="warmUp">Warm-up when nothing is said.</param>
/// <param name="draws"><c>--draws</c>.</param>
/// <param name="thin">Thinning when nothing is said; null for a command that has none.</param>
/// <param name="seed">What the same seed gives again, and the seed when nothing is said.</param>
internal sealed class ChainOptions(Option<int> chains, int warmUp, Option<int> draws, int? thin, (string Repeated, ulong Standard) seed)
{
    /// <summary><c>--chains</c>.</summary>
    public Option<int> Chains { get; } = chains;

    /// <summary><c>--warmup</c>.</summary>
    public Option<int> WarmUp { get; } = Declare.Whole("--warmup", warmUp, 0, "0 leaves it out", "Iterations before draws are kept.");

    /// <summary><c>--draws</c>.</summary>
    public Option<int> Draws { get; } = draws;

    /// <summary><c>--thin</c>; null for a command that has none.</summary>
    public Option<int>? Thin { get; } = thin is { } standard
        ? Declare.Whole("--thin", standard, 1, "1 keeps every draw", "Iterations from one kept draw to the next.")
        : null;

    /// <summary><c>--seed</c>.</summary>
    public Option<ulong> Seed { get; } = SeedOption.Create(seed.Repeated, seed.Standard);

    /// <summary>All, in the order of the help.</summary>
    public IEnumerable<Option> All => Thin is null ? [Chains, WarmUp, Draws, Seed] : [Chains, WarmUp, Draws, Thin, Seed];
}
