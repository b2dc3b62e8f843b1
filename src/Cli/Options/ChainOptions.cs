using System.CommandLine;

namespace GpuConcord.Cli.Options;

/// <summary>How many chains and draws, and from which seed.</summary>
/// <param name="chains"><c>--chains</c>.</param>
/// <param name="warmUp"><c>--warmup</c>, by <see cref="WarmUpOf"/>.</param>
/// <param name="draws"><c>--draws</c>.</param>
/// <param name="thin"><c>--thin</c>, by <see cref="ThinOf"/>; null for a command that has none.</param>
/// <param name="seed">What the same seed gives again, and the seed when nothing is said.</param>
internal sealed class ChainOptions(Option<int> chains, Option<int> warmUp, Option<int> draws, Option<int>? thin, (string Repeated, ulong Standard) seed)
{
    /// <summary><c>--chains</c>.</summary>
    public Option<int> Chains { get; } = chains;

    /// <summary><c>--warmup</c>.</summary>
    public Option<int> WarmUp { get; } = warmUp;

    /// <summary><c>--draws</c>.</summary>
    public Option<int> Draws { get; } = draws;

    /// <summary><c>--thin</c>; null for a command that has none.</summary>
    public Option<int>? Thin { get; } = thin;

    /// <summary><c>--seed</c>.</summary>
    public Option<ulong> Seed { get; } = SeedOption.Create(seed.Repeated, seed.Standard);

    /// <summary>All, in the order of the help.</summary>
    public IEnumerable<Option> All => Thin is null ? [Chains, WarmUp, Draws, Seed] : [Chains, WarmUp, Draws, Thin, Seed];

    /// <summary><c>--warmup</c>.</summary>
    /// <param name="standard">What holds when it is left out; null where that depends on the sampler.</param>
    /// <param name="unsaid">Then what holds, for help.</param>
    public static Option<int> WarmUpOf(int? standard, string unsaid = "") =>
        Declare.Whole("--warmup", standard, 0, "0 leaves it out", $"Iterations before draws are kept.{unsaid}");

    /// <summary><c>--thin</c>.</summary>
    /// <param name="standard">What holds when it is left out; null where that depends on the sampler.</param>
    /// <param name="unsaid">Then what holds, for help.</param>
    public static Option<int> ThinOf(int? standard, string unsaid = "") =>
        Declare.Whole("--thin", standard, 1, "1 keeps every draw", $"Iterations from one kept draw to the next.{unsaid}");
}
